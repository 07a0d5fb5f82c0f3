package charts

import (
	"fmt"
	"html"
	"image/color"
	"strconv"
	"strings"
	"unicode"
)

// SVG writes the picture as a standalone element, to be put into a page or a
// file. Its colours are presentation attributes, so that no policy on styles
// forbids them (CSP style-src); each mark also has the ink's name as a class
// behind "hf-" (hf-up, hf-text …), by which [Stylesheet], or any other, wins over
// them. There is no id in it: many may stand on one page.
func (p *Picture) SVG(theme Theme) []byte {
	s := &scribe{theme: theme}
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" class="hf-chart" role="img" aria-label="%s" viewBox="0 0 %s %s" width="%s" height="%s" font-family="Go, system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif">`,
		escape(p.Alt), number(p.Width), number(p.Height), number(p.Width), number(p.Height))
	fmt.Fprintf(&s.out, "<title>%s</title><desc>%s</desc>\n", escape(p.Title), escape(p.Alt))
	if theme == Card {
		fmt.Fprintf(&s.out, `<rect width="100%%" height="100%%" rx="%s" fill="%s"/>`+"\n", number(corner), hex(theme.Ground()))
	}
	p.Draw(s)
	s.flush()
	s.out.WriteString("</svg>\n")
	return []byte(s.out.String())
}

// scribe is the pen that writes SVG. Areas of one ink in a row become one path.
type scribe struct {
	out   strings.Builder
	theme Theme
	ink   Ink
	path  strings.Builder // of the areas that wait
}

// Area implements [Pen].
func (s *scribe) Area(ink Ink, outline []Point) {
	if ink != s.ink {
		s.flush()
	}
	s.ink = ink
	s.path.WriteString(trace(outline))
	s.path.WriteByte('z')
}

// flush writes the areas that wait.
func (s *scribe) flush() {
	if s.path.Len() == 0 {
		return
	}
	fmt.Fprintf(&s.out, `<path class="hf-%s" fill="%s" d="%s"/>`+"\n", s.ink, hex(s.theme.Colour(s.ink)), s.path.String())
	s.path.Reset()
}

// Line implements [Pen].
func (s *scribe) Line(ink Ink, with Stroke, through []Point) {
	s.flush()
	dash := ""
	if with.Dash > 0 && with.Gap > 0 {
		dash = fmt.Sprintf(` stroke-dasharray="%s %s"`, number(with.Dash), number(with.Gap))
	}
	fmt.Fprintf(&s.out, `<path class="hf-line hf-%s" fill="none" stroke="%s" stroke-width="%s"%s stroke-linejoin="round" d="%s"/>`+"\n",
		ink, hex(s.theme.Colour(ink)), number(with.Width), dash, trace(through))
}

// Label implements [Pen].
func (s *scribe) Label(ink Ink, l Label) {
	s.flush()
	more := ""
	if l.Bold {
		more += ` font-weight="700"`
	}
	switch l.Anchor {
	case Middle:
		more += ` text-anchor="middle"`
	case End:
		more += ` text-anchor="end"`
	case Start:
	}
	fmt.Fprintf(&s.out, `<text class="hf-%s" fill="%s" x="%s" y="%s" font-size="%s"%s>%s</text>`+"\n",
		ink, hex(s.theme.Colour(ink)), number(l.At.X), number(l.At.Y), number(l.Size), more, escape(l.Text))
}

// trace writes the way through points; a step along an axis is written short.
func trace(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		switch {
		case i == 0:
			b.WriteString("M" + number(p.X) + " " + number(p.Y))
		case p.Y == points[i-1].Y:
			b.WriteString("H" + number(p.X))
		case p.X == points[i-1].X:
			b.WriteString("V" + number(p.Y))
		default:
			b.WriteString("L" + number(p.X) + " " + number(p.Y))
		}
	}
	return b.String()
}

// number writes a coordinate with at most two places.
func number(v float64) string {
	s := strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0")
	return strings.TrimSuffix(s, ".")
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// escape makes text fit for XML, in which most control characters may not stand
// at all (XML 1.0, 2.2).
func escape(s string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return html.EscapeString(clean)
}

// Stylesheet is the CSS by which every SVG of this package on a page follows
// the reader's choice of light or dark.
func Stylesheet() string {
	var b strings.Builder
	b.WriteString(".hf-chart { max-width: 100%; height: auto; }\n")
	b.WriteString(Light.rules(""))
	b.WriteString("@media (prefers-color-scheme: dark) {\n" + Dark.rules("  ") + "}\n")
	return b.String()
}

func (t Theme) rules(indent string) string {
	var b strings.Builder
	for i := range Ink(inks) {
		c := hex(t.Colour(i))
		fmt.Fprintf(&b, "%s.hf-%s { fill: %s; } .hf-line.hf-%s { fill: none; stroke: %s; }\n", indent, i, c, i, c)
	}
	return b.String()
}
