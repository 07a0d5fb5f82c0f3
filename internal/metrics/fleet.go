package metrics

import (
	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// fleet sums what a panel over all targets needs.
func fleet(e emitter, v view.View) {
	targets, grades := map[string]bool{}, map[string]float64{}
	states, stale := map[string]map[holdfast.Status]float64{}, map[string]float64{}
	for i := range v.Checks {
		c := &v.Checks[i]
		targets[c.Host] = true
		if states[c.Kind] == nil {
			states[c.Kind] = map[holdfast.Status]float64{}
		}
		states[c.Kind][c.Status]++
		if c.Stale || c.Last.At.IsZero() {
			stale[c.Kind]++
		}
		if letter, ok := c.Last.Fact("grade").(string); ok {
			grades[letter]++
		}
	}
	e.gauge(names.Targets, float64(len(targets)))
	for kind, by := range states {
		for _, s := range []holdfast.Status{holdfast.Holds, holdfast.AtRisk, holdfast.Unknown, holdfast.Broken} {
			e.gauge(names.Checks, by[s], "kind", kind, "state", stateWord(s))
		}
		e.gauge(names.Stale, stale[kind], "kind", kind)
	}
	for letter, n := range grades {
		e.gauge(names.TLSGrades, n, "grade", letter)
	}
}
