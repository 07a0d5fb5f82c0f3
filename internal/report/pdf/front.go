package pdf

import (
	"fmt"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

// title writes what this is a report of.
func (p *paper) title(s *report.Sheet, d *report.Document) {
	p.f.Bookmark("Verdict", 0, 0)
	head := "Infrastructure report"
	if d.Name != "" {
		head = d.Name + " · " + head
	}
	p.paragraph(soft(head, body), edge, wide)
	p.y += 2
	p.paragraph(bold(s.Title, 16), edge, wide)
	p.paragraph(soft(s.Span, body), edge, wide)
	if s.Late != "" {
		p.paragraph(bold(s.Late, body), edge, wide)
	}
	p.y += 8
}

// verdict is the box: the sentence, and what to do. It is measured first, then
// drawn; what does not fit a page goes on without a box.
func (p *paper) verdict(s *report.Sheet) {
	const pad = 12.0
	paragraphs := verdictText(s)
	high := 2*pad - 2
	for _, one := range paragraphs {
		high += float64(len(p.lines(one.text, wide-2*pad-4-one.indent)))*one.high() + one.above
	}
	if p.y+high < bottom {
		p.fill(charts.Light.Colour(charts.Grid))
		p.f.SetAlpha(0.35, "Normal")
		p.f.Rect(edge, p.y, wide, high, "F")
		p.f.SetAlpha(1, "Normal")
		p.fill(tone(s.Tone))
		p.f.Rect(edge, p.y, 4, high, "F")
	}
	p.y += pad
	for _, one := range paragraphs {
		p.y += one.above
		p.paragraph(one.text, edge+4+pad+one.indent, wide-2*pad-4-one.indent)
	}
	p.y += pad
}

// indented is a paragraph of the box.
type indented struct {
	text
	indent, above float64
}

// verdictText lists what stands in the box.
func verdictText(s *report.Sheet) []indented {
	sentence := bold(s.Lead, 12)
	sentence.ink = tone(s.Tone)
	all := []indented{{text: sentence}}
	for _, step := range s.Actions {
		all = append(all, indented{text: bold(fmt.Sprintf("%d  %s  %s", step.Number, step.Verb, step.Text), body+0.5), above: 6})
		if step.Fix != "" {
			all = append(all, indented{text: plainText("do: "+step.Fix, body), indent: 16})
		}
		if step.Who != "" {
			all = append(all, indented{text: soft(step.Who, body), indent: 16})
		}
	}
	if s.More != "" {
		all = append(all, indented{text: soft(s.More, body), above: 6})
	}
	return all
}

// method writes how everything was counted.
func (p *paper) method(foot []string) {
	p.y += 10
	p.room(60)
	p.heading("How it was counted")
	for _, one := range foot {
		p.paragraph(soft(one, small), edge, wide)
		p.y += 3
	}
}
