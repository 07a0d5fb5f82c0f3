package metrics

import (
	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// fleet sums what a panel over all targets needs.
func fleet(e emitter, v view.View) {
	targets, grades, kinds := map[string]bool{}, map[string]float64{}, map[string]*sums{}
	for i := range v.Checks {
		c := &v.Checks[i]
		targets[c.Host] = true
		if kinds[c.Kind] == nil {
			kinds[c.Kind] = &sums{states: map[holdfast.Status]float64{}}
		}
		kinds[c.Kind].add(c)
		if letter, ok := c.Last.Fact("grade").(string); ok {
			grades[letter]++
		} else if c.Kind == "tlsgrade" && !c.Last.At.IsZero() {
			grades["?"]++
		}
	}
	e.gauge(names.Targets, float64(len(targets)))
	for kind, s := range kinds {
		s.emit(e, kind)
	}
	for _, letter := range names.Grades() {
		e.gauge(names.TLSGrades, grades[letter], "grade", letter)
	}
}

// sums are those of one kind.
type sums struct {
	states          map[holdfast.Status]float64
	stale, accepted float64
}

func (s *sums) add(c *view.Check) {
	s.states[c.Status]++
	s.accepted += accepted(c.Last.Finding)
	if c.Stale || c.Last.At.IsZero() {
		s.stale++
	}
}

func (s *sums) emit(e emitter, kind string) {
	for _, state := range []holdfast.Status{holdfast.Holds, holdfast.AtRisk, holdfast.Unknown, holdfast.Broken} {
		e.gauge(names.Checks, s.states[state], "kind", kind, "state", stateWord(state))
	}
	e.gauge(names.Stale, s.stale, "kind", kind)
	e.gauge(names.Accepted, s.accepted, "kind", kind)
}
