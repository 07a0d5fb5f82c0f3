package charts

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Bars shows how the days of some checks went, a bar a day, the newest at the
// right.
type Bars struct {
	Title string
	// Days is how many days there is room for; 0 is 90. A check that is younger
	// leaves the left empty.
	Days int
	Rows []BarRow
}

// BarRow is one check, in the order in which it is to be shown: worst first.
type BarRow struct {
	Name  string
	Value string // what is said at its right: "99.83 %"
	Days  []Day  // oldest first
}

// Day is one day of a check.
type Day struct {
	Date  time.Time // any time of that day, in the report's zone
	State State     // the worst that counts
	Note  string    // for the table: "17 min down"
}

const (
	barHeight = 28.0
	isoDay    = "2006-01-02"
)

// Picture lays the chart out for a width in CSS pixels.
func (b Bars) Picture(width float64) *Picture {
	s := newSheet(width, b.Title)
	pitch := s.pitch(b.days())
	var seen [states]bool
	for _, row := range b.Rows {
		s.barRow(row, pitch, b.days(), &seen)
	}
	s.barAxis(b, pitch)
	if keys := s.stateKeys(seen); len(keys) > 0 {
		s.legend(keys)
	}
	return s.done(b.Alt(), b.table())
}

// days is how many days there is room for.
func (b Bars) days() int {
	if b.Days > 0 {
		return b.Days
	}
	return 90
}

// pitch is from one day to the next: as much as there is room for, in halves of
// a pixel so that all bars are equally sharp.
func (s *sheet) pitch(days int) float64 {
	p := s.inner() / float64(days)
	if half := math.Floor(p*2) / 2; half > 0 {
		return half
	}
	return p
}

// barRow draws a check: name and value above its bars.
func (s *sheet) barRow(row BarRow, pitch float64, room int, seen *[states]bool) {
	end := Margin + pitch*float64(room)
	s.y += textPx
	value := s.ruler.width(row.Value, textPx, true)
	name := s.ruler.fit(row.Name, textPx, false, end-Margin-value-8)
	s.label(Text, Label{At: Point{Margin, s.y}, Text: name, Size: textPx})
	s.label(Text, Label{At: Point{end, s.y}, Text: row.Value, Size: textPx, Bold: true, Anchor: End})
	s.y += 4 + barHeight
	gap := min(1.5, pitch/4)
	days := row.Days[max(0, len(row.Days)-room):]
	s.box(Grid, Margin, s.y, pitch*float64(room)-gap, 1)
	s.days(days, columns{x: end - pitch*float64(len(days)), base: s.y, w: pitch - gap, h: barHeight, pitch: pitch})
	for _, day := range days {
		seen[known(day.State)] = true
	}
	s.y += 10
}

// days draws the days in runs of one state; like is a bar of the first.
func (s *sheet) days(days []Day, like columns) {
	for len(days) > 0 {
		like.n = 1
		for like.n < len(days) && days[like.n].State == days[0].State {
			like.n++
		}
		s.bars(days[0].State, like)
		like.x += float64(like.n) * like.pitch
		days = days[like.n:]
	}
}

// Strip is one row of bars and nothing else, a bar a day, for a line of a table.
// Its Alt is told without a name.
func Strip(days []Day, width, height float64) *Picture {
	s := &sheet{Picture: &Picture{Width: width, Height: height, Alt: BarRow{Days: days}.days()}}
	if len(days) > 0 {
		pitch := width / float64(len(days))
		s.days(days, columns{base: height, w: pitch * 0.75, h: height, pitch: pitch})
	}
	return s.Picture
}

// barAxis writes the first and the last date below the bars.
func (s *sheet) barAxis(b Bars, pitch float64) {
	last := b.last()
	if last.IsZero() {
		return
	}
	s.y += smallPx - 4
	first := last.AddDate(0, 0, 1-b.days())
	s.small(Point{Margin, s.y}, Start, first.Format(isoDay))
	s.small(Point{Margin + pitch*float64(b.days()), s.y}, End, last.Format(isoDay))
	s.y += 4
}

// last is the newest day of all rows.
func (b Bars) last() time.Time {
	var last time.Time
	for _, row := range b.Rows {
		if n := len(row.Days); n > 0 && row.Days[n-1].Date.After(last) {
			last = row.Days[n-1].Date
		}
	}
	return last
}

// spoken is how many rows the sentence of a chart tells of.
const spoken = 5

// Alt tells each check's value and its days that were not up.
func (b Bars) Alt() string {
	if b.last().IsZero() {
		return "No day on record yet."
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d days to %s of %s: ", b.days(), b.last().Format(isoDay), count(len(b.Rows), "check"))
	for i, row := range b.Rows[:min(len(b.Rows), spoken)] {
		if i > 0 {
			out.WriteString("; ")
		}
		out.WriteString(strings.TrimSpace(row.Name+" "+row.Value) + ", " + row.days())
	}
	if more := len(b.Rows) - spoken; more > 0 {
		fmt.Fprintf(&out, "; and %d more", more)
	}
	return out.String() + "."
}

// days tells of the days that were not up.
func (r BarRow) days() string {
	if len(r.Days) == len(r.dates(Absent)) {
		return "no day on record"
	}
	var parts []string
	for _, state := range order() {
		if state == Up {
			continue
		}
		if dates := r.dates(state); len(dates) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s (%s)", count(len(dates), "day"), state, listed(dates, 3)))
		}
	}
	if n := len(r.dates(Up)); len(parts) == 0 && n > 0 {
		return fmt.Sprintf("up on all %s", count(n, "day"))
	}
	return strings.Join(parts, ", ")
}

// dates lists the days of a state.
func (r BarRow) dates(state State) []string {
	var dates []string
	for _, d := range r.Days {
		if d.State == state {
			dates = append(dates, d.Date.Format(isoDay))
		}
	}
	return dates
}

// table lists the days that were not up, for a table of all would be 90 lines of
// "up" a check; the days that are up are counted in a line of their own.
func (b Bars) table() Table {
	t := Table{Head: []string{"check", "day", "state", "what"}}
	for _, row := range b.Rows {
		for _, d := range row.Days {
			if d.State != Absent && (d.State != Up || d.Note != "") {
				t.Rows = append(t.Rows, []string{row.Name, d.Date.Format(isoDay), d.State.String(), d.Note})
			}
		}
		if n := len(row.dates(Up)); n > 0 {
			t.Rows = append(t.Rows, []string{row.Name, count(n, "day"), Up.String(), row.Value})
		}
	}
	return t
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// listed joins the first few and says how many are left out.
func listed(all []string, few int) string {
	if len(all) <= few {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:few], ", "), len(all)-few)
}

// Legend is the legend of all states and nothing else, for a table of strips.
func Legend(width float64) *Picture {
	s := newSheet(width, "")
	s.y = 0
	var all [states]bool
	for _, state := range order() {
		all[state] = true
	}
	s.legend(s.stateKeys(all))
	return s.done("What the bars mean, a bar a day: down is the tallest, at risk has a notch, up is half as high, maintenance is striped, unknown is hollow, blind is a stub.", Table{})
}
