package unreachable

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/greet"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// tally is what all addresses showed.
type tally struct {
	open     bool // our own way out is declared open
	control  answer
	faults   []holdfast.Fault
	closed   int // RST: the question got there
	silent   int // silence that counts: sight, and a declared way out
	unproven []string
	ports    []string // facts
	looked   []string
}

// finding judges what the looks saw.
func (p *prober) finding(sights []sight, control answer) holdfast.Finding {
	t := &tally{open: p.env.Egress == "open", control: control}
	for _, s := range sights {
		t.add(s, p.ports)
	}
	t.blame(p.control)
	slices.SortStableFunc(t.faults, func(a, b holdfast.Fault) int { return cmp.Compare(rank(b), rank(a)) })
	f := holdfast.Finding{Faults: t.faults}
	f.Judge()
	if f.Status == holdfast.Holds && t.closed+t.silent == 0 {
		f.Status = holdfast.Unknown // nothing was looked at: nothing is proven
	}
	f.Headline = headline(f)
	f.Reason = p.reason(f, t)
	f.Facts = t.facts(p.set.From)
	return f
}

func rank(f holdfast.Fault) int {
	if f.Status == holdfast.Broken {
		return 1
	}
	return 0
}

// add takes one address.
func (t *tally) add(s sight, asked []uint16) {
	switch {
	case s.spot.Key != "":
		t.unknown(s.spot.Key, s.spot.Why, s.spot.Fix)
		return
	case s.err != nil:
		t.unknown("look/"+s.spot.Addr.String(), s.err.Error(), "")
		return
	}
	t.looked = append(t.looked, s.spot.Addr.String())
	for _, port := range asked {
		t.port(s, port)
	}
}

// port takes one port of an address.
func (t *tally) port(s sight, port uint16) {
	sighted := s.res.Sighted() || t.control.good()
	switch state := s.res.State(port); {
	case state == sweep.Open:
		t.faults = append(t.faults, exposed(s.spot.Addr, port, s.greet[port]))
		t.ports = append(t.ports, fact(s.spot.Addr, port, state, s.greet[port]))
	case state == sweep.Closed, s.res.Reached(port):
		t.closed++
	case (state == sweep.Filtered || state == sweep.Rejected) && t.open && sighted && !s.res.Blind:
		t.silent++
	default:
		t.unproven = append(t.unproven, ports.Label(port))
	}
}

// blame makes one fault of all that proves nothing, with what is missing.
func (t *tally) blame(control string) {
	if t.control.asked && t.control.err != nil {
		t.unknown("control", "the control "+control+" did not answer: "+t.control.err.Error(), "see whether it runs; without it silence proves nothing")
	}
	if len(t.unproven) == 0 {
		return
	}
	text := fmt.Sprintf("no answer on %s, and nothing shows that our own way out lets it through", some(t.unproven))
	fix := "if this network filters nothing on its way out, declare it: egress: open"
	if t.open {
		text = fmt.Sprintf("no answer on %s, and nothing else of the host answered in the same look: it may be dead", some(t.unproven))
		fix = "name something that answers as long as our network works: control: tcp://app.example.com:443"
	}
	t.unknown("egress", text, fix)
}

func (t *tally) unknown(key, text, fix string) {
	t.faults = append(t.faults, holdfast.Fault{Key: key, Status: holdfast.Unknown, Text: text, Fix: fix})
}

// exposed is the fault of a port that answers.
func exposed(at netip.Addr, port uint16, g greet.Greeting) holdfast.Fault {
	f := holdfast.Fault{Key: fmt.Sprintf("port/%d", port), Status: holdfast.Broken, Fix: fmt.Sprintf("firewall: drop %d; let the database listen on an inner address only", port)}
	if s, ok := ports.Lookup(port); ok && s.Fix != "" {
		f.Fix = s.Fix
	}
	where := netip.AddrPortFrom(at, port).String()
	if g.Service == "" {
		f.Text = fmt.Sprintf("%s is open (%s); what answers did not say what it is; nothing written", where, ports.Label(port))
		return f
	}
	f.Text = fmt.Sprintf("%s said %s, %s; nothing written", where, strings.TrimSpace(g.Title+" "+g.Version), cmp.Or(g.Said, "access "+string(g.Access)))
	return f
}

// fact describes a port in the words of machine output.
func fact(at netip.Addr, port uint16, state sweep.State, g greet.Greeting) string {
	line := fmt.Sprintf("address=%s port=%d proto=tcp state=%s", at, port, state)
	if g.Service != "" {
		line += " service=" + g.Service
	} else if s, ok := ports.Lookup(port); ok {
		line += " service=" + s.Key
	}
	if g.Version != "" {
		line += " version=" + strings.ReplaceAll(g.Version, " ", "_")
	}
	return line + " access=" + string(cmp.Or(g.Access, greet.AccessUnknown))
}
