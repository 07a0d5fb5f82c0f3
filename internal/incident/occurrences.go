package incident

import (
	"strings"
	"time"

	"holdfast"
)

// Occurrence is one time of a maintenance window.
type Occurrence struct{ From, Until time.Time }

// Occurrences returns the times of a window that overlap the period from one
// time to another. A weekly one is reckoned as holds are: see the rule of
// RFC 5545 §3.3.5 at the calendar.
func Occurrences(w holdfast.Window, from, to time.Time) []Occurrence {
	known := newWindow(w)
	seen := map[time.Time]bool{}
	var out []Occurrence
	for at := from; at.Before(to.Add(week)); at = at.Add(week) {
		for _, p := range known.around(at) {
			if p.from.Before(to) && p.until.After(from) && !seen[p.from] {
				seen[p.from] = true
				out = append(out, Occurrence{From: p.from, Until: p.until})
			}
		}
	}
	return out
}

// week is how far ahead the calendar looks at a time.
const week = 7 * 24 * time.Hour

// Shown is a confirmed status and since when.
type Shown struct {
	Status holdfast.Status
	Since  time.Time // of the first look that said so
}

// Shown returns the confirmed status of a check as history counts it: without
// what a blind vantage makes of it. ok is false for one never met.
func (b *Book) Shown(check string) (s Shown, ok bool) {
	known := b.checks[check]
	if known == nil || known.ShownSince.IsZero() {
		return Shown{}, false
	}
	return Shown{Status: known.Shown, Since: known.ShownSince}, true
}

// Met lists the checks that the book remembers, in no order.
func (b *Book) Met() []string {
	out := make([]string, 0, len(b.checks))
	for id := range b.checks {
		out = append(out, id)
	}
	return out
}

// CheckOf is the check that a saved entity's key speaks of; ok is false for
// entities that are none.
func CheckOf(key string) (check string, ok bool) { return strings.CutPrefix(key, checkPrefix) }

// Covered reports whether a maintenance window is one of the check's.
func Covered(w holdfast.Window, c holdfast.Check) bool { return names(w.Patterns, c) }
