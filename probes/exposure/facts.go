package exposure

import (
	"fmt"
	"slices"
	"strconv"

	"holdfast"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// facts are the state that was seen. They change rarely.
func (r *report) facts(sights []sight) []holdfast.Fact {
	open := []string{}
	for _, port := range r.openPorts() {
		open = append(open, strconv.Itoa(int(port)))
	}
	var looked, canaries []string
	for _, s := range r.looked {
		looked = append(looked, s.spot.Addr.String())
		canaries = append(canaries, fmt.Sprintf("%s:%d", s.spot.Addr, s.res.Canary.Port))
	}
	egress := "not declared"
	if r.open {
		egress = "declared open"
	}
	c := r.counts
	return []holdfast.Fact{
		{Name: "open_ports", Value: open},
		{Name: "ports", Value: portFacts(sights)},
		{Name: "addresses", Value: nonNil(looked)},
		{Name: "canary", Value: nonNil(canaries)},
		{Name: "closed_ports", Value: int64(c.closed)},
		{Name: "silent_ports", Value: int64(c.silent + c.byHop + c.proven)},
		{Name: "proofs", Value: r.proofFacts()},
		{Name: "rejected_ports", Value: int64(c.rejected)},
		{Name: "swept_ports", Value: int64(c.swept)},
		{Name: "total_ports", Value: int64(c.total)},
		{Name: "egress", Value: egress},
		{Name: "looked_from", Value: r.set.From},
	}
}

// proofFacts says how many ports each class of proof covers, all looks of the
// round together: "rst=65000", "hop=120".
func (r *report) proofFacts() []string {
	c, declared, none := r.counts, 0, r.counts.silent+r.counts.rejected
	if r.open {
		declared, none = none, 0
	}
	list := []string{}
	for _, one := range []struct {
		class string
		n     int
	}{{"rst", c.closed}, {"icmp", c.proven}, {"hop", c.byHop}, {"egress-declared", declared}, {"none", none}} {
		if one.n > 0 {
			list = append(list, fmt.Sprintf("%s=%d", one.class, one.n))
		}
	}
	return list
}

// nonNil returns an empty list for none.
func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// portFacts describes each open or expected port in the words of machine
// output: "address=203.0.113.9 port=443 proto=tcp state=open service=https".
func portFacts(sights []sight) []string {
	list := []string{}
	for _, s := range sights {
		if s.place == nil {
			continue
		}
		open := append(slices.Clone(s.place.open), s.res.In(sweep.Open)...)
		slices.Sort(open)
		for _, port := range slices.Compact(open) {
			line := fmt.Sprintf("address=%s port=%d proto=tcp state=open", s.spot.Addr, port)
			if service, known := ports.Lookup(port); known {
				line += " service=" + service.Key
			}
			list = append(list, line)
		}
	}
	if len(list) > 512 {
		list = list[:512]
	}
	return list
}

// measures are the numbers of this look, summed over all addresses.
func measures(sights []sight) []holdfast.Measure {
	var attempts, asked, answered, withheld, syns int
	var took, rtt float64
	for _, s := range sights {
		attempts += s.res.Attempts
		syns += s.hops.SYNs
		withheld += s.res.Withheld
		asked += s.res.Canary.Asked
		answered += s.res.Canary.Answered
		took = max(took, s.took.Seconds())
		rtt = max(rtt, s.res.Canary.RTT.Seconds())
	}
	return []holdfast.Measure{
		{Name: "sweep_seconds", Value: took},
		{Name: "attempts_count", Value: float64(attempts)},
		{Name: "withheld_count", Value: float64(withheld)},
		{Name: "canary_asked_count", Value: float64(asked)},
		{Name: "canary_answered_count", Value: float64(answered)},
		{Name: "canary_rtt_seconds", Value: rtt},
		{Name: "hop_syns_count", Value: float64(syns)},
	}
}
