package board

import (
	"strconv"
	"strings"

	"holdfast/internal/history"
)

// Stroke is the bars of one state within a row: a path along which a dashed line
// draws one bar a day. A state has a height and a place of its own, so that a
// row says the same without colour.
type Stroke struct {
	Class string // up, down, risk, unknown, maintenance, blind
	Path  string // of a row that is one unit wide a day
}

// Class is the style of a state.
func Class(s history.State) string {
	if s == history.AtRisk {
		return "risk"
	}
	return s.String()
}

// Strokes draws days as one path a state: a row of ninety good days is a single
// line.
func Strokes(days []Day) []Stroke {
	var paths [6]strings.Builder
	for from := 0; from < len(days); {
		state, to := days[from].State(), from+1
		for to < len(days) && days[to].State() == state {
			to++
		}
		b := &paths[state]
		b.WriteString("M" + strconv.Itoa(from) + " 0h" + strconv.Itoa(to-from))
		from = to
	}
	var out []Stroke
	for _, s := range states() {
		if p := paths[s].String(); p != "" {
			out = append(out, Stroke{Class: Class(s), Path: p})
		}
	}
	return out
}
