package page

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// clock prints a time of day in UTC, with the date where it is not the day of
// the notice.
func clock(t, noticed time.Time) string {
	t, noticed = t.UTC(), noticed.UTC()
	switch {
	case t.Year() != noticed.Year():
		return t.Format("2 Jan 2006 15:04:05")
	case t.YearDay() != noticed.YearDay():
		return t.Format("2 Jan 15:04:05")
	default:
		return t.Format("15:04:05")
	}
}

// span prints how long something was, in its two largest units.
func span(d time.Duration) string {
	if d < time.Second {
		return "under 1 s"
	}
	d = d.Round(time.Second)
	units := []struct {
		length time.Duration
		letter string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	var parts []string
	for _, u := range units {
		if n := d / u.length; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.letter))
			d -= n * u.length
		} else if len(parts) > 0 {
			break
		}
		if len(parts) == 2 {
			break
		}
	}
	return strings.Join(parts, " ")
}

// ended is when an incident stopped being true: the first good look, or the
// moment it was closed.
func ended(in holdfast.Incident) time.Time {
	if in.Until.IsZero() {
		return in.Resolved
	}
	return in.Until
}

// count prints a number with commas between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
