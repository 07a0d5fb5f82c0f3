package metrics

import (
	"sync"

	"holdfast"
	"holdfast/internal/view"
)

// stock keeps the rendered labels of each check from one scrape to the next.
type stock struct {
	render func(holdfast.Check) shelf
	mu     sync.Mutex // guards checks
	checks map[string]kept
}

// shelf is what one check's series need: its own labels, and those with which
// its attributes are told.
type shelf struct{ at, info around }

// kept is a shelf with what it was rendered from.
type kept struct {
	shelf
	from identity
}

// identity is all of a check that labels say.
type identity struct {
	name, kind, host, target, owner, group string
	severity                               holdfast.Severity
}

func identityOf(c *holdfast.Check) identity {
	return identity{c.Name, c.Kind, c.Host, c.Target, c.Owner, c.Group, c.Severity}
}

// shelves returns the labels of all checks, in their order. What is no longer
// watched is forgotten.
func (s *stock) shelves(checks []view.Check) []shelf {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]shelf, len(checks))
	for i := range checks {
		c := &checks[i].Check
		k, ok := s.checks[c.ID]
		if from := identityOf(c); !ok || k.from != from {
			k = kept{s.render(*c), from}
			s.checks[c.ID] = k
		}
		out[i] = k.shelf
	}
	if len(s.checks) > len(checks) {
		s.forget(checks)
	}
	return out
}

func (s *stock) forget(checks []view.Check) {
	now := make(map[string]kept, len(checks))
	for i := range checks {
		now[checks[i].ID] = s.checks[checks[i].ID]
	}
	s.checks = now
}

// oursStock renders the labels of /metrics.
func oursStock() *stock {
	return &stock{checks: map[string]kept{}, render: func(c holdfast.Check) shelf {
		return shelf{
			around{pairs("check", c.ID), pairs("target", c.Host)},
			whole("check", c.ID, "target", c.Host, "name", c.Name, "kind", c.Kind, "owner", c.Owner, "group", c.Group, "severity", c.Severity.String()),
		}
	}}
}

// probesStock renders the labels of /probes.
func probesStock() *stock {
	return &stock{checks: map[string]kept{}, render: func(c holdfast.Check) shelf {
		return shelf{at: whole("instance", c.Target, "module", c.Kind, "check", c.ID)}
	}}
}
