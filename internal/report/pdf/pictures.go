package pdf

import (
	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

// How many pictures of a sort a document has.
const (
	mostCurves = 3
	mostGrades = 3
	mostPorts  = 12
)

// pictures draws the charts of a section.
func (p *paper) pictures(section string, d *report.Document) {
	switch section {
	case "uptime":
		for _, l := range curves(d, mostCurves) {
			p.chart(l.Picture(charts.Wide))
		}
		if len(d.Uptime) > 0 {
			p.chart(charts.Legend(charts.Wide)) // of the table's bars
		}
	case "tls":
		for _, g := range steps(d, mostGrades) {
			p.chart(g.Picture(charts.Wide))
		}
	case "exposure":
		if e, ok := ports(d, mostPorts); ok {
			p.chart(e.Picture(charts.Wide))
		}
	}
}

// chart draws a picture over the whole width; its own margins hang out.
func (p *paper) chart(picture *charts.Picture) {
	scale := wide / (picture.Width - 2*charts.Margin)
	p.room(picture.Height * scale)
	p.picture(picture, edge-charts.Margin*scale, p.y, scale)
	p.y += picture.Height * scale
}

// picture draws a picture with its upper left corner at a place.
func (p *paper) picture(picture *charts.Picture, x, y, scale float64) {
	picture.Draw(&quill{paper: p, x: x, y: y, scale: scale})
}

// quill is the pen of the charts that writes on paper.
type quill struct {
	*paper
	x, y, scale float64
}

func (q *quill) at(p charts.Point) fpdf.PointType {
	return fpdf.PointType{X: q.x + p.X*q.scale, Y: q.y + p.Y*q.scale}
}

// Area implements [charts.Pen].
func (q *quill) Area(ink charts.Ink, outline []charts.Point) {
	q.fill(charts.Light.Colour(ink))
	if w, h, ok := upright(outline); ok {
		corner := q.at(outline[0])
		q.f.Rect(corner.X, corner.Y, w*q.scale, h*q.scale, "F")
		return
	}
	points := make([]fpdf.PointType, len(outline))
	for i, p := range outline {
		points[i] = q.at(p)
	}
	q.f.Polygon(points, "F")
}

// upright reports whether an outline is a rectangle from its upper left corner.
func upright(o []charts.Point) (w, h float64, ok bool) {
	if len(o) != 4 || o[0].Y != o[1].Y || o[1].X != o[2].X || o[2].Y != o[3].Y || o[3].X != o[0].X {
		return 0, 0, false
	}
	return o[1].X - o[0].X, o[2].Y - o[1].Y, true
}

// Line implements [charts.Pen].
func (q *quill) Line(ink charts.Ink, with charts.Stroke, through []charts.Point) {
	q.draw(charts.Light.Colour(ink))
	q.f.SetLineWidth(with.Width * q.scale)
	if with.Dash > 0 && with.Gap > 0 {
		q.f.SetDashPattern([]float64{with.Dash * q.scale, with.Gap * q.scale}, 0)
		defer q.f.SetDashPattern(nil, 0)
	}
	for i, p := range through {
		to := q.at(p)
		if i == 0 {
			q.f.MoveTo(to.X, to.Y)
		} else {
			q.f.LineTo(to.X, to.Y)
		}
	}
	q.f.DrawPath("D")
}

// Label implements [charts.Pen].
func (q *quill) Label(ink charts.Ink, l charts.Label) {
	style := ""
	if l.Bold {
		style = "B"
	}
	q.font(style, l.Size*q.scale, charts.Light.Colour(ink))
	words := q.glyphs.clean(l.Text)
	at := q.at(l.At)
	switch w := q.f.GetStringWidth(words); l.Anchor {
	case charts.Middle:
		at.X -= w / 2
	case charts.End:
		at.X -= w
	case charts.Start:
	}
	q.f.Text(at.X, at.Y, words)
}
