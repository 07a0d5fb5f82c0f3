// Package picture draws the charts of a report's mail.
//
// Mail programs show no SVG, and many darken the paper but not the pictures on
// it. So the charts are PNGs on a slate card that stands on light and dark
// alike, drawn for the width of a phone and with two dots a pixel. Each has a
// sentence in place of itself: most mail programs hide pictures at first.
package picture

import (
	"fmt"
	"time"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

const (
	width    = 420 // CSS pixels
	scale    = 2
	mostRows = 8
)

// Charts draws what of a document a mail should show: the bars of the services
// that did worst, how long the worst of those that were slow or down took to
// answer, and the grades that moved.
func Charts(d *report.Document) ([]report.Chart, error) {
	var list []report.Chart
	for _, one := range []struct {
		section, name string
		picture       *charts.Picture
		alt           string
	}{
		chartOf("uptime", "uptime.png", bars(d)),
		chartOf("uptime", "latency.png", latency(d)),
		chartOf("tls", "grades.png", grades(d)),
	} {
		if one.picture == nil {
			continue
		}
		png, err := one.picture.PNG(charts.Card, scale)
		if err != nil {
			return nil, fmt.Errorf("draw %s: %w", one.name, err)
		}
		list = append(list, report.Chart{Section: one.section, Name: one.name, Alt: one.alt, Width: width, PNG: png})
	}
	return list, nil
}

// drawn is a chart that can be laid out.
type drawn interface {
	Picture(width float64) *charts.Picture
	Alt() string
}

func chartOf(section, name string, c drawn) (out struct {
	section, name string
	picture       *charts.Picture
	alt           string
},
) {
	out.section, out.name = section, name
	if c != nil {
		out.picture, out.alt = c.Picture(width), c.Alt()
		switch c := c.(type) {
		case charts.Grades:
			out.alt = c.Title + ": " + out.alt
		case charts.Latency:
			out.alt = c.Title + ". " + out.alt
		}
	}
	return out
}

// bars shows the services that were down, the worst first; nothing when none
// was.
func bars(d *report.Document) drawn {
	b := charts.Bars{Title: "90 days"}
	for i := range d.Uptime {
		u := &d.Uptime[i]
		if u.Times.Down == 0 && u.Status.String() != "broken" || len(b.Rows) == mostRows {
			continue
		}
		row := charts.BarRow{Name: u.Name, Value: report.Percent(u.Ratio)}
		for k := range u.Days {
			date, err := time.Parse(time.DateOnly, u.Days[k].Date)
			if err != nil {
				continue
			}
			row.Days = append(row.Days, charts.Day{Date: date, State: stateOf(u.Days[k].Word)})
		}
		b.Rows = append(b.Rows, row)
	}
	if len(b.Rows) == 0 {
		return nil
	}
	return b
}

// latency shows how long the service took to answer that did worst, if it was slow
// or down and its curve is known.
func latency(d *report.Document) drawn {
	for i := range d.Uptime {
		u := &d.Uptime[i]
		if !u.Slow() && u.Times.Down == 0 {
			continue
		}
		if u.Latency != nil && len(u.Latency.Points) > 1 {
			return Latency(d, u)
		}
	}
	return nil
}

// Latency is the curve of a service's answers in the zone of the readers, with
// the line that they are to keep.
func Latency(d *report.Document, u *report.Uptime) charts.Latency {
	z, err := time.LoadLocation(d.Period.Zone)
	if err != nil {
		z = time.UTC // this machine does not know it
	}
	l := charts.Latency{Title: u.Name + ": time to answer", From: d.Period.From.In(z), To: d.Period.To.In(z)}
	if u.SLO != nil {
		l.SLO = u.SLO.Within.Std()
	}
	for _, p := range u.Latency.Points {
		if p.P50 > 0 || p.P95 > 0 {
			l.Points = append(l.Points, charts.LatencyPoint{At: p.At.In(z), P50: p.P50.Std(), P95: p.P95.Std(), P99: p.P99.Std()})
		}
	}
	return l
}

// stateOf is a day's word as charts have it.
func stateOf(word string) charts.State {
	for _, s := range []charts.State{charts.Up, charts.AtRisk, charts.Down, charts.Maintenance, charts.Blind} {
		if s.String() == word {
			return s
		}
	}
	if word == "none" {
		return charts.Absent
	}
	return charts.Unknown
}

// grades shows the server whose grade moved most in the period's eyes: the
// worst of those that moved; nothing when none did.
func grades(d *report.Document) drawn {
	for i := range d.TLS.Grades {
		g := &d.TLS.Grades[i]
		if g.Before == "" || g.Before == g.Now {
			continue
		}
		c := charts.Grades{Title: "TLS grade of " + g.Target, From: d.Period.To.AddDate(0, 0, -90), To: d.Period.To}
		for _, p := range g.History {
			c.Steps = append(c.Steps, charts.GradeStep{At: p.At, Grade: p.Grade})
		}
		return c
	}
	return nil
}
