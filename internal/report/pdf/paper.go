package pdf

import (
	"image/color"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/charts"
)

// Measures in points; a page is 595 by 842.
const (
	family  = "go"
	edge    = 48.0
	wide    = 595.28 - 2*edge
	bottom  = 841.89 - 56
	body    = 9.0
	small   = 8.0
	leading = 1.35 // of a line, times its letters
)

// paper is a document that is written from top to bottom.
type paper struct {
	f      *fpdf.Fpdf
	glyphs glyphs
	name   string // of the report, for the foot of each page
	y      float64
	head   func() // draws the head of the table that is open, nil for none
}

// footer writes the report's name and the page's number.
func (p *paper) footer() {
	p.font("", small, charts.Light.Colour(charts.Soft))
	p.f.Text(edge, 841.89-30, p.glyphs.clean(p.name))
	p.f.Text(edge+wide-56, 841.89-30, "page "+strconv.Itoa(p.f.PageNo())+" of {pages}")
}

// font chooses letters.
func (p *paper) font(style string, px float64, c color.RGBA) {
	p.f.SetFont(family, style, px)
	p.f.SetTextColor(int(c.R), int(c.G), int(c.B))
}

// room turns the page when less than so much is left of it, and draws the head
// of the open table anew.
func (p *paper) room(high float64) {
	if p.y+high <= bottom {
		return
	}
	p.f.AddPage()
	p.y = edge
	if p.head != nil {
		p.head()
	}
}

// text is a paragraph or a cell.
type text struct {
	words string
	style string // "" or "B"
	px    float64
	ink   color.RGBA
}

func plainText(words string, px float64) text {
	return text{words: words, px: px, ink: charts.Light.Colour(charts.Text)}
}

func bold(words string, px float64) text {
	t := plainText(words, px)
	t.style = "B"
	return t
}

func soft(words string, px float64) text {
	return text{words: words, px: px, ink: charts.Light.Colour(charts.Soft)}
}

// high is the height of one line.
func (t text) high() float64 { return t.px * leading }

// lines breaks a text into those that fit a width.
func (p *paper) lines(t text, width float64) []string {
	p.f.SetFont(family, t.style, t.px)
	var out []string
	line := ""
	for word := range strings.FieldsSeq(p.glyphs.clean(t.words)) {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if p.f.GetStringWidth(longer) <= width {
			line = longer
			continue
		}
		if line != "" {
			out = append(out, line)
		}
		for line = word; p.f.GetStringWidth(line) > width; {
			n := p.fitting(line, width)
			out, line = append(out, line[:n]), line[n:]
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}

// fitting is how many bytes of a word fit a width; at least one letter does.
func (p *paper) fitting(word string, width float64) int {
	n := 0
	for i, r := range word {
		end := i + len(string(r))
		if i > 0 && p.f.GetStringWidth(word[:end]) > width {
			break
		}
		n = end
	}
	return n
}

// line writes one line at x, below p.y, and moves below it.
func (p *paper) line(t text, x float64, words string) {
	p.font(t.style, t.px, t.ink)
	p.f.Text(x, p.y+t.px, words)
	p.y += t.high()
}

// paragraph writes a text over as many lines and pages as it needs.
func (p *paper) paragraph(t text, x, width float64) {
	for _, words := range p.lines(t, width) {
		p.room(t.high())
		p.line(t, x, words)
	}
}

// tone is the colour of a state's word.
func tone(status string) color.RGBA {
	switch status {
	case "holds":
		return charts.Light.Colour(charts.UpInk)
	case "at risk":
		return charts.Light.Colour(charts.RiskInk)
	case "broken":
		return charts.Light.Colour(charts.DownInk)
	case "unknown":
		return charts.Light.Colour(charts.UnknownInk)
	default:
		return charts.Light.Colour(charts.Text)
	}
}

// fill and draw choose the colour of areas and of lines.
func (p *paper) fill(c color.RGBA) { p.f.SetFillColor(int(c.R), int(c.G), int(c.B)) }
func (p *paper) draw(c color.RGBA) { p.f.SetDrawColor(int(c.R), int(c.G), int(c.B)) }
