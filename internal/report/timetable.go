package report

import (
	"time"
)

// Timetable says when reports are due, by the calendar of a zone.
type Timetable struct {
	Kind string         // week, month or quarter
	Day  time.Weekday   // of weekly reports; the others are due on the first day after their period
	At   time.Duration  // since local midnight
	Zone *time.Location // nil is UTC
}

// Due is one report that is to be made.
type Due struct {
	At     time.Time
	Period Period
}

// mostDues bounds how many missed reports are made up for.
const mostDues = 4

// Dues lists what became due after one moment and up to another, oldest first;
// of many only the last few.
func (t Timetable) Dues(after, until time.Time) []Due {
	var list []Due
	local := until.In(t.zone())
	for back := 0; len(list) < mostDues; back++ {
		day := time.Date(local.Year(), local.Month(), local.Day()-back, 0, 0, 0, 0, t.zone())
		if day.AddDate(0, 0, 1).Before(after) || back > 400 {
			break
		}
		at := t.on(day)
		if !t.falls(day) || !at.After(after) || at.After(until) {
			continue
		}
		if p, err := Before(t.Kind, at, t.zone()); err == nil {
			list = append([]Due{{At: at.UTC(), Period: p}}, list...)
		}
	}
	return list
}

// Next is the first that becomes due after a moment.
func (t Timetable) Next(after time.Time) Due {
	local := after.In(t.zone())
	for ahead := range 400 {
		day := time.Date(local.Year(), local.Month(), local.Day()+ahead, 0, 0, 0, 0, t.zone())
		if at := t.on(day); t.falls(day) && at.After(after) {
			if p, err := Before(t.Kind, at, t.zone()); err == nil {
				return Due{At: at.UTC(), Period: p}
			}
		}
	}
	return Due{}
}

func (t Timetable) zone() *time.Location {
	if t.Zone == nil {
		return time.UTC
	}
	return t.Zone
}

// on is the time of day on a day: by the clock on the wall, also where that day
// has 23 or 25 hours.
func (t Timetable) on(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, int(t.At/time.Minute), 0, 0, t.zone())
}

// falls reports whether a report is due on a day.
func (t Timetable) falls(day time.Time) bool {
	switch t.Kind {
	case Week:
		return day.Weekday() == t.Day
	case Month:
		return day.Day() == 1
	default:
		return day.Day() == 1 && day.Month()%3 == 1
	}
}
