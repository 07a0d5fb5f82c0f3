package picture

import (
	"html/template"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

// mostCurves is how many services of a page have a curve: those that head the
// list.
const mostCurves = 3

// Drawings are the charts of a report's page: how long the services that head the
// list took to answer, and the grades that moved.
func Drawings(d *report.Document) []report.Drawing {
	var out []report.Drawing
	add := func(section string, c drawn) {
		svg := c.Picture(charts.Wide).SVG(charts.Light)
		out = append(out, report.Drawing{
			Section: section,
			SVG:     template.HTML(svg),                //nolint:gosec // drawn here; its texts are escaped
			Style:   template.CSS(charts.Stylesheet()), //nolint:gosec // a text of our own
		})
	}
	for i := range d.Uptime {
		if u := &d.Uptime[i]; len(out) < mostCurves && u.Latency != nil && len(u.Latency.Points) > 1 {
			add("uptime", Latency(d, u))
		}
	}
	if g := grades(d); g != nil {
		add("tls", g)
	}
	return out
}
