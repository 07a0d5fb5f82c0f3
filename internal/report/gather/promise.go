package gather

import (
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/report"
)

// promises tells each sentence, worst first.
func (g *gathering) promises() {
	for i := range g.setup.Promises {
		g.d.Promises = append(g.d.Promises, g.promise(&g.setup.Promises[i]))
	}
	slices.SortStableFunc(g.d.Promises, func(a, b report.Promise) int { return stateOrder(a.State) - stateOrder(b.State) })
}

// stateOrder puts what needs somebody first.
func stateOrder(state string) int {
	return slices.Index([]string{report.StateBroke, report.StateUnproven, report.StateUnknown, report.StateAtRisk, report.StateHeld}, state)
}

// promise tells one sentence.
func (g *gathering) promise(p *holdfast.Promise) report.Promise {
	out := report.Promise{ID: p.ID, Says: p.Says, Source: p.Source, State: report.StateUnproven, Now: report.StateUnproven, Breaks: []report.Break{}}
	members := g.members(p)
	out.Checks = len(members)
	if len(members) == 0 {
		out.Times = report.Times{Unknown: report.Seconds(g.d.Period.Length())}
		return out
	}
	span := history.Between(g.d.Period.From, g.d.Period.To)
	records := make([]history.Record, len(members))
	statuses := make([]holdfast.Status, len(members))
	for i, id := range members {
		records[i], statuses[i] = g.records[id], g.status(id)
		if last, ok := g.last(id); ok {
			out.Newest = latest(out.Newest, last.Last)
			if out.Oldest.IsZero() || last.Last.Before(out.Oldest) {
				out.Oldest = last.Last
			}
		}
	}
	out.Times = fromHistory(history.Worst(span, records...))
	out.Proven = *share(out.Times.Up, report.Seconds(g.d.Period.Length()))
	now := holdfast.Worst(statuses...)
	out.Now, out.Since = now.String(), g.since(members, now)
	out.Breaks = g.breaks(members)
	out.State = promiseState(out.Times, now)
	return out
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// fromHistory are history's times as a report has them.
func fromHistory(t history.Times) report.Times {
	s := func(ms int64) report.Seconds { return report.Seconds(history.Millis(ms)) }
	return report.Times{Up: s(t.Up), Down: s(t.Down), AtRisk: s(t.AtRisk), Unknown: s(t.Unknown), Maintenance: s(t.Maintenance), Blind: s(t.Blind)}
}

// promiseState is how a sentence did over the period. What nobody could see is
// never counted as held.
func promiseState(t report.Times, now holdfast.Status) string {
	known := float64(t.Up+t.AtRisk) / float64(max(t.Sum()-t.Maintenance, 1))
	switch {
	case t.Down > 0 || now == holdfast.Broken:
		return report.StateBroke
	case now == holdfast.Unknown || known < report.EnoughProof:
		return report.StateUnknown
	case t.AtRisk > 0 || now == holdfast.AtRisk:
		return report.StateAtRisk
	default:
		return report.StateHeld
	}
}

// members are the IDs of the checks that prove a sentence.
func (g *gathering) members(p *holdfast.Promise) []string {
	var ids []string
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		if slices.ContainsFunc(p.Checks, func(glob string) bool { return holdfast.Glob(glob, c.Name) || holdfast.Glob(glob, c.ID) }) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// since is from when on the sentence has been as it is now: of good news the
// last member to come round counts, of bad news the first to fall.
func (g *gathering) since(members []string, now holdfast.Status) time.Time {
	var at time.Time
	for _, id := range members {
		if g.status(id) != now {
			continue
		}
		r := g.records[id]
		for i, v := range slices.Backward(r.Transitions) {
			if v.Status != now {
				break
			}
			if i > 0 && r.Transitions[i-1].Status == now {
				continue
			}
			t := time.UnixMilli(v.At).UTC()
			if at.IsZero() || t.After(at) == (now == holdfast.Holds) {
				at = t
			}
		}
	}
	return at
}

// breaks are the confirmed outages of the members, as they stood at the
// period's end.
func (g *gathering) breaks(members []string) []report.Break {
	out := []report.Break{}
	for i := range g.d.Incidents {
		n := &g.d.Incidents[i]
		if n.Class == holdfast.ClassOutage && slices.Contains(members, n.Check) {
			out = append(out, report.Break{Check: n.Check, Incident: n.Number, From: n.Since, To: n.Until, Text: n.Cause})
		}
	}
	slices.SortStableFunc(out, func(a, b report.Break) int { return a.From.Compare(b.From) })
	return out
}
