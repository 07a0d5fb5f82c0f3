package report

import (
	"fmt"
	"strings"
	"time"
)

// The kinds of period.
const (
	Week    = "week"    // Monday to Monday (ISO 8601)
	Month   = "month"   // calendar month
	Quarter = "quarter" // calendar quarter
	Range   = "range"   // any days
)

// Before returns the last whole period of a kind that had ended at a moment, by
// the calendar of a zone.
func Before(kind string, at time.Time, zone *time.Location) (Period, error) {
	local := at.In(zone)
	midnight := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, zone) }
	switch kind {
	case Week:
		monday := local.Day() - (int(local.Weekday())+6)%7
		return named(kind, midnight(local.Year(), local.Month(), monday-7), midnight(local.Year(), local.Month(), monday), zone), nil
	case Month:
		return named(kind, midnight(local.Year(), local.Month()-1, 1), midnight(local.Year(), local.Month(), 1), zone), nil
	case Quarter:
		first := (local.Month()-1)/3*3 + 1
		return named(kind, midnight(local.Year(), first-3, 1), midnight(local.Year(), first, 1), zone), nil
	default:
		return Period{}, fmt.Errorf("period %q: want week, month, quarter or FROM..TO with dates such as 2026-11-01..2026-11-30", kind)
	}
}

// named gives a period its name.
func named(kind string, from, to time.Time, zone *time.Location) Period {
	p := Period{Kind: kind, From: from.UTC(), To: to.UTC(), Zone: zone.String()}
	switch kind {
	case Week:
		year, week := from.ISOWeek()
		p.Name = fmt.Sprintf("%d-W%02d", year, week)
	case Month:
		p.Name = from.Format("2006-01")
	case Quarter:
		p.Name = fmt.Sprintf("%d-Q%d", from.Year(), (from.Month()-1)/3+1)
	default:
		p.Name = from.Format(time.DateOnly) + ".." + to.Add(-time.Millisecond).In(zone).Format(time.DateOnly)
	}
	return p
}

// ParsePeriod understands week, month and quarter (the last whole one), their
// names (2026-W47, 2026-11, 2026-Q4), now (the week that is running, up to now)
// and FROM..TO, two days that are both in it.
func ParsePeriod(text string, now time.Time, zone *time.Location) (Period, error) {
	var year, n int
	from, to, ranged := strings.Cut(text, "..")
	switch {
	case text == "now":
		return Running(now, zone), nil
	case ranged:
		return parseRange(from, to, zone)
	case scan(text, "%d-W%d", &year, &n) && n >= 1 && n <= 53:
		first := time.Date(year, 1, 4+7*(n-1), 12, 0, 0, 0, zone) // the week with 4 January is week 1
		return Before(Week, first.AddDate(0, 0, 7), zone)
	case scan(text, "%d-Q%d", &year, &n) && n >= 1 && n <= 4:
		return Before(Quarter, time.Date(year, time.Month(3*n+1), 1, 12, 0, 0, 0, zone), zone)
	case scan(text, "%d-%d", &year, &n) && n >= 1 && n <= 12 && len(text) == 7:
		return Before(Month, time.Date(year, time.Month(n+1), 1, 12, 0, 0, 0, zone), zone)
	}
	return Before(text, now, zone)
}

// scan reads two numbers of a pattern.
func scan(text, pattern string, a, b *int) bool {
	n, err := fmt.Sscanf(text, pattern, a, b)
	return n == 2 && err == nil
}

// Running is the seven days up to a moment, to the second.
func Running(now time.Time, zone *time.Location) Period {
	now = now.Truncate(time.Second)
	return Period{Kind: Range, Name: "7 days to " + now.In(zone).Format(time.DateTime), From: now.Add(-7 * 24 * time.Hour).UTC(), To: now.UTC(), Zone: zone.String()}
}

// parseRange reads two days.
func parseRange(from, to string, zone *time.Location) (Period, error) {
	first, err := time.ParseInLocation(time.DateOnly, from, zone)
	if err != nil {
		return Period{}, fmt.Errorf("period begins with %q, want a day such as 2026-11-01", from)
	}
	last, err := time.ParseInLocation(time.DateOnly, to, zone)
	if err != nil {
		return Period{}, fmt.Errorf("period ends with %q, want a day such as 2026-11-30", to)
	}
	if last.Before(first) {
		return Period{}, fmt.Errorf("period %s..%s ends before it begins", from, to)
	}
	return named(Range, first, last.AddDate(0, 0, 1), zone), nil
}
