package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"holdfast/internal/journal"
	"holdfast/internal/view"
)

// reckonEvery is how old the error budgets of a page or a scrape may be.
const reckonEvery = time.Minute

// burnWindows are those of the usual alerts on burn rates: a short and a long
// window for what pages (5 min and 1 h, 30 min and 6 h) and for what can wait (6 h
// and 3 days). Source: The Site Reliability Workbook, chapter 5.
func burnWindows() []time.Duration {
	return []time.Duration{5 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour, 3 * 24 * time.Hour}
}

// reckon keeps count of the error budgets, until ctx ends: they are read from the
// journal, which is too slow for every scrape.
func (a *App) reckon(ctx context.Context) error {
	tick := time.NewTicker(reckonEvery)
	defer tick.Stop()
	for {
		list, err := a.journal.Spending(ctx, a.wall(), burnWindows()...)
		switch {
		case err == nil:
			a.objectives.Store(objectiveViews(list))
		case ctx.Err() == nil:
			a.objectives.Store(nil) // no number is better than an old one
			a.log.Warn("error budgets cannot be counted", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// objectiveViews are budgets as readers see them, in the order of the checks.
func objectiveViews(list map[string]journal.Spending) *[]view.Objective {
	out := make([]view.Objective, 0, len(list))
	for _, check := range slices.SortedFunc(maps.Keys(list), cmp.Compare[string]) {
		s := list[check]
		o := view.Objective{Check: check, Target: s.Target, Window: s.Window, Left: s.LeftShare}
		for _, b := range s.Burns {
			o.Burns = append(o.Burns, view.Burn(b))
		}
		out = append(out, o)
	}
	return &out
}
