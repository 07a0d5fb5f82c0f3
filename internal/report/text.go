package report

import (
	"io"
	"strings"
	"unicode/utf8"
)

// textWidth is how wide plain text is set.
const textWidth = 78

// Text writes the sheet as plain text that is complete by itself.
func (s *Sheet) Text(w io.Writer) error {
	var p page
	p.line(0, s.Title)
	p.line(0, s.Span)
	if s.Late != "" {
		p.line(0, s.Late)
	}
	if s.Page != "" {
		p.line(0, s.Page)
	}
	for i := range s.Actions {
		if i == 0 {
			p.gap()
		}
		p.step(&s.Actions[i])
	}
	if s.More != "" {
		p.line(2, s.More)
	}
	for i := range s.Sections {
		p.section(&s.Sections[i])
	}
	p.gap()
	p.line(0, "HOW COUNTED")
	for _, line := range s.Foot {
		p.line(2, line)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// page is text being set.
type page struct{ strings.Builder }

func (p *page) gap() { p.WriteByte('\n') }

// line sets a paragraph with an indent, broken at spaces.
func (p *page) line(indent int, text string) {
	for _, l := range wrapped(text, textWidth-indent) {
		p.WriteString(strings.Repeat(" ", indent) + l + "\n")
	}
}

// step sets one thing to do.
func (p *page) step(s *Step) {
	lines := wrapped(s.Text, textWidth-10)
	for i, l := range lines {
		head := strings.Repeat(" ", 10)
		if i == 0 {
			head = padded(string(rune('0'+s.Number))+" "+s.Verb, 10)
		}
		p.WriteString(head + l + "\n")
	}
	p.line(10, prefixed("do: ", s.Fix))
	p.line(10, prefixed("who: ", s.Who))
}

// section sets one part: its rows as a title and a state at the right.
func (p *page) section(s *Section) {
	p.gap()
	p.line(0, strings.ToUpper(s.Title)+prefixed("  ", s.Lead))
	for i := range s.Rows {
		p.row(&s.Rows[i])
	}
	p.line(2, s.Fold)
	for _, n := range s.Notes {
		p.line(2, n)
	}
}

// row sets one row.
func (p *page) row(r *Row) {
	room := textWidth - 4 - utf8.RuneCountInString(r.State)
	titles := wrapped(r.Title, room)
	for i, t := range titles {
		if i == 0 && r.State != "" {
			t = padded(t, room+2) + r.State
		}
		p.WriteString("  " + strings.TrimRight(t, " ") + "\n")
	}
	for _, l := range r.Lines {
		p.line(4, l)
	}
}

// padded fills a text up to a width.
func padded(s string, width int) string {
	if n := width - utf8.RuneCountInString(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s + " "
}

// wrapped breaks a text at its spaces into lines of a width; nothing gives no
// line. A word that is longer stands alone.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
