package gather

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/report"
)

// services are the kinds whose state is an uptime.
func services() []string { return []string{"uptime", "tcp", "dns", "ping", "grpc"} }

// uptime tells how each service answered, worst first.
func (g *gathering) uptime() {
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		_, wanted := g.setup.Objectives[c.ID]
		if wanted || slices.Contains(services(), c.Kind) {
			g.d.Uptime = append(g.d.Uptime, g.service(c))
		}
	}
	slices.SortStableFunc(g.d.Uptime, func(a, b report.Uptime) int {
		return cmp.Or(cmp.Compare(badness(&b), badness(&a)), cmp.Compare(b.Times.Down, a.Times.Down), cmp.Compare(ratioOf(&a), ratioOf(&b)),
			cmp.Compare(b.Times.Unknown, a.Times.Unknown), strings.Compare(a.Check, b.Check))
	})
}

// badness orders services: a spent budget, a present outage, any outage, not
// known, well.
func badness(u *report.Uptime) int {
	switch {
	case u.SLO != nil && u.SLO.Left < 0:
		return 4
	case u.Status == holdfast.Broken:
		return 3
	case u.Times.Down > 0:
		return 2
	case u.Ratio == nil || u.Status == holdfast.Unknown || u.Slow():
		return 1
	default:
		return 0
	}
}

// ratioOf is the uptime as a number; nothing seen sorts last.
func ratioOf(u *report.Uptime) float64 {
	if u.Ratio == nil {
		return 2
	}
	return *u.Ratio
}

// service tells one.
func (g *gathering) service(c *holdfast.Check) report.Uptime {
	p := g.d.Period
	u := report.Uptime{
		Check: c.ID, Name: c.Name, Kind: c.Kind, Target: c.Target, Group: c.Group, Owner: c.Owner,
		Status: g.status(c.ID), Times: g.times(c.ID, p.From, p.To), Days: g.days(c.ID),
	}
	u.Ratio = available(u.Times)
	if o, ok := g.setup.Objectives[c.ID]; ok {
		u.SLO = g.slo(c.ID, o)
	}
	if s, ok := g.latency[c.ID]; ok && s.Len() > 0 {
		u.Looks = int(s.Len())
		u.Latency = &report.Latency{P50: whole(s.Quantile(0.5)), P95: whole(s.Quantile(0.95)), P99: whole(s.Quantile(0.99)), Max: whole(s.Quantile(1))}
	}
	return u
}

// whole is a length to the millisecond, as JSON keeps it.
func whole(d time.Duration) report.Seconds { return report.Seconds(d.Round(time.Millisecond)) }

// available is (up + at risk) / (up + at risk + down), nil when none was seen.
func available(t report.Times) *float64 {
	known := t.Up + t.AtRisk + t.Down
	if known == 0 {
		return nil
	}
	return share(t.Up+t.AtRisk, known)
}

// share is a part of a whole to eight decimals, so that JSON keeps it exactly.
func share(part, of report.Seconds) *float64 {
	r := rounded(float64(part) / float64(of))
	return &r
}

// rounded cuts to eight decimals.
func rounded(f float64) float64 { return float64(int64(f*1e8)) / 1e8 }

// slo is an objective's budget at the period's end.
func (g *gathering) slo(check string, o history.Objective) *report.SLO {
	p := g.d.Period
	window := times(g.times(check, p.To.Add(-o.Window), p.To))
	b := o.Budget(window)
	burn, _ := o.Burn(times(g.times(check, p.From, p.To)))
	return &report.SLO{
		Target: o.Target, Window: report.Seconds(o.Window), Budget: whole(b.Allowed), Spent: whole(b.Spent), Left: whole(b.Left), Burn: rounded(burn),
		Within: whole(o.Within),
	}
}

// times are a report's times as history counts them.
func times(t report.Times) history.Times {
	ms := func(s report.Seconds) int64 { return s.Std().Milliseconds() }
	return history.Times{Up: ms(t.Up), Down: ms(t.Down), AtRisk: ms(t.AtRisk), Unknown: ms(t.Unknown), Maintenance: ms(t.Maintenance), Blind: ms(t.Blind)}
}

// days are the bars of a check. A day before it was ever seen is none.
func (g *gathering) days(check string) []report.Day {
	out := make([]report.Day, 0, barDays)
	first := g.d.Period.To
	if list := g.seen[check]; len(list) > 0 {
		first = list[0].First
	}
	start := g.dayStart(g.d.Period.To, barDays).In(g.zone)
	for i := range barDays {
		from := time.Date(start.Year(), start.Month(), start.Day()+i, 0, 0, 0, 0, g.zone)
		to := time.Date(start.Year(), start.Month(), start.Day()+i+1, 0, 0, 0, 0, g.zone)
		if to.After(g.d.Period.To) {
			to = g.d.Period.To
		}
		day := report.Day{Date: from.Format(time.DateOnly), Word: "none"}
		if first.Before(to) {
			day.Times = g.times(check, from, to)
			day.Ratio = available(day.Times)
			day.Word = dayWord(day.Times)
		}
		out = append(out, day)
	}
	return out
}

// dayWord is a day in a word: the worst that was confirmed, else what filled
// most of it.
func dayWord(t report.Times) string {
	switch {
	case t.Down > 0:
		return "down"
	case t.AtRisk > 0:
		return "at risk"
	case t.Unknown*2 > t.Sum():
		return "unknown"
	case t.Blind*2 > t.Sum():
		return "blind"
	case t.Maintenance*2 > t.Sum():
		return "maintenance"
	case t.Up == 0:
		return "unknown"
	default:
		return "up"
	}
}
