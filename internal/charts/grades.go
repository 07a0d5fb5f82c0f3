package charts

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Grades shows which grade a server had, as a step line over the letters.
type Grades struct {
	Title    string
	From, To time.Time
	Steps    []GradeStep // oldest first; the first may be before From
}

// GradeStep is a grade from a time on; an empty one is not known.
type GradeStep struct {
	At    time.Time
	Grade string // A+, A, A-, B, C, D, E, F, M (other name), T (not trusted)
}

// letters lists the grades, best first.
func letters() []string { return []string{"A+", "A", "A-", "B", "C", "D", "E", "F", "M", "T"} }

// gradeStretch is a grade with its end.
type gradeStretch struct {
	from, to time.Time
	grade    string
}

// stretches gives each step its end, within the period; what is no letter is
// not known.
func (g Grades) stretches() []gradeStretch {
	var all []gradeStretch
	for i, step := range g.Steps {
		s := gradeStretch{from: step.At, to: g.To, grade: step.Grade}
		if i+1 < len(g.Steps) {
			s.to = g.Steps[i+1].At
		}
		s.from, s.to = later(s.from, g.From), earlier(s.to, g.To)
		if !slices.Contains(letters(), s.grade) {
			s.grade = ""
		}
		if s.from.Before(s.to) {
			all = append(all, s)
		}
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// shown are the letters between the best and the worst that occur, with one
// more on either side, so that a line is never on the edge.
func (g Grades) shown() []string {
	all := letters()
	first, last := len(all), -1
	for _, s := range g.stretches() {
		if i := slices.Index(all, s.grade); i >= 0 {
			first, last = min(first, i), max(last, i)
		}
	}
	if last < 0 {
		return all[:4]
	}
	return all[max(first-1, 0):min(last+2, len(all))]
}

// Picture lays the chart out for a width in CSS pixels.
func (g Grades) Picture(width float64) *Picture {
	s := newSheet(width, g.Title)
	s.y += 4
	rows := g.shown()
	left := Margin + s.ruler.width("A+", textPx, true) + 8
	top := s.y
	level := func(grade string) float64 { return top + (float64(slices.Index(rows, grade))+0.5)*20 }
	base := top + float64(len(rows))*20
	p := period{from: g.From, to: g.To, left: left, right: s.right()}
	s.timeAxis(p, top, base)
	for _, letter := range rows {
		s.box(Grid, left, level(letter), s.right()-left, 1)
		s.label(Soft, Label{At: Point{Margin, level(letter) + 4}, Text: letter, Size: textPx, Bold: true})
	}
	s.steps(g.stretches(), p, level, base)
	if slices.ContainsFunc(g.stretches(), func(s gradeStretch) bool { return s.grade == "" }) {
		s.legend([]key{{"not known", func(x, base float64) { s.unknownPort(x, x+sampleWidth, base-4) }}})
	}
	return s.done(g.Alt(), g.table())
}

// steps draws the line; where the grade is not known it is dotted along the base.
func (s *sheet) steps(all []gradeStretch, p period, level func(string) float64, base float64) {
	for i, now := range all {
		x, end := p.x(now.from), p.x(now.to)
		if now.grade == "" {
			s.line(UnknownInk, Stroke{Width: 2, Dash: 2, Gap: 3}, Point{x, base - 1}, Point{end, base - 1})
			continue
		}
		y := level(now.grade)
		s.line(MedianInk, Stroke{Width: 3}, Point{x, y}, Point{end, y})
		if i > 0 && all[i-1].grade != "" && all[i-1].grade != now.grade {
			s.line(MedianInk, Stroke{Width: 3}, Point{x, level(all[i-1].grade)}, Point{x, y})
			s.area(MedianInk, octagon(Point{x, y}, 4.5)...)
		}
	}
}

// Alt tells the grade at the start and every change.
func (g Grades) Alt() string {
	all := g.stretches()
	if len(all) == 0 {
		return fmt.Sprintf("Grade from %s to %s: not known.", g.From.Format(isoDay), g.To.Format(isoDay))
	}
	var changes []string
	for i, s := range all[1:] {
		if s.grade != all[i].grade {
			changes = append(changes, fmt.Sprintf("%s from %s", spokenGrade(s.grade), s.from.Format("2006-01-02 15:04")))
		}
	}
	start := fmt.Sprintf("Grade from %s to %s: %s", g.From.Format(isoDay), g.To.Format(isoDay), spokenGrade(all[0].grade))
	if len(changes) == 0 {
		return start + " all the time."
	}
	return start + " at first; " + strings.Join(changes, "; ") + "."
}

func spokenGrade(grade string) string {
	if grade == "" {
		return "not known"
	}
	return grade
}

func (g Grades) table() Table {
	t := Table{Head: []string{"from", "until", "grade"}}
	for _, s := range g.stretches() {
		t.Rows = append(t.Rows, []string{s.from.Format("2006-01-02 15:04"), s.to.Format("2006-01-02 15:04"), spokenGrade(s.grade)})
	}
	return t
}
