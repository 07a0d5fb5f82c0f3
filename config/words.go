package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// day is a date; it reads as the end of that day, UTC.
type day time.Time

// UnmarshalText reads a date such as 2027-01-31 (RFC 3339 full-date).
func (d *day) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return fmt.Errorf("want a date such as 2027-01-31, have %q", text)
	}
	*d = day(t.AddDate(0, 0, 1))
	return nil
}

// moment is a date and a time of day, with or without a zone of its own.
type moment struct {
	at    time.Time
	zoned bool // it says its own zone
}

// UnmarshalText reads 2026-12-01 22:00 or an RFC 3339 time.
func (m *moment) UnmarshalText(text []byte) error {
	if t, err := time.Parse(time.RFC3339, string(text)); err == nil {
		*m = moment{t, true}
		return nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			*m = moment{t, false}
			return nil
		}
	}
	return fmt.Errorf("want a time such as 2026-12-01 22:00 or 2026-12-01T22:00:00Z, have %q", text)
}

// in returns the moment in UTC; one without a zone is read in that of the window.
func (m moment) in(zone *time.Location) time.Time {
	if m.zoned {
		return m.at.UTC()
	}
	t := m.at
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, zone).UTC()
}

// clock is a time of day, as the time since midnight.
type clock time.Duration

// UnmarshalText reads 02:30.
func (c *clock) UnmarshalText(text []byte) error {
	t, err := time.Parse("15:04", string(text))
	if err != nil {
		return fmt.Errorf("want a time of day such as 02:30, have %q", text)
	}
	*c = clock(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	return nil
}

// days is one entry of a list of weekdays: Mon, Mon-Fri or daily.
type days []time.Weekday

// UnmarshalText reads it; full and short names count, in any case.
func (d *days) UnmarshalText(text []byte) error {
	if strings.EqualFold(string(text), "daily") {
		*d = weekdays(time.Sunday, time.Saturday)
		return nil
	}
	first, last, ranged := strings.Cut(string(text), "-")
	from, ok := weekday(first)
	to := from
	if ok && ranged {
		to, ok = weekday(last)
	}
	if !ok {
		return fmt.Errorf("want a weekday such as Mon, Mon-Fri or daily, have %q", text)
	}
	*d = weekdays(from, to)
	return nil
}

// weekday reads a full or three-letter name.
func weekday(name string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if full := w.String(); strings.EqualFold(name, full) || strings.EqualFold(name, full[:3]) {
			return w, true
		}
	}
	return 0, false
}

// span7 lists the days from one to another, over the week's end if need be.
func weekdays(from, to time.Weekday) []time.Weekday {
	out := []time.Weekday{from}
	for w := from; w != to; {
		w = (w + 1) % 7
		out = append(out, w)
	}
	return out
}

// rule is how looks must agree: "3 of 5 over 30s".
type rule struct {
	holdfast.Confirm
	spread bool // over was written
}

// errRule is what a rule that cannot be read is told.
var errRule = errors.New("want N of M, or N of M over 30s, such as 3 of 3 over 20s")

// mostLooks is how many looks a rule may ask for.
const mostLooks = 20

// UnmarshalText reads it.
func (r *rule) UnmarshalText(text []byte) error {
	words := strings.Fields(string(text))
	if len(words) == 1 && words[0] == "off" {
		return errors.New("off is no rule; 1 of 1 tells at the first look that fails")
	}
	if !slices.Contains([]int{3, 5}, len(words)) || words[1] != "of" {
		return errRule
	}
	need, err1 := strconv.Atoi(words[0])
	of, err2 := strconv.Atoi(words[2])
	if err1 != nil || err2 != nil {
		return errRule
	}
	if need < 1 || of < need || of > mostLooks {
		return fmt.Errorf("%d of %d cannot be met; want 1 to %d looks, and no more needed than taken", need, of, mostLooks)
	}
	r.Confirm = holdfast.Confirm{Need: need, Of: of}
	return r.over(words[3:])
}

// over reads the end of a rule, "over 30s".
func (r *rule) over(words []string) error {
	if len(words) == 0 {
		return nil
	}
	d, err := holdfast.ParseDuration(words[1])
	if words[0] != "over" || err != nil {
		return errRule
	}
	r.Over, r.spread = d, true
	return nil
}
