package gather

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"holdfast"
	"holdfast/internal/journal"
	"holdfast/internal/report"
)

// incidents tells the incidents of the period as they stood at its end, outages
// first, the longest first.
func (g *gathering) incidents() {
	for i := range g.stories {
		s := &g.stories[i]
		if s.Incident.Opened.Before(g.d.Period.To) && s.Incident.Headline != "DRILL" {
			g.d.Incidents = append(g.d.Incidents, g.incident(s))
		}
	}
	slices.SortStableFunc(g.d.Incidents, func(a, b report.Incident) int {
		return cmp.Or(cmp.Compare(classOrder(a.Class), classOrder(b.Class)), cmp.Compare(b.Lasted, a.Lasted), cmp.Compare(a.Number, b.Number))
	})
}

func classOrder(c holdfast.Class) int {
	return slices.Index([]holdfast.Class{holdfast.ClassOutage, holdfast.ClassBlind, holdfast.ClassUnknown, holdfast.ClassRisk}, c)
}

// incident is one of them.
func (g *gathering) incident(s *journal.Story) report.Incident {
	i := asOf(s.Incident, g.d.Period.To)
	out := report.Incident{
		ID: i.ID, Number: i.Number, Check: i.Check, Name: g.name(i.Check), Class: i.Class, Severity: i.Severity, Headline: i.Headline,
		Cause: i.Reason, Looks: i.Looks, Since: i.Since, Opened: i.Opened, Until: i.Until, Lasted: whole(i.Lasted(g.d.Period.To)),
		Acked: i.Acked, AckedBy: i.AckedBy, Held: i.Held, Ended: i.Cause,
	}
	if !i.Open() && i.Until.IsZero() {
		out.Until = i.Resolved
	}
	if !s.Told.IsZero() && !s.Told.After(g.d.Made) {
		page := whole(s.ToTold)
		out.Page, out.PagedBy = &page, s.Channel
	}
	if g.d.Page != "" {
		out.Link = g.d.Page + "/incidents/" + strconv.FormatInt(i.Number, 10)
	}
	return out
}

// asOf is an incident as it stood at a moment.
func asOf(i holdfast.Incident, at time.Time) holdfast.Incident {
	if i.Resolved.After(at) {
		i.Resolved, i.Until, i.Cause = time.Time{}, time.Time{}, ""
	}
	if i.Acked.After(at) {
		i.Acked, i.AckedBy = time.Time{}, ""
	}
	return i
}

// monitor tells how the monitor itself did.
func (g *gathering) monitor(ctx context.Context, s Source) error {
	p := g.d.Period
	h, err := s.Health(ctx, p.From, p.To)
	if err != nil {
		return err
	}
	m := &g.d.Monitor
	m.Blind, m.Off = report.Seconds(time.Duration(h.Blind)*time.Millisecond), report.Seconds(time.Duration(h.Off)*time.Millisecond)
	m.Looks, m.Missed = int(h.Looks), int(h.Missed)
	if h.Slowest > 0 {
		m.Slowest = &report.SlowPage{Seconds: whole(h.Slowest), Incident: h.SlowestIncident, Channel: g.channelOf(h.SlowestIncident)}
	}
	for _, i := range g.d.Incidents {
		if i.Class == holdfast.ClassBlind {
			m.Blinds = append(m.Blinds, report.Blind{From: i.Since, To: i.Until, Why: i.Cause})
		}
	}
	sent, err := s.DeliveriesBetween(ctx, p.From, p.To)
	if err != nil {
		return err
	}
	g.sends(sent)
	if g.d.Monitor.Drill, err = g.drill(ctx, s, h.Drill); err != nil {
		return err
	}
	g.d.FullLook, err = FullLook(ctx, s, p.Name)
	return err
}

// channelOf is who was told first of an incident.
func (g *gathering) channelOf(number int64) string {
	for i := range g.stories {
		if g.stories[i].Incident.Number == number {
			return g.stories[i].Channel
		}
	}
	return ""
}

// sends counts messages as they stood when the report was made.
func (g *gathering) sends(list []holdfast.Delivery) {
	n := &g.d.Monitor.Sends
	for i := range list {
		d := &list[i]
		n.Due++
		ended := d.State.Ended() && !d.Done.After(g.d.Made)
		switch {
		case !ended:
			n.Waiting++
			continue
		case d.State == holdfast.DeliveryDone:
			n.Sent++
		case d.State == holdfast.DeliveryRefused:
			n.Refused++
		}
		if d.Attempts > 1 {
			n.Retried++
		}
		if d.Doubt {
			n.Doubt++
		}
	}
}

// drillWithin is how long before its last answer a drill may have begun.
const drillWithin = time.Hour

// drill tells the last test alert before the period's end.
func (g *gathering) drill(ctx context.Context, s Source, answered time.Time) (*report.Drill, error) {
	if answered.IsZero() {
		return nil, nil //nolint:nilnil // never drilled
	}
	list, err := s.DeliveriesBetween(ctx, answered.Add(-drillWithin), answered.Add(time.Millisecond))
	if err != nil {
		return nil, err
	}
	var d report.Drill
	id := ""
	for i := range list {
		n := &list[i]
		if n.Notice.Step != holdfast.StepDrill {
			continue
		}
		if n.Notice.Incident.ID != id {
			id, d = n.Notice.Incident.ID, report.Drill{At: n.Notice.At}
		}
		d.Channels++
		if n.State == holdfast.DeliveryDone && !n.Done.After(g.d.Made) {
			d.Answered++
		}
	}
	if d.Channels == 0 {
		return nil, nil //nolint:nilnil // began longer ago than anybody answers
	}
	return &d, nil
}
