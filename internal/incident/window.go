package incident

import (
	"math"
	"time"

	"holdfast"
)

// look is one look that saw something definite.
type look struct {
	At     time.Time       `json:"at"` // its start
	Status holdfast.Status `json:"status"`
}

// change is a level that the rule has confirmed.
type change struct {
	To    holdfast.Status
	First time.Time // start of the first look that said so
	Looks string    // "3 of 3 looks in 20 s"
}

// rule returns the confirmation rule with what makes no sense set right: at
// least one look, and no more needed than are counted.
func rule(c holdfast.Confirm) holdfast.Confirm {
	c.Of = max(c.Of, 1)
	c.Need = min(max(c.Need, 1), c.Of)
	c.Over = max(c.Over, 0)
	return c
}

// rank orders definite states from best to worst.
func rank(s holdfast.Status) int {
	switch s {
	case holdfast.Broken:
		return 2
	case holdfast.AtRisk:
		return 1
	case holdfast.Holds, holdfast.Unknown:
	}
	return 0
}

// push adds a look to the window: the last of looks, from the first that
// contradicts the level.
func push(window []look, l look, level holdfast.Status, of int) []look {
	out := append(make([]look, 0, len(window)+1), window...)
	out = append(out, l)
	out = out[max(0, len(out)-of):]
	for len(out) > 0 && rank(out[0].Status) == rank(level) {
		out = out[1:]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// confirm says whether the window moves the level to what the last look saw:
// enough of the looks must be at least as bad, or at least as good. What moves
// the level is thus always a look that can be shown for it.
func confirm(level holdfast.Status, window []look, c holdfast.Confirm) (change, bool) {
	if len(window) == 0 {
		return change{}, false
	}
	last := window[len(window)-1].Status
	agree := func(l look) bool { return rank(l.Status) >= rank(last) }
	switch {
	case rank(last) == rank(level):
		return change{}, false
	case rank(last) < rank(level):
		agree = func(l look) bool { return rank(l.Status) <= rank(last) }
	}
	first, n := count(window, agree)
	if n < c.Need {
		return change{}, false
	}
	from, to := window[first].At, window[len(window)-1].At
	return change{To: last, First: from, Looks: looksText(n, len(window)-first, to.Sub(from))}, true
}

// count returns the index of the first look that agrees, and how many do.
func count(window []look, agree func(look) bool) (first, n int) {
	first = -1
	for i, l := range window {
		if !agree(l) {
			continue
		}
		if first < 0 {
			first = i
		}
		n++
	}
	return first, n
}

// spread returns when the further looks are to be taken, counted from the
// first: geometrically over the rule's time, the last at its end. Three looks
// in 20 s are at 0, 5 and 20 s; five at 0, 2.5, 5, 10 and 20 s.
func spread(c holdfast.Confirm) []time.Duration {
	more := c.Of - 1
	out := make([]time.Duration, more)
	for i := range out {
		share := math.Pow(4, 2/float64(more)*float64(i+1-more))
		out[i] = time.Duration(share * float64(c.Over)).Round(time.Millisecond)
	}
	return out
}
