package exposure

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// blamePorts makes a fault of each port that is open and should not be.
func (r *report) blamePorts() {
	list := slices.SortedFunc(maps.Keys(r.bad), dangerousFirst)
	for _, port := range list {
		r.faults = append(r.faults, holdfast.Fault{
			Key:    fmt.Sprintf("port/%d", port),
			Status: holdfast.Broken,
			Text:   fmt.Sprintf("%s is open on %s; wanted %s", ports.Label(port), joinAddrs(r.bad[port]), r.set.wanted()),
			Fix:    portFix(port),
		})
	}
}

// dangerousFirst orders databases before other dangerous ports before the rest.
func dangerousFirst(a, b uint16) int {
	if rank := rankOf(a) - rankOf(b); rank != 0 {
		return rank
	}
	return int(a) - int(b)
}

// rankOf is 0 for a database's port, 1 for another dangerous one, else 2.
func rankOf(port uint16) int {
	switch s, known := ports.Lookup(port); {
	case !known:
		return 2
	case s.Database:
		return 0
	default:
		return 1
	}
}

// portFix says what to do about an open port.
func portFix(port uint16) string {
	if s, known := ports.Lookup(port); known {
		return s.Fix
	}
	return fmt.Sprintf("stop what listens there, or firewall: drop %d; if it is meant to be open, write it under allow:", port)
}

// blameMissing makes a fault of each port that should be open and is not. Only
// an answer from the target shows that; silence leaves it unknown.
func (r *report) blameMissing() {
	for _, port := range slices.Sorted(maps.Keys(r.missing)) {
		for _, l := range r.missing[port] {
			f := holdfast.Fault{
				Key:    fmt.Sprintf("missing/%d", port),
				Status: holdfast.Unknown,
				Text:   fmt.Sprintf("%s is %s on %s; wanted open", ports.Label(port), stateText(l.state), l.at),
			}
			if l.own {
				f.Status, f.Fix = holdfast.Broken, "start what should listen there, or take it out of expect:"
			}
			r.faults = append(r.faults, f)
		}
	}
}

// stateText says a port's state in words.
func stateText(s sweep.State) string {
	switch s {
	case sweep.Open:
		return "open"
	case sweep.Closed:
		return "closed (RST)"
	case sweep.Filtered:
		return "silent"
	case sweep.Rejected:
		return "rejected (ICMP)"
	case sweep.Unknown:
	}
	return "not known"
}

// blameEgress makes one fault of all silence that may be our own network's.
func (r *report) blameEgress() {
	c := r.counts
	if n := c.silent + c.rejected; n > 0 && !r.open {
		r.unknown("egress",
			fmt.Sprintf("%s did not answer, and nothing shows that our own way out lets them through%s", countPorts(n), r.noHopText()),
			"if this network filters nothing on its way out, declare it: egress: open")
	}
	if c.forbidden > 0 {
		r.unknown("withheld",
			countPorts(c.forbidden)+" could not be asked: our own system did not let them out, or lost sight each time",
			"look at this machine's firewall (output) and routes")
	}
}

// noHopText says why there is no proof by hop, or not for all.
func (r *report) noHopText() string {
	text := ""
	for _, s := range r.looked {
		if why := s.hops.Why; why != "" && !strings.Contains(text, why) {
			text += "; no proof by hop: " + why
		}
	}
	return text
}
