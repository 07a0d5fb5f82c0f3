package unreachable

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/greet"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// reason is the sentence about the whole.
func (r *report) reason(f holdfast.Finding) string {
	head := r.p.set.Host + ": "
	if r.p.set.From != aim.FromOutside {
		head += "seen from inside: "
	}
	if f.Status != holdfast.Holds {
		text := head + f.Faults[0].Text
		if more := len(f.FaultKeys(f.Status)) - 1; f.Status == holdfast.Broken && more > 0 {
			text += fmt.Sprintf("; and %d more", more)
		}
		return text
	}
	return head + fmt.Sprintf("none of %d database ports answers on %s: %s%s", len(r.p.ports), addrs(r.looked), strings.Join(r.parts(), ", "), r.controlText())
}

// parts says how the ports do not answer.
func (r *report) parts() []string {
	var parts []string
	for _, c := range []struct {
		n    int
		text string
	}{
		{r.closed, "closed (RST: nothing listens there, a database that died looks the same)"},
		{r.refused, "refused by the target (ICMP)"},
		{r.byHop, "silent (proven by hop: " + r.hopText() + ")"},
		{r.barred, "rejected on the way (proven by hop: " + r.hopText() + ")"},
		{r.silent, "silent (egress is declared open)"},
		{r.onTheWay, "rejected on the way (egress is declared open)"},
	} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.text))
		}
	}
	return parts
}

// hopText says what the proofs by hop rest on.
func (r *report) hopText() string {
	var words []string
	for _, s := range r.seen.sights {
		if s.hops.Count > 0 {
			words = append(words, s.hops.Text())
		}
	}
	return strings.Join(words, "; ")
}

// controlText names what answered in the same look.
func (r *report) controlText() string {
	if r.seen.controlled {
		return "; the control " + r.p.control.text + " answered"
	}
	if r.silent+r.onTheWay+r.byHop+r.barred == 0 {
		return ""
	}
	var words []string
	for _, s := range r.seen.sights {
		if port := s.res.Canary.Port; port != 0 {
			words = append(words, netip.AddrPortFrom(s.spot.Addr, port).String())
		}
	}
	return "; " + strings.Join(words, ", ") + " answered meanwhile"
}

// addrs lists addresses.
func addrs(list []netip.Addr) string {
	words := make([]string, 0, len(list))
	for _, a := range list {
		words = append(words, a.String())
	}
	return strings.Join(words, ", ")
}

// facts are the state that was seen.
func (r *report) facts() []holdfast.Fact {
	open := []string{}
	for _, port := range slices.Sorted(slices.Values(r.p.ports)) {
		if len(r.words[port]) > 0 {
			open = append(open, strconv.Itoa(int(port)))
		}
	}
	looked := []string{}
	for _, at := range r.looked {
		looked = append(looked, at.String())
	}
	unproven := 0
	for _, list := range r.unproven {
		unproven += len(list)
	}
	egress := "not declared"
	if r.p.env.Egress == "open" {
		egress = "declared open"
	}
	return []holdfast.Fact{
		{Name: "open_ports", Value: open},
		{Name: "ports", Value: r.portFacts()},
		{Name: "addresses", Value: looked},
		{Name: "closed_ports", Value: int64(r.closed + r.refused)},
		{Name: "silent_ports", Value: int64(r.silent + r.onTheWay + r.byHop + r.barred + unproven)},
		{Name: "proofs", Value: r.proofFacts(unproven)},
		{Name: "control", Value: r.p.control.text},
		{Name: "egress", Value: egress},
		{Name: "looked_from", Value: r.p.set.From},
	}
}

// proofFacts says how many ports each class of proof covers: "hop=5".
func (r *report) proofFacts(unproven int) []string {
	list := []string{}
	for _, c := range []struct {
		class string
		n     int
	}{
		{proofRST, r.closed},
		{proofICMP, r.refused},
		{proofHop, r.byHop + r.barred},
		{proofDeclared, r.silent + r.onTheWay},
		{proofNone, unproven},
	} {
		if c.n > 0 {
			list = append(list, fmt.Sprintf("%s=%d", c.class, c.n))
		}
	}
	return list
}

// portFacts describes every port in the words of machine output:
// "address=203.0.113.40 port=6379 proto=tcp state=open service=redis
// version=7.0.15 access=open proof=syn-ack".
func (r *report) portFacts() []string {
	list := []string{}
	for _, s := range r.seen.sights {
		if s.spot.Key != "" || s.err != nil {
			continue
		}
		for _, port := range slices.Sorted(slices.Values(r.p.ports)) {
			list = append(list, r.portFact(s, port))
		}
	}
	return list
}

// portFact describes one port of one address.
func (r *report) portFact(s sight, port uint16) string {
	state := s.res.State(port)
	line := fmt.Sprintf("address=%s port=%d proto=tcp state=%s", s.spot.Addr, port, state)
	g := s.greet[port]
	service := g.Service
	if known, ok := ports.Lookup(port); ok && service == "" {
		service = known.Key
	}
	if service != "" {
		line += " service=" + service
	}
	if g.Version != "" {
		line += " version=" + strings.ReplaceAll(g.Version, " ", "_")
	}
	if state == sweep.Open {
		line += " access=" + string(accessWord(g.Access))
	}
	return line + " proof=" + r.proof(s, port)
}

// accessWord is the access in words, unknown for none.
func accessWord(a greet.Access) greet.Access {
	if a == "" {
		return greet.AccessUnknown
	}
	return a
}

// measures are the numbers of this look, summed over all addresses.
func (r *report) measures() []holdfast.Measure {
	var attempts, asked, answered, syns int
	for _, s := range r.seen.sights {
		syns += s.hops.SYNs
		attempts += s.res.Attempts
		asked += s.res.Canary.Asked
		answered += s.res.Canary.Answered
	}
	return []holdfast.Measure{
		{Name: "look_seconds", Value: r.seen.took.Seconds()},
		{Name: "attempts_count", Value: float64(attempts)},
		{Name: "canary_asked_count", Value: float64(asked)},
		{Name: "canary_answered_count", Value: float64(answered)},
		{Name: "hop_syns_count", Value: float64(syns)},
	}
}
