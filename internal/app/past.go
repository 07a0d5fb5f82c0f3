package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// past reads the journal for the pages.
type past struct {
	journal *journal.Journal
	windows func() []holdfast.Window
}

// What pages show of the past.
const (
	incidentsShown = 200
	changesShown   = 40
	windowsAhead   = 7 * 24 * time.Hour
)

// Past implements [web.Past].
func (p past) Past(ctx context.Context, at time.Time) (board.Past, error) {
	incidents, err := p.journal.Incidents(ctx, journal.IncidentQuery{Limit: incidentsShown})
	if err != nil {
		return board.Past{}, err
	}
	from := at.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-board.Days)
	days, err := p.journal.Days(ctx, from, at)
	if err != nil {
		return board.Past{}, err
	}
	out := board.Past{Incidents: incidents, Windows: p.planned(at), Days: make(map[string][]board.Day, len(days))}
	for check, list := range days {
		for _, d := range list {
			out.Days[check] = append(out.Days[check], board.Day{At: d.At, Times: d.Times, P50: d.P50, P95: d.P95})
		}
	}
	return out, nil
}

// planned are the times of maintenance that are on or begin within a week.
func (p past) planned(at time.Time) []board.Window {
	var out []board.Window
	for _, w := range p.windows() {
		for _, o := range incident.Occurrences(w, at, at.Add(windowsAhead)) {
			out = append(out, board.Window{Name: w.Name, Patterns: w.Patterns, From: o.From, Until: o.Until})
		}
	}
	return out
}

// Detail implements [web.Past].
func (p past) Detail(ctx context.Context, check string, at time.Time) (board.Detail, error) {
	first := at.UTC().Truncate(time.Hour).Add((1 - board.Hours) * time.Hour)
	hours, err := p.hours(ctx, check, first)
	if err != nil {
		return board.Detail{}, err
	}
	changes, err := p.journal.Changes(ctx, check, at.AddDate(0, 0, -board.Days), at.Add(time.Minute))
	if err != nil {
		return board.Detail{}, err
	}
	d := board.Detail{Hours: hours}
	for _, c := range slices.Backward(changes) {
		if len(d.Changes) == changesShown {
			break
		}
		d.Changes = append(d.Changes, board.Change{At: c.At, Status: c.Finding.Status, Headline: c.Finding.Headline, Reason: c.Finding.Reason})
	}
	return d, nil
}

// hours are the last hours of a check, those without a look too.
func (p past) hours(ctx context.Context, check string, first time.Time) ([]board.Hour, error) {
	end := first.Add(board.Hours * time.Hour)
	out := make([]board.Hour, board.Hours)
	for i := range out {
		out[i].At = first.Add(time.Duration(i) * time.Hour)
	}
	of := func(at time.Time) *board.Hour { return &out[int(at.Sub(first)/time.Hour)] }
	counts, err := p.journal.Hours(ctx, check, first, end)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		h := of(c.At)
		h.Looks, h.Bad, h.Unknown, h.Missed, h.Max = c.N, c.Bad, c.Unknown, c.Missing, c.Max
	}
	looks, err := p.journal.Results(ctx, check, first, end)
	if err != nil {
		return nil, err
	}
	good := map[*board.Hour][]time.Duration{}
	for _, l := range looks {
		if !l.Relook && !l.Blind && (l.Status == holdfast.Holds || l.Status == holdfast.AtRisk) {
			good[of(l.At)] = append(good[of(l.At)], l.Took)
		}
	}
	for h, list := range good {
		slices.Sort(list)
		h.P50, h.P95 = list[len(list)/2], list[len(list)*95/100]
	}
	return out, nil
}

// audience is what the config names public.
func (a *App) audience() board.Audience {
	p := a.Plan().Page
	return board.Audience{Name: cmp.Or(p.Name, "Status"), URL: p.URL, Checks: p.Checks, Promises: p.Promises, Evidence: p.Evidence}
}
