package gather

import (
	"maps"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/report"
)

// changes classifies every finding of every check that was ever seen.
func (g *gathering) changes() {
	p := g.d.Period
	watched := map[string]holdfast.Check{}
	for _, c := range g.setup.Checks {
		watched[c.ID] = c
	}
	var subjects []report.Subject
	earlier := false
	for _, id := range slices.Sorted(maps.Keys(g.seen)) {
		list := g.seen[id]
		c, ok := watched[id]
		if !ok {
			c = holdfast.Check{ID: id, Name: id}
		}
		earlier = earlier || list[0].First.Before(p.From)
		subjects = append(subjects, report.Subject{Check: c, Watched: ok, Last: list[len(list)-1].Last, Stays: report.Stays(sights(list))})
	}
	g.d.Changes = report.Classify(subjects, p, earlier)
	g.exceptions()
}

// sights are the journal's sightings as the report compares them.
func sights(list []history.Sighting) []report.Sight {
	out := make([]report.Sight, len(list))
	for i, s := range list {
		out[i] = report.Sight{At: s.First, Finding: s.Finding}
	}
	return out
}

// exceptions lists what was accepted, the one that ends first first.
func (g *gathering) exceptions() {
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		for _, e := range c.Accepted {
			if !e.Until.IsZero() && e.Until.Before(g.d.Period.From) {
				continue
			}
			g.d.Exceptions = append(g.d.Exceptions, report.Exception{
				Check: c.ID, Name: c.Name, Faults: slices.Clone(e.Faults), Covers: g.covers(c.ID, e), Until: e.Until, By: e.By, Why: e.Why, Ended: !e.Until.After(g.d.Period.To),
			})
		}
	}
	slices.SortStableFunc(g.d.Exceptions, func(a, b report.Exception) int { return a.Until.Compare(b.Until) })
}

// covers counts the findings at the period's end that an exception speaks of.
func (g *gathering) covers(check string, e holdfast.Exception) int {
	n := 0
	c := &g.d.Changes
	for _, f := range slices.Concat(c.New, c.Open, c.Regressed) {
		if f.Check == check && e.Covers(f.Key, g.d.Period.To.Add(-time.Millisecond)) {
			n++
		}
	}
	return n
}
