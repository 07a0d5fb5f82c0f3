package pdf

import (
	"time"

	"holdfast/internal/charts"
	"holdfast/internal/report"
	"holdfast/internal/report/picture"
)

// What of a report is worth a picture: a report of five hundred services has as
// many curves, and a person looks at a few. Reports list the worst first, and a
// picture takes from the top; the numbers beside it tell everything.

// zone is the zone of the report's readers; UTC where this machine does not know
// it.
func zone(d *report.Document) *time.Location {
	z, err := time.LoadLocation(d.Period.Zone)
	if err != nil {
		return time.UTC
	}
	return z
}

// barDays turns the days of a service into those of a chart. Days before it was
// watched are Absent; a word that is no state is Unknown.
func barDays(days []report.Day) []charts.Day {
	out := make([]charts.Day, 0, len(days))
	for _, d := range days {
		date, err := time.Parse(time.DateOnly, d.Date)
		if err != nil {
			continue
		}
		day := charts.Day{Date: date, State: state(d.Word)}
		if down := d.Times.Down.Std(); down > 0 {
			day.Note = down.Round(time.Second).String() + " down"
		}
		out = append(out, day)
	}
	return out
}

// state is the state that a day's word means.
func state(word string) charts.State {
	if word == "none" {
		return charts.Absent
	}
	for _, s := range []charts.State{charts.Up, charts.AtRisk, charts.Down, charts.Maintenance, charts.Blind} {
		if s.String() == word {
			return s
		}
	}
	return charts.Unknown
}

// curves are the times of the worst services whose times are known.
func curves(d *report.Document, most int) []charts.Latency {
	var all []charts.Latency
	for i := range d.Uptime {
		u := &d.Uptime[i]
		if len(all) < most && u.Latency != nil && len(u.Latency.Points) > 0 {
			all = append(all, picture.Latency(d, u))
		}
	}
	return all
}

// history is how far back a grade is shown.
const history = 90

// steps are the servers whose grade moved in the 90 days that their history is
// of.
func steps(d *report.Document, most int) []charts.Grades {
	z := zone(d)
	var all []charts.Grades
	for i := range d.TLS.Grades {
		g := &d.TLS.Grades[i]
		if len(all) == most || len(g.History) < 2 {
			continue
		}
		c := charts.Grades{Title: g.Target + ": TLS grade", From: d.Period.To.In(z).AddDate(0, 0, -history), To: d.Period.To.In(z)}
		for _, step := range g.History {
			c.Steps = append(c.Steps, charts.GradeStep{At: step.At.In(z), Grade: step.Grade})
		}
		all = append(all, c)
	}
	return all
}
