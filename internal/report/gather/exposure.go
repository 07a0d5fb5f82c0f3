package gather

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/report"
)

// socket is a port of an address.
type socket struct{ address, port string }

// open is a port while it is seen open.
type open struct {
	check  string
	first  time.Time
	wanted bool
}

// exposure follows the open ports through all that was seen.
func (g *gathering) exposure() {
	first := map[socket]time.Time{}
	now := map[socket]open{}
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		if c.Kind == "exposure" || c.Kind == "unreachable" {
			g.d.Exposure.Checks++
			g.follow(c.ID, first, now)
		}
	}
	for s, o := range now {
		g.d.Exposure.Open = append(g.d.Exposure.Open, report.OpenPort{Check: o.check, Address: s.address, Port: s.port, FirstSeen: first[s], Wanted: o.wanted})
	}
	slices.SortFunc(g.d.Exposure.Open, func(a, b report.OpenPort) int {
		return cmp.Or(boolOrder(a.Wanted, b.Wanted), strings.Compare(a.Address, b.Address), strings.Compare(a.Port, b.Port))
	})
	slices.SortFunc(g.d.Exposure.Moves, func(a, b report.PortMove) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.Address, b.Address), strings.Compare(a.Port, b.Port), strings.Compare(a.Move, b.Move))
	})
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// follow tells how the ports that one check saw opened and closed. What it saw
// first opened nothing: nobody knows since when it is open.
func (g *gathering) follow(check string, first map[socket]time.Time, now map[socket]open) {
	mine := map[socket]bool{}
	for n, s := range g.seen[check] {
		seen, told := ports(&s.Finding)
		if !told {
			continue
		}
		for _, p := range sorted(seen) {
			if first[p].IsZero() || s.First.Before(first[p]) {
				first[p] = s.First
			}
			o := open{check: check, first: s.First, wanted: wanted(&s.Finding, p)}
			if before, there := now[p]; there && before.check != check {
				o.wanted = o.wanted && before.wanted
			} else if !mine[p] && n > 0 {
				g.move(check, p, "opened", s.First, first[p], o.wanted)
			}
			mine[p], now[p] = true, o
		}
		if s.Finding.Status == holdfast.Unknown {
			continue // what was not seen may be open all the same
		}
		for _, p := range sorted(mine) {
			if !seen[p] {
				g.move(check, p, "closed", s.First, first[p], now[p].wanted)
				delete(mine, p)
				delete(now, p)
			}
		}
	}
}

// move notes a port that opened or closed in the period.
func (g *gathering) move(check string, p socket, how string, at, first time.Time, wanted bool) {
	if at.Before(g.d.Period.From) || !at.Before(g.d.Period.To) {
		return
	}
	g.d.Exposure.Moves = append(g.d.Exposure.Moves, report.PortMove{Check: check, Address: p.address, Port: p.port, Move: how, At: at, FirstSeen: first, Wanted: wanted})
}

// ports are the open ports of a finding; told is false when it does not say.
func ports(f *holdfast.Finding) (seen map[socket]bool, told bool) {
	list, ok := f.Fact("ports").([]string)
	if !ok {
		return nil, false
	}
	seen = map[socket]bool{}
	for _, line := range list {
		words := map[string]string{}
		for word := range strings.FieldsSeq(line) {
			key, value, _ := strings.Cut(word, "=")
			words[key] = value
		}
		if words["state"] == "open" {
			seen[socket{words["address"], words["port"] + "/" + words["proto"]}] = true
		}
	}
	return seen, true
}

// wanted reports whether no fault speaks of the port.
func wanted(f *holdfast.Finding, p socket) bool {
	number, _, _ := strings.Cut(p.port, "/")
	return !slices.ContainsFunc(f.Faults, func(one holdfast.Fault) bool {
		return one.Key == "port/"+number || strings.HasPrefix(one.Key, "port/"+number+"/")
	})
}

func sorted(m map[socket]bool) []socket {
	list := make([]socket, 0, len(m))
	for s := range m {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b socket) int {
		return cmp.Or(strings.Compare(a.address, b.address), strings.Compare(a.port, b.port))
	})
	return list
}

// postures tells the checks of all kinds that have no section of their own.
func (g *gathering) postures() {
	own := append(services(), "exposure", "unreachable", "tlsgrade")
	kinds := map[string][]report.PostureRow{}
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		if slices.Contains(own, c.Kind) {
			continue
		}
		row := report.PostureRow{Check: c.ID, Name: c.Name, Target: c.Target, Status: g.status(c.ID), Times: g.times(c.ID, g.d.Period.From, g.d.Period.To), Reason: "not yet looked"}
		if last, ok := g.last(c.ID); ok {
			row.Reason, row.Since = last.Finding.Reason, last.First
		}
		row.Newest = newest(g.seen[c.ID])
		kinds[c.Kind] = append(kinds[c.Kind], row)
	}
	for kind, rows := range kinds {
		slices.SortStableFunc(rows, func(a, b report.PostureRow) int {
			return cmp.Or(worse(a.Status, b.Status), strings.Compare(a.Check, b.Check))
		})
		g.d.Postures = append(g.d.Postures, report.Posture{Kind: kind, Rows: rows})
	}
	slices.SortFunc(g.d.Postures, func(a, b report.Posture) int { return strings.Compare(a.Kind, b.Kind) })
}

// newest is the last look that held.
func newest(list []history.Sighting) time.Time {
	for _, s := range slices.Backward(list) {
		if s.Finding.Status == holdfast.Holds {
			return s.Last
		}
	}
	return time.Time{}
}

// worse puts the worse status first.
func worse(a, b holdfast.Status) int {
	switch {
	case a.Worse(b):
		return -1
	case b.Worse(a):
		return 1
	default:
		return 0
	}
}
