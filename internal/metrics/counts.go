package metrics

import (
	"sync"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// tally counts looks by result, in the order of [names.Results].
type tally [3]float64

// of is the place of a status.
func (t *tally) of(s holdfast.Status) *float64 {
	switch s {
	case holdfast.Holds, holdfast.AtRisk:
		return &t[0]
	case holdfast.Broken:
		return &t[1]
	default:
		return &t[2]
	}
}

// count is what is counted of one check.
type count struct {
	kind   string // empty until a view has told it
	looked bool
	runs   tally
	missed float64
}

// counts are those of all checks, and their sums by kind. The sums outlive a
// check that is no longer watched: a counter never falls.
type counts struct {
	mu     sync.Mutex // guards both
	checks map[string]*count
	kinds  map[string]*tally
}

func newCounts() *counts { return &counts{checks: map[string]*count{}, kinds: map[string]*tally{}} }

// of returns a check's count; mu is held.
func (c *counts) of(check string) *count {
	n := c.checks[check]
	if n == nil {
		n = &count{}
		c.checks[check] = n
	}
	return n
}

func (c *counts) looked(check string, s holdfast.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.of(check)
	n.looked = true
	*n.runs.of(s)++
	if n.kind != "" {
		*c.kinds[n.kind].of(s)++
	}
}

func (c *counts) missed(check string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of(check).missed++
}

// batch is how many checks are read before others may count again: a scrape
// must not hold up what comes in.
const batch = 256

// read copies the counts of the checks, in their order, and learns their kinds.
func (c *counts) read(checks []view.Check) []count {
	out := make([]count, len(checks))
	for from := 0; from < len(checks); from += batch {
		c.readBatch(checks[from:min(from+batch, len(checks))], out[from:])
	}
	return out
}

func (c *counts) readBatch(checks []view.Check, out []count) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range checks {
		n := c.of(checks[i].ID)
		if n.kind == "" {
			c.learn(n, checks[i].Kind)
		}
		out[i] = *n
	}
}

// learn tells a count its kind and adds what was counted before to the sum.
func (c *counts) learn(n *count, kind string) {
	n.kind = kind
	sum := c.kinds[kind]
	if sum == nil {
		sum = &tally{}
		c.kinds[kind] = sum
	}
	for i := range n.runs {
		sum[i] += n.runs[i]
	}
}

// emit writes the sums by kind.
func (c *counts) emit(e emitter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for kind, sum := range c.kinds {
		for i, result := range names.Results() {
			e.counter(names.Runs, sum[i], "kind", kind, "result", result)
		}
	}
}
