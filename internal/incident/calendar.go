package incident

import (
	"slices"
	"time"

	"holdfast"
)

// period is from its first instant up to, not including, its last.
type period struct{ from, until time.Time }

// window is a maintenance window with its zone looked up.
//
// A weekly window begins at a time on the wall and lasts for a time that
// passes: "Sunday 01:00 for 3 h" is three hours long on every Sunday. On the
// two days a year on which the wall jumps, RFC 5545 §3.3.5 says what a local
// time means: one that occurs twice is the first, one that does not occur is
// reckoned with the offset before the gap (02:30 becomes 03:30).
type window struct {
	holdfast.Window
	zone *time.Location
}

// newWindow looks the zone up once. The config has refused unknown zones; if
// one is unknown here all the same, it counts as UTC.
func newWindow(w holdfast.Window) window {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC
	}
	return window{Window: w, zone: zone}
}

// covers reports whether the window is on at that time.
func (w window) covers(at time.Time) bool {
	return slices.ContainsFunc(w.around(at), func(p period) bool { return !at.Before(p.from) && at.Before(p.until) })
}

// next returns when the window next begins or ends after that time; zero if it
// never will.
func (w window) next(after time.Time) time.Time {
	var next time.Time
	for _, p := range w.around(after) {
		next = soonest(next, later(after, p.from, p.until))
	}
	return next
}

// around returns the window's periods that are on at that time or begin within
// the week after it.
func (w window) around(at time.Time) []period {
	if w.For <= 0 {
		return []period{{w.From, w.Until}}
	}
	var out []period
	y, m, d := at.In(w.zone).Date()
	for day := -1 - int(w.For/(24*time.Hour)) - 1; day <= 8; day++ {
		date := time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC)
		if len(w.Days) > 0 && !slices.Contains(w.Days, date.Weekday()) {
			continue
		}
		from := instant(date.Add(w.At), w.zone)
		out = append(out, period{from, from.Add(w.For)})
	}
	return out
}

// instant returns when a wall clock in the zone shows what wall shows in UTC,
// after the rule of RFC 5545 that is told at [window].
func instant(wall time.Time, zone *time.Location) time.Time {
	before, after := offset(wall.Add(-24*time.Hour), zone), offset(wall.Add(24*time.Hour), zone)
	first := wall.Add(-before)
	if offset(first, zone) == before {
		return first
	}
	if second := wall.Add(-after); offset(second, zone) == after {
		return second
	}
	return first
}

// offset is how far the zone's wall clock is ahead of UTC at that time.
func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
