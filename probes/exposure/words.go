package exposure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// wanted says which ports may be open.
func (s settings) wanted() string {
	list := slices.Concat(s.Allow, s.Expect)
	if len(list) == 0 {
		return "none"
	}
	return "only " + ports.Text(list, 12)
}

// reason is the sentence about the whole.
func (r *report) reason(f holdfast.Finding) string {
	head := r.set.Host + ": "
	if r.set.From != aim.FromOutside {
		head += "seen from inside: "
	}
	if len(r.looked) == 0 {
		return head + f.Faults[0].Text
	}
	switch f.Status {
	case holdfast.Holds:
		return head + r.openText() + ", as wanted; " + r.restText()
	case holdfast.Broken, holdfast.AtRisk:
		return head + r.openText() + "; wanted " + r.wish() + "; " + r.restText()
	case holdfast.Unknown:
	}
	if len(f.Faults) == 0 {
		return head + r.sweptText() + "; " + r.openText() + ", as wanted so far"
	}
	return head + f.Faults[0].Text + "; " + r.openText() + "; " + r.restText()
}

// wish says what was wanted, the ports that must be open included.
func (r *report) wish() string {
	if len(r.missing) == 0 {
		return r.set.wanted()
	}
	return r.set.wanted() + ", and open " + ports.Text(r.set.Expect, 12)
}

// openText lists the open ports.
func (r *report) openText() string {
	list := r.openPorts()
	if len(list) == 0 {
		return "nothing open"
	}
	return "open " + ports.Text(list, 12)
}

// openPorts returns every port that is open somewhere, sorted.
func (r *report) openPorts() []uint16 {
	var list []uint16
	for _, s := range r.looked {
		list = append(list, s.place.open...)
	}
	for port := range r.bad {
		list = append(list, port)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// restText says what the ports are that are not open.
func (r *report) restText() string {
	if !r.finished() {
		return r.sweptText()
	}
	c, parts := r.counts, []string{}
	if c.closed > 0 {
		parts = append(parts, thousands(c.closed)+" closed (RST)")
	}
	if c.proven > 0 {
		parts = append(parts, thousands(c.proven)+" refused by the target")
	}
	if c.byHop > 0 {
		parts = append(parts, thousands(c.byHop)+" unanswered (proven by hop"+r.hopText()+")")
	}
	if c.silent > 0 {
		parts = append(parts, thousands(c.silent)+" silent")
	}
	if c.rejected > 0 {
		parts = append(parts, thousands(c.rejected)+" rejected on the way (ICMP)")
	}
	if c.silent+c.rejected > 0 && r.open {
		parts = append(parts, "egress is declared open")
	}
	if len(parts) == 0 {
		parts = append(parts, "none")
	}
	return "rest of " + r.scope() + ": " + strings.Join(parts, ", ")
}

// hopText says what the proofs of this look rest on, if it took some.
func (r *report) hopText() string {
	for _, s := range r.looked {
		if s.hops.Count > 0 {
			return ": " + s.hops.Text()
		}
	}
	return ""
}

// sweptText says how far the round is.
func (r *report) sweptText() string {
	return "swept " + thousands(r.counts.swept) + " of " + r.scope()
}

// scope says how many ports are in question.
func (r *report) scope() string {
	text := thousands(r.counts.total)
	if r.order.list != nil {
		text += " asked (ports: " + r.set.Ports + ")"
	}
	if len(r.looked) > 1 {
		text += fmt.Sprintf(" on %d addresses", len(r.looked))
	}
	return text
}

// blindText says why a look at an address had no sight.
func blindText(s sight) string {
	at := s.spot.Addr
	if s.res.Canary.Port == 0 {
		if s.res.Cut {
			return fmt.Sprintf("%s: the look's time was up before any port had answered", at)
		}
		return fmt.Sprintf("%s answered on none of %s: a dead host, a moved one and a firewall that drops everything look the same from here", at, countPorts(s.res.Asked()))
	}
	return fmt.Sprintf("%s stopped answering during the look: port %d, which answered %d of %d times, was silent from %s on; %s are not known", at, s.res.Canary.Port, s.res.Canary.Answered, s.res.Canary.Asked, s.res.BlindSince.UTC().Format("15:04:05"), countPorts(s.res.Count(sweep.Unknown)))
}

// blindFix says what to do about a look without sight.
func blindFix(s sight) string {
	if s.res.Canary.Port == 0 {
		return "a port that answers is needed as the control: name one under expect:, or check the address"
	}
	return "a firewall may have banned this machine, or the path is down; a slower pace, or an exception for this machine, helps"
}

// acceptsText says that an address accepts everything.
func acceptsText(s sight) string {
	return fmt.Sprintf("%s completes the handshake on %s of %s: something in between accepts in its place, and a handshake is not a service", s.spot.Addr, thousands(s.res.Count(sweep.Open)), countPorts(s.res.Asked()))
}

// countPorts writes "1 port", "65,535 ports".
func countPorts(n int) string {
	if n == 1 {
		return "1 port"
	}
	return thousands(n) + " ports"
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// joinAddrs lists addresses.
func joinAddrs(list []addr) string {
	words := make([]string, 0, len(list))
	for _, a := range list {
		words = append(words, a.String())
	}
	return strings.Join(words, ", ")
}
