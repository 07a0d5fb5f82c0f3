package board

import (
	"cmp"
	"slices"
	"time"

	"holdfast"
)

// Window is one time of planned work, that is on or to come.
type Window struct {
	Name     string
	Patterns []string // globs on the names and ids of the checks
	From     time.Time
	Until    time.Time
	// Checks are those of the board that it covers; New fills it in.
	Checks []string
}

// On reports whether the window is on at a time.
func (w Window) On(at time.Time) bool { return !at.Before(w.From) && at.Before(w.Until) }

// windows are those that cover something on the board, the next first.
func windows(all []Window, checks []Check, at time.Time) []Window {
	var out []Window
	for _, w := range all {
		if !w.Until.After(at) {
			continue
		}
		w.Checks = nil
		for _, c := range checks {
			if fits(w.Patterns, c.Name, c.ID) {
				w.Checks = append(w.Checks, c.Name)
			}
		}
		if len(w.Checks) > 0 {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Window) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// worked reports whether planned work is on at a check.
func worked(all []Window, at time.Time, names ...string) bool {
	return slices.ContainsFunc(all, func(w Window) bool { return w.On(at) && fits(w.Patterns, names...) })
}

// StatusClass is the style of a status.
func StatusClass(s holdfast.Status) string {
	switch s {
	case holdfast.Holds:
		return "holds"
	case holdfast.AtRisk:
		return "risk"
	case holdfast.Broken:
		return "broken"
	case holdfast.Unknown:
	}
	return "unknown"
}
