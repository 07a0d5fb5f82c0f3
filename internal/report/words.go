package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// voice writes moments in the zone of a report's readers. Dates are ISO 8601:
// they read the same in every language.
type voice struct{ zone *time.Location }

// newVoice speaks in the period's zone, and in UTC where this machine does not
// know it.
func newVoice(d *Document) voice {
	zone, err := time.LoadLocation(d.Period.Zone)
	if err != nil {
		zone = time.UTC
	}
	return voice{zone}
}

// at is a moment to the minute.
func (v voice) at(t time.Time) string { return t.In(v.zone).Format("2006-01-02 15:04") }

// day is a moment's day.
func (v voice) day(t time.Time) string { return t.In(v.zone).Format(time.DateOnly) }

// span is a time from one moment to another, naming the day once.
func (v voice) span(from, to time.Time) string {
	switch {
	case to.IsZero():
		return "since " + v.at(from)
	case v.at(from) == v.at(to):
		return from.In(v.zone).Format("2006-01-02 15:04:05") + " to " + to.In(v.zone).Format("15:04:05")
	case v.day(from) == v.day(to):
		return v.at(from) + " to " + to.In(v.zone).Format("15:04")
	}
	return v.at(from) + " to " + v.at(to)
}

// length is a length of time in its two largest units.
func length(s Seconds) string {
	d := s.Std()
	if d < 0 {
		return "-" + length(-s)
	}
	switch {
	case d == 0:
		return "0 s"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return strconv.FormatFloat(math.Round(d.Seconds()*10)/10, 'f', -1, 64) + " s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return twoUnits(d, time.Minute, "min", time.Second, "s")
	case d < 24*time.Hour:
		return twoUnits(d, time.Hour, "h", time.Minute, "min")
	default:
		return twoUnits(d, 24*time.Hour, "d", time.Hour, "h")
	}
}

// twoUnits writes d in a large and a small unit, without the small one when it
// is nothing.
func twoUnits(d, large time.Duration, name string, small time.Duration, smallName string) string {
	out := fmt.Sprintf("%d %s", d/large, name)
	if rest := d % large / small; rest > 0 {
		out += fmt.Sprintf(" %d %s", rest, smallName)
	}
	return out
}

// percent writes a share cut to two decimals, so that what is not whole is never
// written as 100 %.
func percent(share float64) string {
	cut := math.Floor(share*10_000+1e-7) / 100
	return strconv.FormatFloat(cut, 'f', -1, 64) + " %"
}

// Percent writes an uptime; nothing seen is no uptime. What is not whole is never
// written as 100 %.
func Percent(r *float64) string { return ratio(r) }

// ratio writes an uptime; nothing seen is no uptime.
func ratio(r *float64) string {
	if r == nil {
		return "not measured"
	}
	return percent(*r)
}

// count writes a number with its noun; nouns ending in consonant and y take ies.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if head, ok := strings.CutSuffix(noun, "y"); ok && !strings.ContainsAny(head[len(head)-1:], "aeou") {
		return thousands(n) + " " + head + "ies"
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes a number in groups of three.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// join puts the parts that are not empty together.
func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if most <= 0 || len(r) <= most {
		return s
	}
	return strings.TrimRight(string(r[:most-1]), " ") + "…"
}

// title is what people call the period: Week 47, 2026-11, 2026-Q4.
func (p Period) title() string {
	if _, week, ok := strings.Cut(p.Name, "-W"); ok && p.Kind == "week" {
		return "Week " + strings.TrimPrefix(week, "0")
	}
	return p.Name
}
