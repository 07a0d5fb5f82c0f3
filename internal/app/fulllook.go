package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
)

// fullLooks is how many checks are looked at in full at a time: as many sweeps
// as the rates of all ([inAll]) leave room for at that of one ([perAddress]).
const fullLooks = inAll / perAddress

const (
	// sweepTakes is how long the sweep of a silent address takes at gentle rates:
	// 65,535 ports, asked four times each.
	sweepTakes = 65_535 * 4 * time.Second / perAddress
	// leastLead is how long before a report a full look begins at the latest,
	// mostLead the earliest.
	leastLead, mostLead = time.Hour, 24 * time.Hour
	// lookMargin is how long before the report it ends: what it found is looked at
	// once more, and is written down.
	lookMargin = 2 * time.Minute
	// progressEvery is how often it is written down how far a full look is.
	progressEvery = time.Minute
)

// leadOf is how long before a report the full look begins: what the config says,
// else as long as the sweeps need at gentle rates.
func leadOf(p *config.Plan) time.Duration {
	if p.Report.Look != config.LookAsNeeded {
		return p.Report.Look
	}
	sweeps := 0
	for _, c := range p.Checks {
		if c.Kind == "exposure" {
			sweeps++
		}
	}
	rounds := (sweeps + fullLooks - 1) / fullLooks
	return min(max(leastLead, time.Duration(rounds)*sweepTakes*5/4), mostLead)
}

// fullLook is one that is under way.
type fullLook struct {
	r      *Reporter
	period string
	mu     sync.Mutex // protects the following
	told   report.FullLook
	at     map[string]holdfast.Progress // of the checks that are looked at now
	logged int                          // how many were done when the log was told last
}

// lookAll looks at every check in full before a report, and writes down what it
// could not finish until the report is due. It returns at once.
func (r *Reporter) lookAll(ctx context.Context, plan *config.Plan, due report.Due) {
	if !r.looking.TryLock() {
		return
	}
	written, err := gather.FullLook(ctx, r.Journal, due.Period.Name)
	if err != nil || !written.To.IsZero() {
		r.looking.Unlock()
		return
	}
	f := &fullLook{r: r, period: due.Period.Name, at: map[string]holdfast.Progress{}}
	f.told = report.FullLook{Asked: len(plan.Checks), From: r.Now().UTC().Truncate(time.Second), Unfinished: []report.Unlooked{}}
	go func() {
		defer r.looking.Unlock()
		limited, cancel := context.WithTimeout(ctx, due.At.Sub(r.Now())-lookMargin)
		defer cancel()
		f.run(ctx, limited, plan.Checks)
	}()
}

// run looks at the checks, until limited ends, and writes down how far it is. When
// ctx itself ends the monitor stops; its next life looks again.
func (f *fullLook) run(ctx, limited context.Context, checks []holdfast.Check) {
	f.r.Log.Info("looking at everything for the report", "period", f.period, "checks", len(checks))
	f.write(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.each(limited, checks)
	}()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-done:
			running = false
		case <-tick.C:
			f.write(ctx)
		}
	}
	if ctx.Err() != nil {
		return
	}
	f.told.To = f.r.Now().UTC().Truncate(time.Second)
	slices.SortFunc(f.told.Unfinished, func(a, b report.Unlooked) int { return cmp.Compare(a.Check, b.Check) })
	f.write(ctx)
	f.r.Log.Info("looked at everything for the report", "period", f.period, "asked", f.told.Asked, "done", f.told.Done)
}

// write stores how far the look is, so that reports can tell.
func (f *fullLook) write(ctx context.Context) {
	f.mu.Lock()
	body, err := json.Marshal(f.told)
	if f.told.Done > f.logged {
		f.logged = f.told.Done
		f.r.Log.Info("full look", "period", f.period, "done", f.told.Done, "asked", f.told.Asked, "under_way", len(f.at))
	}
	f.mu.Unlock()
	if err == nil {
		err = f.r.Journal.Commit(ctx, journal.Batch{Meta: map[string]string{gather.FullLookKey(f.period): string(body)}})
	}
	if err != nil && ctx.Err() == nil {
		f.r.Log.Error("the full look before a report is not written down", "period", f.period, "err", err)
	}
}

// each looks at the checks, some at a time; those that take long begin first.
func (f *fullLook) each(ctx context.Context, checks []holdfast.Check) {
	checks = slices.Clone(checks)
	slices.SortStableFunc(checks, func(a, b holdfast.Check) int { return heaviness(b) - heaviness(a) })
	var wg sync.WaitGroup
	slots := make(chan struct{}, fullLooks)
	for _, c := range checks {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			why := f.one(ctx, c.ID)
			f.mu.Lock()
			defer f.mu.Unlock()
			delete(f.at, c.ID)
			if why == "" {
				f.told.Done++
				return
			}
			f.told.Unfinished = append(f.told.Unfinished, report.Unlooked{Check: c.ID, Name: c.Name, Why: why})
		})
	}
	wg.Wait()
}

// heaviness orders checks by how long a full look takes.
func heaviness(c holdfast.Check) int {
	switch {
	case c.Kind == "exposure":
		return 2
	case c.Heavy:
		return 1
	default:
		return 0
	}
}

// one looks at one check and says why nothing came of it, empty when something
// did.
func (f *fullLook) one(ctx context.Context, check string) string {
	if ctx.Err() != nil {
		return "the report was due before its turn came"
	}
	f.reach(check, holdfast.Progress{})
	v, err := f.r.Look(ctx, check, func(p holdfast.Progress) { f.reach(check, p) })
	switch {
	case err != nil && ctx.Err() != nil:
		return "the look was not over when the report was due" + f.reached(check)
	case err != nil:
		return err.Error()
	case v.Status == holdfast.Unknown:
		return cmp.Or(v.Reason, "the look proved nothing") + f.reached(check)
	default:
		return ""
	}
}

// reach notes how far the look at a check is.
func (f *fullLook) reach(check string, p holdfast.Progress) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at[check] = p
}

// reached says how far a look came, if it told.
func (f *fullLook) reached(check string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.at[check]
	if p.Of == 0 || p.Done >= p.Of {
		return ""
	}
	return fmt.Sprintf(" (%s: %d of %d)", p.Stage, p.Done, p.Of)
}
