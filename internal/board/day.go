package board

import (
	"fmt"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Days is how many days a bar shows, today included.
const Days = 90

// Day is how long a check was in each of the six states on one day (UTC).
type Day struct {
	At time.Time // its midnight
	history.Times
	// P50 and P95 are percentiles of the good looks' durations, zero where they
	// are not known (yet).
	P50, P95 time.Duration
}

// The shares of a day from which on it is shown as unknown or as maintenance.
const (
	unseenShare  = 0.05
	plannedShare = 0.5
)

// State is what the day's bar shows. A day of which nothing is known is Blind.
func (d Day) State() history.State {
	total := float64(d.Total())
	switch {
	case total == 0:
		return history.Blind
	case d.Down > 0:
		return history.Down
	case d.AtRisk > 0:
		return history.AtRisk
	case float64(d.Unknown+d.Blind) > unseenShare*total:
		if d.Blind >= d.Unknown {
			return history.Blind
		}
		return history.Unknown
	case float64(d.Maintenance) > plannedShare*total:
		return history.Maintenance
	default:
		return history.Up
	}
}

// Text tells the day in words: "3 Nov 2026: up 23h48m, down 12m".
func (d Day) Text() string {
	head := d.At.UTC().Format("2 Jan 2006") + ": "
	if d.Total() == 0 {
		return head + "nobody looked"
	}
	var parts []string
	for _, s := range states() {
		if ms := d.Of(s); ms > 0 {
			parts = append(parts, s.String()+" "+Length(ms))
		}
	}
	return head + strings.Join(parts, ", ")
}

// states are the six in the order in which people want to hear of them.
func states() [6]history.State {
	return [6]history.State{history.Up, history.Down, history.AtRisk, history.Unknown, history.Maintenance, history.Blind}
}

// Length is a number of milliseconds as people say it: to the minute from an
// hour on, to the second from a second on.
func Length(ms int64) string {
	d := history.Millis(ms)
	switch {
	case d >= time.Hour:
		return holdfast.FormatDuration(d.Truncate(time.Minute))
	case d >= time.Second:
		return holdfast.FormatDuration(d.Truncate(time.Second))
	default:
		return holdfast.FormatDuration(d)
	}
}

// Span returns the Days days up to now, with those that history does not know
// as empty ones.
func Span(days []Day, now time.Time) []Day {
	today := now.UTC().Truncate(24 * time.Hour)
	if n := len(days); n == Days && days[n-1].At.Equal(today) && days[0].At.Equal(today.AddDate(0, 0, 1-Days)) {
		return days // laid out already
	}
	known := make(map[int64]Day, len(days))
	for _, d := range days {
		known[d.At.Unix()] = d
	}
	out := make([]Day, Days)
	for i := range out {
		at := today.AddDate(0, 0, i+1-Days)
		out[i] = known[at.Unix()]
		out[i].At = at
	}
	return out
}

// Sum adds days up.
func Sum(days []Day) history.Times {
	var t history.Times
	for _, d := range days {
		t = t.Add(d.Times)
	}
	return t
}

// Tell is what a row of bars says in one sentence: how available the check was,
// and on how many days it was not.
func Tell(days []Day) string {
	t := Sum(days)
	seen, n := 0, map[history.State]int{}
	for _, d := range days {
		if d.Total() > 0 {
			seen++
			n[d.State()]++
		}
	}
	if seen == 0 {
		return "no record yet"
	}
	parts := []string{Percent(t) + " available over " + count(seen, "day")}
	if n[history.Down] > 0 {
		parts = append(parts, "down on "+count(n[history.Down], "day")+", "+Length(t.Down)+" in all")
	}
	for _, s := range []history.State{history.AtRisk, history.Maintenance, history.Unknown, history.Blind} {
		if n[s] > 0 {
			parts = append(parts, s.String()+" on "+count(n[s], "day"))
		}
	}
	return strings.Join(parts, "; ")
}

// Percent is the availability in percent, cut and never rounded up: 100 % means
// that there was no time down at all.
func Percent(t history.Times) string {
	share, ok := t.Availability()
	switch {
	case !ok:
		return "nothing proven,"
	case t.Down == 0:
		return "100 %"
	}
	text := fmt.Sprintf("%.3f", min(float64(int64(share*1e5))/1e3, 99.999))
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " %"
}

// count is a number with its word.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
