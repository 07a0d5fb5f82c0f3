package board

import (
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Past is what is known of the time before now.
type Past struct {
	// Days are each check's by its ID; days that are missing were not seen.
	Days map[string][]Day
	// Incidents are the newest first.
	Incidents []holdfast.Incident
	// Windows are on or to come.
	Windows []Window

	day  time.Time // for which rows are laid out
	rows map[string]row
	none row // of a check of which nothing is known
}

// row is one check's days, laid out and added up.
type row struct {
	days  []Day
	times history.Times
}

// Laid lays out and adds up the days of all checks, for all boards of the same
// day (UTC): that is most of the work of a board, and is the same for a minute.
func (p Past) Laid(at time.Time) Past {
	day := at.UTC().Truncate(24 * time.Hour)
	if p.rows != nil && p.day.Equal(day) {
		return p
	}
	p.day, p.rows = day, make(map[string]row, len(p.Days))
	for id, days := range p.Days {
		p.rows[id] = laid(days, at)
	}
	p.none = laid(nil, at)
	return p
}

func laid(days []Day, at time.Time) row {
	days = Span(days, at)
	return row{days: days, times: Sum(days)}
}

// row is that of a check.
func (p Past) row(id string) row {
	if r, ok := p.rows[id]; ok {
		return r
	}
	return p.none
}
