package incident

import (
	"slices"
	"testing"
	"time"

	"holdfast"
)

// oracle walks a year minute by minute, as a person would with a wall clock in
// hand, and marks the minutes in which a weekly window is on. It knows nothing
// of offsets, only what the clock on the wall shows.
func oracle(w holdfast.Window, zone *time.Location, from time.Time, minutes int) []bool {
	on := make([]bool, minutes)
	begin := func(i int) {
		for k := i; k < i+int(w.For/time.Minute); k++ {
			if k >= 0 && k < minutes {
				on[k] = true
			}
		}
	}
	const lead = 4 * 24 * 60 // windows of the days before may reach in
	wanted := int(w.At / time.Minute)
	var day int
	var seen bool // this date's window has begun
	last, lastAt := -1, 0
	for i := -lead; i < minutes; i++ {
		local := from.Add(time.Duration(i) * time.Minute).In(zone)
		shown := local.Hour()*60 + local.Minute()
		if local.YearDay() != day {
			day, seen, last = local.YearDay(), false, -1
		}
		if !slices.Contains(w.Days, local.Weekday()) || seen {
			continue
		}
		switch {
		case shown == wanted:
			begin(i)
			seen = true
		case shown > wanted && last >= 0 && last < wanted: // the wall jumped over it
			begin(lastAt + wanted - last)
			seen = true
		case shown > wanted && last < 0 && i > -lead: // the day itself began after it
			begin(i + wanted - shown + jump(from, i, zone))
			seen = true
		}
		last, lastAt = shown, i
	}
	return on
}

// jump is by how many minutes the wall clock jumped forward at minute i.
func jump(from time.Time, i int, zone *time.Location) int {
	show := func(k int) time.Time {
		l := from.Add(time.Duration(k) * time.Minute).In(zone)
		return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, time.UTC)
	}
	return int(show(i).Sub(show(i-1))/time.Minute) - 1
}

func TestWeeklyWindowsAgainstAWallClock(t *testing.T) {
	t.Parallel()
	zones := []string{
		"UTC", "Europe/Dublin", "America/New_York", "America/Santiago", "Australia/Lord_Howe",
		"Asia/Kathmandu", "Africa/Casablanca", "Pacific/Chatham", "Antarctica/Troll", "Asia/Beirut",
	}
	windows := []holdfast.Window{
		{Days: []time.Weekday{time.Sunday}, At: 90 * time.Minute, For: 2 * time.Hour},
		{Days: []time.Weekday{time.Sunday, time.Saturday}, At: 150 * time.Minute, For: 90 * time.Minute},
		{Days: []time.Weekday{time.Sunday, time.Monday, time.Thursday}, At: 0, For: time.Hour},
		{Days: []time.Weekday{time.Saturday, time.Sunday}, At: 23*time.Hour + 30*time.Minute, For: 50 * time.Hour},
	}
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	const minutes = 366 * 24 * 60
	for _, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range windows {
				w.Zone = name
				want := oracle(w, zone, from, minutes)
				compareYear(t, newWindow(w), want, from)
			}
		})
	}
}

// compareYear compares every quarter of an hour, and every edge exactly.
func compareYear(t *testing.T, w window, want []bool, from time.Time) {
	t.Helper()
	for i := 0; i < len(want); i += 15 {
		at := from.Add(time.Duration(i) * time.Minute)
		if got := w.covers(at); got != want[i] {
			t.Fatalf("%v at %v: on is %v, want %v", w.Window, at.In(w.zone), got, want[i])
		}
	}
	for i := 1; i < len(want); i++ {
		if want[i] == want[i-1] {
			continue
		}
		at := from.Add(time.Duration(i) * time.Minute)
		if w.covers(at) != want[i] || w.covers(at.Add(-time.Millisecond)) == want[i] {
			t.Fatalf("%v: no edge at %v", w.Window, at.In(w.zone))
		}
		if next := w.next(at.Add(-time.Millisecond)); !next.Equal(at) {
			t.Fatalf("%v: next edge after %v is %v, want %v", w.Window, at.Add(-time.Millisecond), next, at)
		}
	}
}

func TestWallTimesOfRFC5545(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, zone string
		wall, want string
	}{
		{"ordinary", "America/New_York", "2007-02-01T02:30:00Z", "2007-02-01T07:30:00Z"},
		{"in the gap: the offset before it", "America/New_York", "2007-03-11T02:30:00Z", "2007-03-11T07:30:00Z"},
		{"twice: the first", "America/New_York", "2007-11-04T01:30:00Z", "2007-11-04T05:30:00Z"},
		{"gap of half an hour", "Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:45:00Z"},
	} {
		zone, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, _ := time.Parse(time.RFC3339, tc.wall)
		if got := instant(wall, zone).UTC().Format(time.RFC3339); got != tc.want {
			t.Errorf("%s: %s in %s is %s, want %s", tc.name, tc.wall, tc.zone, got, tc.want)
		}
	}
}

func TestOneOffWindow(t *testing.T) {
	t.Parallel()
	w := newWindow(holdfast.Window{From: after("1h"), Until: after("2h"), Zone: "No/Where"})
	for at, want := range map[string]bool{"59m": false, "60m": true, "119m": true, "120m": false} {
		if got := w.covers(after(at)); got != want {
			t.Errorf("on at %s is %v, want %v", at, got, want)
		}
	}
	if next := w.next(after("1h")); !next.Equal(after("2h")) {
		t.Errorf("next edge %v, want its end", next)
	}
	if next := w.next(after("2h")); !next.IsZero() {
		t.Errorf("next edge %v, want none", next)
	}
}
