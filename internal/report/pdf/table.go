package pdf

import (
	"holdfast/internal/charts"
	"holdfast/internal/report"
)

// Columns of a table: the state, the row's text, and bars where there are any.
const (
	stateWide = 84.0
	barsWide  = 150.0
	barsHigh  = 16.0
	gutter    = 10.0
)

// section writes one part of the report.
func (p *paper) section(s *report.Section, d *report.Document) {
	p.y += 12
	p.room(70)
	p.heading(s.Title)
	if s.Lead != "" {
		p.paragraph(plainText(s.Lead, body), edge, wide)
	}
	p.y += 4
	p.pictures(s.ID, d)
	if len(s.Rows) > 0 {
		p.table(s)
	}
	if s.Fold != "" {
		p.paragraph(soft(s.Fold, body), edge, wide)
	}
	for _, note := range s.Notes {
		p.paragraph(plainText(note, body), edge, wide)
	}
}

// heading writes a section's title and sets its bookmark.
func (p *paper) heading(title string) {
	p.f.Bookmark(p.glyphs.clean(title), 0, p.y)
	p.line(bold(title, 13), edge, p.glyphs.clean(title))
	p.y += 2
}

// table writes the rows; its head is repeated on every page.
func (p *paper) table(s *report.Section) {
	bars := false
	for i := range s.Rows {
		bars = bars || len(s.Rows[i].Days) > 0
	}
	again := ""
	p.head = func() {
		p.tableHead(s, bars, again)
		again = ", continued"
	}
	p.room(60)
	if again == "" {
		p.head()
	}
	for i := range s.Rows {
		p.row(&s.Rows[i])
	}
	p.head = nil
	p.y += 4
}

// tableHead names the columns.
func (p *paper) tableHead(s *report.Section, bars bool, again string) {
	state, what := heads(s.ID)
	y := p.y
	p.line(soft("", small), edge, p.glyphs.clean(state))
	p.y = y
	p.line(soft("", small), edge+stateWide, p.glyphs.clean(what+again))
	if bars {
		p.y = y
		p.line(soft("", small), edge+wide-barsWide, "90 days, newest at the right")
	}
	p.rule(charts.Soft)
}

// heads are the names of a section's columns.
func heads(id string) (state, what string) {
	switch id {
	case "changes":
		return "class", "finding"
	case "promises":
		return "state", "sentence"
	case "exceptions":
		return "ends", "exception"
	case "uptime":
		return "uptime", "service, worst first"
	case "incidents":
		return "lasted", "incident"
	case "exposure":
		return "state", "address and port"
	case "tls":
		return "grade", "server"
	case "certificates":
		return "ends in", "server"
	default:
		return "state", "what"
	}
}

// rule draws a hairline.
func (p *paper) rule(ink charts.Ink) {
	p.y += 2
	p.draw(charts.Light.Colour(ink))
	p.f.SetLineWidth(0.5)
	p.f.Line(edge, p.y, edge+wide, p.y)
	p.y += 3
}

// keepTogether is how high a row may be that is not cut by a page's end.
const keepTogether = 120.0

// rowHigh is how high a row's text is.
func (p *paper) rowHigh(r *report.Row, width float64) float64 {
	title := bold(r.Title, body)
	high := float64(len(p.lines(title, width))) * title.high()
	for _, line := range r.Lines {
		one := soft(line, small)
		high += float64(len(p.lines(one, width))) * one.high()
	}
	return high
}

// row writes one row: its state at the left, its text beside it, its bars at the
// right. A row of usual length stays on one page.
func (p *paper) row(r *report.Row) {
	width := wide - stateWide
	if len(r.Days) > 0 {
		width -= barsWide + gutter
	}
	state := bold(r.State, body)
	state.ink = tone(r.Tone)
	p.room(min(p.rowHigh(r, width), keepTogether))
	top, page := p.y, p.f.PageNo()
	if len(r.Days) > 0 {
		p.picture(charts.Strip(barDays(r.Days), barsWide, barsHigh), edge+wide-barsWide, top, 1)
	}
	p.paragraph(state, edge, stateWide-gutter)
	below := p.y
	if p.f.PageNo() == page {
		p.y = top
	}
	p.paragraph(bold(r.Title, body), edge+stateWide, width)
	for _, line := range r.Lines {
		if line != "" {
			p.paragraph(soft(line, small), edge+stateWide, width)
		}
	}
	if p.f.PageNo() == page {
		p.y = max(p.y, below)
		if len(r.Days) > 0 {
			p.y = max(p.y, top+barsHigh)
		}
	}
	p.rule(charts.Grid)
}
