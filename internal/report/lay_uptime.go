package report

import (
	"fmt"
	"strings"
)

// layUptime tells how the services answered, worst first.
func layUptime(d *Document, _ voice) Section {
	if len(d.Uptime) == 0 {
		return Section{}
	}
	s := Section{ID: "uptime", Title: "Uptime"}
	whole, least := 0, 1.0
	for i := range d.Uptime {
		r := uptimeRow(d, &d.Uptime[i])
		if r.Tone == "holds" {
			whole++
			least = min(least, provenShare(&d.Uptime[i].Times))
		}
		s.Rows = append(s.Rows, r)
	}
	s.Fold = "never down, " + percent(least) + " of the time proven or more"
	s.Lead = fmt.Sprintf("%s, worst first; %s never down", count(len(d.Uptime), "service"), thousands(whole))
	return s
}

// provenShare is the share of the time outside maintenance in which somebody
// knew.
func provenShare(t *Times) float64 {
	owed := t.Sum() - t.Maintenance
	if owed <= 0 {
		return 1
	}
	return float64(t.Up+t.AtRisk+t.Down) / float64(owed)
}

// uptimeRow tells one service.
func uptimeRow(d *Document, u *Uptime) Row {
	r := Row{Title: u.Name, State: ratio(u.Ratio), Tone: uptimeTone(u), Link: d.link(u.Check), Days: u.Days}
	parts := []string{}
	if u.Times.Down > 0 {
		parts = append(parts, length(u.Times.Down)+" down")
	}
	t := u.Times
	t.Down = 0
	if rest := unprovenParts(&t); rest != "" {
		parts = append(parts, rest)
	}
	if len(parts) == 0 {
		parts = append(parts, "never down")
	}
	r.Lines = append(r.Lines, strings.Join(parts, ", "))
	if u.SLO != nil {
		r.Lines = append(r.Lines, sloLine(u.SLO))
	}
	if u.Latency != nil {
		r.Lines = append(r.Lines, latencyLine(u))
	}
	return r
}

// latencyLine tells how long answers took, and what they were to take.
func latencyLine(u *Uptime) string {
	line := fmt.Sprintf("answers in %s (half), %s (95 %%), %s (99 %%)", length(u.Latency.P50), length(u.Latency.P95), length(u.Latency.P99))
	switch {
	case u.Slow():
		return line + "; too slow: 95 % are to come within " + length(u.SLO.Within)
	case u.SLO != nil && u.SLO.Within > 0:
		return line + "; 95 % are to come within " + length(u.SLO.Within) + ", and do"
	default:
		return line
	}
}

// sloLine tells a target and what is left of its budget.
func sloLine(s *SLO) string {
	left := length(s.Left) + " of " + length(s.Budget) + " left"
	if s.Left < 0 {
		left = "overspent by " + length(-s.Left) + " of " + length(s.Budget)
	}
	return fmt.Sprintf("target %s over %s: %s, burn rate %.1f", percent(s.Target), length(s.Window), left, s.Burn)
}

// enoughProof is the share of proven time from which on a service that was never
// down is not worth a line of its own.
const enoughProof = 0.99

// uptimeTone is holds only for what was never down and nearly always seen.
func uptimeTone(u *Uptime) string {
	switch {
	case u.SLO != nil && u.SLO.Left < 0, u.Status.String() == "broken":
		return "broken"
	case u.Times.Down > 0, u.Slow():
		return "at risk"
	case u.Ratio == nil, u.Status.String() == "unknown", provenShare(&u.Times) < enoughProof:
		return "unknown"
	default:
		return "holds"
	}
}

// layIncidents tells what broke, and how it was met.
func layIncidents(d *Document, v voice) Section {
	s := Section{ID: "incidents", Title: "Incidents", Fold: "over"}
	if len(d.Incidents) == 0 {
		s.Lead = "none"
		return s
	}
	open := 0
	for i := range d.Incidents {
		if d.Incidents[i].Until.IsZero() {
			open++
		}
		s.Rows = append(s.Rows, incidentRow(v, &d.Incidents[i]))
	}
	s.Lead = count(len(d.Incidents), "incident") + fmt.Sprintf(", %d open", open)
	return s
}

// incidentRow tells one incident.
func incidentRow(v voice, i *Incident) Row {
	r := Row{Title: fmt.Sprintf("#%d %s %s", i.Number, i.Headline, i.Name), State: length(i.Lasted), Tone: "at risk", Link: i.Link}
	if i.Until.IsZero() {
		r.State, r.Tone = "open "+length(i.Lasted), "broken"
	}
	when := v.span(i.Since, i.Until)
	if i.Until.IsZero() {
		when = "since " + v.at(i.Since)
	}
	r.Lines = []string{i.Cause, join(", ", when, pagedLine(i), ackedLine(v, i), i.Ended)}
	return r
}

// pagedLine says how fast somebody was told.
func pagedLine(i *Incident) string {
	switch {
	case i.Held:
		return "pages held back by planned work"
	case i.Page == nil:
		return "nobody was paged"
	default:
		line := "paged " + length(*i.Page) + " after " + i.Looks
		if i.Looks == "" {
			line = "paged " + length(*i.Page) + " after it was confirmed"
		}
		return line + prefixed(" by ", i.PagedBy)
	}
}

// ackedLine says who took it.
func ackedLine(v voice, i *Incident) string {
	if i.Acked.IsZero() {
		return "not acknowledged"
	}
	return "acknowledged by " + i.AckedBy + " " + v.at(i.Acked)
}
