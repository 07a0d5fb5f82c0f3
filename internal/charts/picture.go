package charts

import "math"

// Narrow is the width for mails and telephones, in CSS pixels, and the least
// that a picture is laid out for; Wide is for pages and paper.
const (
	Narrow = 320
	Wide   = 680
)

// Point is a place in a picture, in CSS pixels from its upper left corner.
type Point struct{ X, Y float64 }

// Anchor says which end of a text its point is.
type Anchor uint8

// A text starts, is centred or ends at its point.
const (
	Start Anchor = iota
	Middle
	End
)

// Label is a piece of text; At is on its baseline.
type Label struct {
	At     Point
	Text   string
	Size   float64 // CSS pixels
	Bold   bool
	Anchor Anchor
}

// Stroke is how a line is drawn: its width and, where it is not solid, the
// lengths of dash and gap, all in CSS pixels.
type Stroke struct{ Width, Dash, Gap float64 }

// Pen carries a picture out.
type Pen interface {
	// Area fills a closed outline.
	Area(ink Ink, outline []Point)
	// Line draws an open line through the points.
	Line(ink Ink, with Stroke, through []Point)
	// Label writes a text.
	Label(ink Ink, label Label)
}

// Picture is a chart that has been laid out. It is never changed, and may be
// used by many at a time.
type Picture struct {
	// Width and Height are in CSS pixels.
	Width, Height float64
	// Title is the heading; it may be empty.
	Title string
	// Alt tells in a sentence or two what there is to see.
	Alt string
	// Table holds the numbers behind the picture.
	Table Table
	marks []func(Pen)
}

// Table is the data of a picture for those who want to read it.
type Table struct {
	Head []string
	Rows [][]string
}

// Draw carries the picture out with a pen.
func (p *Picture) Draw(pen Pen) {
	for _, mark := range p.marks {
		mark(pen)
	}
}

// round keeps a coordinate on a grid of 1/64 px.
func round(v float64) float64 { return math.Round(v*64) / 64 }

func rounded(points []Point) []Point {
	for i, p := range points {
		points[i] = Point{round(p.X), round(p.Y)}
	}
	return points
}

func (p *Picture) area(ink Ink, outline ...Point) {
	rounded(outline)
	p.marks = append(p.marks, func(pen Pen) { pen.Area(ink, outline) })
}

// box fills a rectangle; y is its upper edge.
func (p *Picture) box(ink Ink, x, y, w, h float64) {
	p.area(ink, Point{x, y}, Point{x + w, y}, Point{x + w, y + h}, Point{x, y + h})
}

func (p *Picture) line(ink Ink, with Stroke, through ...Point) {
	rounded(through)
	p.marks = append(p.marks, func(pen Pen) { pen.Line(ink, with, through) })
}

func (p *Picture) label(ink Ink, l Label) {
	l.At = Point{round(l.At.X), round(l.At.Y)}
	p.marks = append(p.marks, func(pen Pen) { pen.Label(ink, l) })
}
