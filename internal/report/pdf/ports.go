package pdf

import (
	"slices"
	"time"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

// ports shows the ports that opened or closed in the period and those that
// are open: the unwanted first, at most so many. It is false when nothing moved
// and nothing is open unwanted.
func ports(d *report.Document, most int) (charts.Exposure, bool) {
	z := zone(d)
	from, to := d.Period.From.In(z), d.Period.To.In(z)
	all := append(moved(&d.Exposure, from, to), still(&d.Exposure, from, to)...)
	worth := slices.ContainsFunc(all, func(r charts.PortRow) bool { return !r.Allowed || len(r.Spans) > 1 })
	slices.SortStableFunc(all, func(a, b charts.PortRow) int { return rank(a.Allowed) - rank(b.Allowed) })
	e := charts.Exposure{Title: "Ports in this period", From: from, To: to, Ports: all[:min(len(all), most)]}
	return e, worth && len(all) > 0
}

func rank(allowed bool) int {
	if allowed {
		return 1
	}
	return 0
}

// moved are the ports that moved, as they were between the moves. Before the
// first move a port was the opposite of it.
func moved(e *report.Exposure, from, to time.Time) []charts.PortRow {
	place := map[string]int{}
	var rows []charts.PortRow
	for _, m := range slices.Backward(e.Moves) { // oldest first
		at := m.At.In(from.Location())
		name := m.Address + " " + m.Port
		i, known := place[name]
		if !known {
			i = len(rows)
			place[name] = i
			rows = append(rows, charts.PortRow{Name: name, Spans: []charts.Span{{From: from, Open: m.Move == "closed"}}})
		}
		row := &rows[i]
		row.Allowed = m.Wanted
		row.Spans[len(row.Spans)-1].To = at
		row.Spans = append(row.Spans, charts.Span{From: at, Open: m.Move == "opened"})
	}
	for i := range rows {
		rows[i].Spans[len(rows[i].Spans)-1].To = to
	}
	return rows
}

// still are the open ports that did not move: they have been open all the time,
// or since they were first seen.
func still(e *report.Exposure, from, to time.Time) []charts.PortRow {
	var rows []charts.PortRow
	for _, o := range e.Open {
		if slices.ContainsFunc(e.Moves, func(m report.PortMove) bool { return m.Address == o.Address && m.Port == o.Port }) {
			continue
		}
		since := from
		if o.FirstSeen.After(from) {
			since = o.FirstSeen.In(from.Location())
		}
		rows = append(rows, charts.PortRow{Name: o.Address + " " + o.Port, Allowed: o.Wanted, Spans: []charts.Span{{From: since, To: to, Open: true}}})
	}
	return rows
}
