package simulate

import (
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Truth is what a journal of the script must answer.
type Truth struct {
	Start     time.Time                        `json:"start"`
	End       time.Time                        `json:"end"`
	Method    []string                         `json:"method"`
	Checks    map[string]CheckTruth            `json:"checks"`
	Incidents []IncidentTruth                  `json:"incidents"` // by the time they opened
	Facts     map[string][]history.FactSpan    `json:"facts"`
	Ports     []history.FactSpan               `json:"ports"`
	Health    HealthTruth                      `json:"health"`
	Budgets   map[string]history.Budget        `json:"budgets"`
	Objective map[string]history.Objective     `json:"objectives"`
	Spans     map[string][]history.Segment     `json:"timelines"`
	Looked    map[string]map[string]LooksTruth `json:"looks_by_day"` // by check and date
}

// CheckTruth is one check over the whole time, by week and by day.
type CheckTruth struct {
	Times   history.Times   `json:"times"`
	Weeks   []history.Times `json:"weeks"`
	Days    []history.Times `json:"days"`
	Latency LatencyTruth    `json:"latency"`
}

// LooksTruth counts due looks.
type LooksTruth struct {
	Looks   int64 `json:"looks"`
	Bad     int64 `json:"bad"`
	Unknown int64 `json:"unknown"`
	Missing int64 `json:"missing"`
}

// LatencyTruth are exact percentiles of the good looks' durations.
type LatencyTruth struct {
	Looks int           `json:"looks"`
	P50   time.Duration `json:"p50"`
	P95   time.Duration `json:"p95"`
	P99   time.Duration `json:"p99"`
}

// IncidentTruth is one incident.
type IncidentTruth struct {
	Check     string         `json:"check"`
	Class     holdfast.Class `json:"class"`
	Headline  string         `json:"headline"`
	Since     time.Time      `json:"since"`
	Opened    time.Time      `json:"opened"`
	Until     time.Time      `json:"until,omitzero"` // zero while open
	AckedBy   string         `json:"acked_by,omitempty"`
	Acked     time.Time      `json:"acked,omitzero"`
	Told      time.Time      `json:"told,omitzero"`
	Channel   string         `json:"channel,omitempty"`
	Reminders int            `json:"reminders"`
}

// HealthTruth is how the monitor did.
type HealthTruth struct {
	Blind   int64         `json:"blind_ms"`
	Off     int64         `json:"off_ms"`
	Looks   int64         `json:"looks"`
	Missed  int64         `json:"missed"`
	Slowest time.Duration `json:"slowest"`
	Drill   time.Time     `json:"drill"`
	Starts  int64         `json:"starts"`
}

// Truth works it out from the script alone.
func (s Script) Truth() Truth {
	t := Truth{
		Start: s.Start, End: s.End, Method: history.Method(), Checks: map[string]CheckTruth{}, Facts: map[string][]history.FactSpan{},
		Budgets: map[string]history.Budget{}, Objective: s.Objectives, Spans: map[string][]history.Segment{}, Looked: map[string]map[string]LooksTruth{},
	}
	t.Health = HealthTruth{Drill: s.Drill.Add(1400 * time.Millisecond), Starts: 1 + int64(len(s.Off))}
	for _, b := range s.Blind {
		t.Health.Blind += b.Length()
	}
	var offs []history.Span
	for _, c := range s.Checks {
		p := s.past(c)
		t.Spans[c.ID] = p.line()
		t.Checks[c.ID] = CheckTruth{
			Times: p.times(s.Start, s.End), Weeks: p.parts(7), Days: p.parts(1), Latency: p.latency(),
		}
		t.Looked[c.ID] = p.days()
		t.Incidents = append(t.Incidents, p.incidents()...)
		if facts := s.factTruth(p); len(facts) > 0 {
			t.Facts[c.ID] = facts
		}
		offs = append(offs, p.off...)
		for _, day := range t.Looked[c.ID] {
			t.Health.Looks += day.Looks
			t.Health.Missed += day.Missing
		}
		if o, ok := s.Objectives[c.ID]; ok {
			t.Budgets[c.ID] = o.Budget(p.times(s.End.Add(-o.Window), s.End))
		}
	}
	t.Ports = s.portTruth()
	t.Health.Off = lengthOf(offs)
	t.Incidents = append(t.Incidents, s.blindIncidents()...)
	slices.SortStableFunc(t.Incidents, func(a, b IncidentTruth) int { return a.Opened.Compare(b.Opened) })
	for _, i := range t.Incidents {
		if !i.Told.IsZero() && i.Class != holdfast.ClassBlind {
			t.Health.Slowest = max(t.Health.Slowest, i.Told.Sub(i.Opened))
		}
	}
	return t
}

// lengthOf is how many milliseconds lie in any of the spans, found by walking
// over their ends.
func lengthOf(spans []history.Span) int64 {
	slices.SortFunc(spans, func(a, b history.Span) int { return int(a.From - b.From) })
	var sum, end int64
	for _, s := range spans {
		if s.To > end {
			sum += s.To - max(s.From, end)
			end = s.To
		}
	}
	return sum
}

// past is what a check went through.
type past struct {
	Script
	check holdfast.Check
	looks []holdfast.Verdict // due ones
	marks []mark             // the status from each time on
	off   []history.Span
	plan  []history.Span
}

// mark is a status from a look on.
type mark struct {
	at time.Time
	is holdfast.Status
}

// past follows a check's due looks: the status changes at the first look that
// sees it otherwise, but for looks that fail alone and for blind ones.
func (s Script) past(c holdfast.Check) past {
	p := past{Script: s, check: c, plan: s.planned(c)}
	blips := s.Blips[c.ID]
	for _, at := range s.grid(c) {
		blip := len(blips) > 0 && !at.Before(blips[0])
		if blip {
			blips = blips[1:]
		}
		v := s.look(c, at, false, blip)
		if n := len(p.looks); n > 0 {
			p.offBetween(p.looks[n-1].At, at)
		}
		p.looks = append(p.looks, v)
		if n := len(p.marks); !v.Blind && !blip && (n == 0 || p.marks[n-1].is != v.Status) {
			p.marks = append(p.marks, mark{at, v.Status})
		}
	}
	return p
}

// offBetween notes the time between two looks in which no monitor ran and the
// first had run out.
func (p *past) offBetween(from, to time.Time) {
	for _, o := range p.Off {
		if o.From >= from.UnixMilli() && o.From < to.UnixMilli() {
			out := history.Between(from.Add(p.check.FreshFor), to)
			if out.Length() > 0 {
				p.off = append(p.off, out)
			}
		}
	}
}

// planned is when maintenance covers a check, reckoned by hand: the Sunday window
// of www by Dublin's clock, and the added one of app.
func (s Script) planned(c holdfast.Check) []history.Span {
	var out []history.Span
	dublin, err := time.LoadLocation("Europe/Dublin")
	if err != nil {
		return nil
	}
	switch c.ID {
	case www:
		for day := s.Start.AddDate(0, 0, -7); day.Before(s.End.AddDate(0, 0, 7)); day = day.AddDate(0, 0, 1) {
			if day.Weekday() == time.Sunday {
				from := time.Date(day.Year(), day.Month(), day.Day(), 3, 30, 0, 0, dublin)
				out = append(out, history.Between(from, from.Add(90*time.Minute)))
			}
		}
	case app:
		out = append(out, history.Between(s.Added[0].From, s.Added[0].Until))
	}
	return out
}

// state is what an instant counts as.
func (p *past) state(at time.Time) history.State {
	switch {
	case in(p.plan, at):
		return history.Maintenance
	case in(p.Blind, at) && !p.check.Local, in(p.off, at):
		return history.Blind
	}
	is := holdfast.Unknown
	for _, m := range p.marks {
		if !m.at.After(at) {
			is = m.is
		}
	}
	return [...]history.State{holdfast.Unknown: history.Unknown, holdfast.Holds: history.Up, holdfast.AtRisk: history.AtRisk, holdfast.Broken: history.Down}[is]
}

// line divides the whole time at every instant at which anything begins or ends.
func (p *past) line() []history.Segment {
	edges := []int64{p.Start.UnixMilli(), p.End.UnixMilli()}
	for _, spans := range [][]history.Span{p.plan, p.Blind, p.off} {
		for _, s := range spans {
			edges = append(edges, s.From, s.To)
		}
	}
	for _, m := range p.marks {
		edges = append(edges, m.at.UnixMilli())
	}
	slices.Sort(edges)
	var out []history.Segment
	for i, from := range edges[:len(edges)-1] {
		s := history.Segment{Span: history.Span{From: from, To: edges[i+1]}}
		if s.Length() == 0 || from < p.Start.UnixMilli() || from >= p.End.UnixMilli() {
			continue
		}
		s.State = p.state(s.Start())
		if n := len(out); n > 0 && out[n-1].State == s.State {
			out[n-1].To = s.To
			continue
		}
		out = append(out, s)
	}
	return out
}

// times adds up the line within a period.
func (p *past) times(from, to time.Time) history.Times {
	var t history.Times
	fields := [...]*int64{history.Unknown: &t.Unknown, history.Up: &t.Up, history.AtRisk: &t.AtRisk, history.Down: &t.Down, history.Maintenance: &t.Maintenance, history.Blind: &t.Blind}
	for _, s := range p.line() {
		*fields[s.State] += max(min(s.To, to.UnixMilli())-max(s.From, from.UnixMilli()), 0)
	}
	return t
}

// parts are the times by so many days.
func (p *past) parts(days int) []history.Times {
	var out []history.Times
	for at := p.Start; at.Before(p.End); at = at.AddDate(0, 0, days) {
		out = append(out, p.times(at, at.AddDate(0, 0, days)))
	}
	return out
}

// days counts due looks by date.
func (p *past) days() map[string]LooksTruth {
	out := map[string]LooksTruth{}
	for i, v := range p.looks {
		date := v.At.Format(time.DateOnly)
		day := out[date]
		day.Looks++
		switch v.Status {
		case holdfast.Broken:
			day.Bad++
		case holdfast.Unknown:
			day.Unknown++
		case holdfast.Holds, holdfast.AtRisk:
		}
		out[date] = day
		if i > 0 {
			p.missing(out, p.looks[i-1].At, v.At)
		}
	}
	if n := p.Missed[p.check.ID]; n > 0 {
		date := p.Reload.Format(time.DateOnly)
		day := out[date]
		day.Missing += int64(n)
		out[date] = day
	}
	return out
}

// missing counts the runs that were due while no monitor ran: every interval
// from the last look before to, not including, the first after.
func (p *past) missing(out map[string]LooksTruth, from, to time.Time) {
	for _, o := range p.Off {
		if o.From < from.UnixMilli() || o.From >= to.UnixMilli() {
			continue
		}
		for at := from.Add(p.check.Every); at.Before(to); at = at.Add(p.check.Every) {
			day := out[at.Format(time.DateOnly)]
			day.Missing++
			out[at.Format(time.DateOnly)] = day
		}
	}
}

// latency sorts the good looks' durations.
func (p *past) latency() LatencyTruth {
	var took []time.Duration
	for _, v := range p.looks {
		if v.Status == holdfast.Holds || v.Status == holdfast.AtRisk {
			took = append(took, v.Took)
		}
	}
	slices.Sort(took)
	at := func(percent int) time.Duration { return took[max((len(took)*percent+99)/100, 1)-1] }
	return LatencyTruth{Looks: len(took), P50: at(50), P95: at(95), P99: at(99)}
}
