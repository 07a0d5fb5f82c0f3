package gather

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/report"
)

// tls tells grades, worst first, and certificates, the one that ends first first.
func (g *gathering) tls() {
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		if c.Kind == "tlsgrade" {
			g.d.TLS.Grades = append(g.d.TLS.Grades, g.grade(c))
		}
		g.certificate(c)
	}
	slices.SortStableFunc(g.d.TLS.Grades, func(a, b report.Grade) int {
		return cmp.Or(worse(a.Status, b.Status), gradeOrder(b.Now)-gradeOrder(a.Now), strings.Compare(a.Check, b.Check))
	})
	slices.SortStableFunc(g.d.TLS.Certificates, func(a, b report.Certificate) int {
		return cmp.Or(a.Ends.Compare(b.Ends), strings.Compare(a.Check, b.Check))
	})
}

// gradeOrder is how bad a grade is; what is not graded sorts last.
func gradeOrder(grade string) int {
	return slices.Index([]string{"", "A+", "A", "A-", "B", "C", "D", "E", "F", "T", "M"}, grade)
}

// grade tells one server's.
func (g *gathering) grade(c *holdfast.Check) report.Grade {
	p := g.d.Period
	out := report.Grade{Check: c.ID, Name: c.Name, Target: c.Target, Status: g.status(c.ID), Moved: []string{}, History: []report.GradePoint{}}
	var before, now *holdfast.Finding
	list := g.seen[c.ID]
	for i := range list {
		f := &list[i].Finding
		letter, ok := f.Fact("grade").(string)
		if !ok {
			continue
		}
		if list[i].First.Before(p.From) {
			before, out.Before = f, letter
		}
		now = f
		if letter != out.Now {
			out.History = append(out.History, report.GradePoint{At: list[i].First, Grade: letter})
		}
		out.Now = letter
	}
	out.History = recent(out.History, g.dayStart(p.To, barDays))
	if before != nil && now != nil && out.Before != out.Now {
		out.Moved = moved(before, now)
	}
	return out
}

// recent keeps of a grade's history the last days, and what held when they
// began.
func recent(list []report.GradePoint, from time.Time) []report.GradePoint {
	for i := len(list) - 1; i > 0; i-- {
		if !list[i].At.After(from) {
			return list[i:]
		}
	}
	return list
}

// mostMoved bounds the sentences that say what moved a grade.
const mostMoved = 4

// moved are the faults that came and went.
func moved(before, now *holdfast.Finding) []string {
	out := []string{}
	add := func(word string, from, without *holdfast.Finding) {
		for _, f := range from.Faults {
			known := slices.ContainsFunc(without.Faults, func(o holdfast.Fault) bool { return o.Key == f.Key })
			if !known && f.Key != "grade" && f.Status != holdfast.Unknown && len(out) < mostMoved {
				out = append(out, word+f.Text)
			}
		}
	}
	add("came: ", now, before)
	add("went: ", before, now)
	return out
}

// certificate adds the certificate that a check saw last, unless another check
// of the same target told it already.
func (g *gathering) certificate(c *holdfast.Check) {
	var spans []history.FactSpan
	issuer := ""
	for _, f := range history.Facts(c.ID, g.seen[c.ID]) {
		switch f.Name {
		case "certificate_not_after":
			spans = append(spans, f)
		case "certificate_issuer":
			issuer, _ = f.Value.(string)
		}
	}
	if len(spans) == 0 || !spans[len(spans)-1].Ended.IsZero() {
		return
	}
	last := spans[len(spans)-1]
	ends, ok := last.Value.(time.Time)
	target := c.Target
	if c.Host != "" {
		target = c.Host
	}
	if !ok || slices.ContainsFunc(g.d.TLS.Certificates, func(o report.Certificate) bool { return o.Target == target && o.Ends.Equal(ends) }) {
		return
	}
	cert := report.Certificate{
		Check: c.ID, Name: c.Name, Target: target, Status: g.status(c.ID), Ends: ends.UTC(), Issuer: issuer,
		DaysLeft: int(math.Floor(ends.Sub(g.d.Period.To).Hours() / 24)),
	}
	if len(spans) > 1 && !last.First.Before(g.d.Period.From) {
		cert.Changed = last.First
	}
	g.d.TLS.Certificates = append(g.d.TLS.Certificates, cert)
}
