package exposure

import (
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/sweep"
)

// report gathers what all addresses showed.
type report struct {
	set   settings
	order order
	now   time.Time
	open  bool // our own way out is declared open

	faults  []holdfast.Fault
	looked  []sight // addresses with sight
	bad     map[uint16][]addr
	missing map[uint16][]lack
	counts  counts
}

// lack is an address at which a port that must be open is not.
type lack struct {
	at    addr
	state sweep.State
	own   bool // the answer came from the target itself
}

// counts are sums over all addresses that were looked at.
type counts struct {
	total, swept                                int
	closed, proven, silent, rejected, forbidden int
	byHop                                       int // silent, or rejected on the way, and proven by hop
	oldest                                      time.Time
}

// finding judges what the looks saw and what is remembered.
func (p *prober) finding(sights []sight, mem *memory) holdfast.Finding {
	r := &report{
		set: p.set, order: p.order, now: p.env.Clock(), open: p.env.Egress == egressOpen,
		bad: map[uint16][]addr{}, missing: map[uint16][]lack{},
	}
	for _, s := range sights {
		r.add(s)
	}
	r.blamePorts()
	r.blameMissing()
	r.blameEgress()
	out := holdfast.Finding{Faults: r.sorted(), State: mem.encode()}
	out.Judge()
	if out.Status == holdfast.Holds && !r.finished() {
		out.Status = holdfast.Unknown
	}
	out.Headline = headline(out)
	out.Reason = r.reason(out)
	out.Facts = r.facts(sights)
	out.Measures = measures(sights)
	return out
}

// finished reports whether something was looked at, and every port of every
// address was seen lately.
func (r *report) finished() bool { return len(r.looked) > 0 && r.counts.swept == r.counts.total }

// add takes one address.
func (r *report) add(s sight) {
	switch {
	case s.spot.Key != "":
		r.unknown(s.spot.Key, s.spot.Why, s.spot.Fix)
		return
	case s.err != nil:
		r.unknown("look/"+s.spot.Addr.String(), s.err.Error(), "")
		return
	}
	r.takeOpen(s)
	if !s.res.Sighted() {
		r.unknown("sight/"+s.spot.Addr.String(), blindText(s), blindFix(s))
		return
	}
	r.looked = append(r.looked, s)
	r.takeMissing(s)
	r.takeBlocks(s)
}

// unknown adds a part that could not be looked at.
func (r *report) unknown(key, text, fix string) {
	r.faults = append(r.faults, holdfast.Fault{Key: key, Status: holdfast.Unknown, Text: text, Fix: fix})
}

// takeOpen takes the open ports of an address: those of this look, and with
// sight those that were open when they were last asked.
func (r *report) takeOpen(s sight) {
	open := s.res.In(sweep.Open)
	if s.res.Sighted() {
		open = s.place.open
	}
	open = slices.DeleteFunc(slices.Clone(open), r.allowed)
	if acceptsAll(s.res) {
		r.unknown("accept-all/"+s.spot.Addr.String(), acceptsText(s), "ask from behind the proxy or firewall that accepts in the host's place")
		return
	}
	for _, port := range open {
		r.bad[port] = append(r.bad[port], s.spot.Addr)
	}
}

// allowed reports whether a port may be open, or is out of the question.
func (r *report) allowed(port uint16) bool {
	if slices.Contains(r.set.Allow, port) || slices.Contains(r.set.Expect, port) {
		return true
	}
	if r.order.list == nil {
		return false
	}
	_, asked := slices.BinarySearch(r.order.list, port)
	return !asked
}

// acceptsAll reports whether an address completes the handshake on so many
// ports that something in between must be doing it: a SYN proxy, a tarpit.
func acceptsAll(res sweep.Result) bool {
	n := res.Count(sweep.Open)
	return n > 48 && n*10 > res.Asked()*6
}

// takeMissing takes the ports that must be open and are not.
func (r *report) takeMissing(s sight) {
	for _, port := range r.set.Expect {
		state := s.res.State(port)
		if state == sweep.Open || state == sweep.Unknown && slices.Contains(s.place.open, port) {
			continue
		}
		r.missing[port] = append(r.missing[port], lack{at: s.spot.Addr, state: state, own: s.res.Reached(port)})
	}
}

// takeBlocks adds up what is remembered of an address.
func (r *report) takeBlocks(s sight) {
	c := &r.counts
	c.total += r.order.n
	for i, b := range s.place.blocks {
		if !b.fresh(r.now, 2*r.set.Sweep.Std()) {
			continue
		}
		c.swept += r.order.size(i)
		c.closed += int(b.closed)
		c.proven += int(b.proven)
		c.byHop += int(b.byHop)
		c.silent += int(b.silent)
		c.rejected += int(b.rejected)
		c.forbidden += int(b.unknown)
		if c.oldest.IsZero() || b.at.Before(c.oldest) {
			c.oldest = b.at
		}
	}
	if c.silent+c.rejected == 0 {
		c.silent += len(stillUnproven(s))
	}
}

// unproven returns the ports of this look that were silent, or rejected by
// somebody on the way: nothing shows that our own way out carries them.
func unproven(s sight) []uint16 {
	list := append(s.res.In(sweep.Filtered), s.res.In(sweep.Rejected)...)
	return slices.DeleteFunc(list, s.res.Reached)
}

// sorted returns the faults, worst first, else in their order.
func (r *report) sorted() []holdfast.Fault {
	slices.SortStableFunc(r.faults, func(a, b holdfast.Fault) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	return r.faults
}

// headline is the word for the finding.
func headline(f holdfast.Finding) string {
	if f.Status == holdfast.Holds || len(f.Faults) == 0 {
		return ""
	}
	switch key, _, _ := strings.Cut(f.Faults[0].Key, "/"); {
	case f.Status == holdfast.Unknown && key == "egress":
		return "NOT PROVEN"
	case f.Status == holdfast.Unknown && key == "address":
		return "MOVED"
	case f.Status == holdfast.Unknown:
		return "COULD NOT LOOK"
	case key == "missing":
		return "NOT OPEN"
	default:
		return "EXPOSED"
	}
}
