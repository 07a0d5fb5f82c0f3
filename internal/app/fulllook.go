package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
)

// fullLooks is how many checks are looked at at a time before a report: few, so
// that it is felt by nobody.
const fullLooks = 3

// lookAll looks at every check once more before a report, and writes down what
// it could not finish until the report is due. It returns at once.
func (r *Reporter) lookAll(ctx context.Context, plan *config.Plan, due report.Due) {
	done, err := r.Journal.Meta(ctx, gather.FullLookKey(due.Period.Name))
	if err != nil || done != "" || !r.looking.TryLock() {
		return
	}
	go func() {
		defer r.looking.Unlock()
		limited, cancel := context.WithTimeout(ctx, due.At.Sub(r.Now()))
		defer cancel()
		full := r.lookEach(limited, plan.Checks)
		if ctx.Err() != nil {
			return // the monitor stops; its next life looks again
		}
		body, err := json.Marshal(full)
		if err == nil {
			err = r.Journal.Commit(ctx, journal.Batch{Meta: map[string]string{gather.FullLookKey(due.Period.Name): string(body)}})
		}
		if err != nil {
			r.Log.Error("the full look before a report is not written down", "period", due.Period.Name, "err", err)
			return
		}
		r.Log.Info("looked at everything for the report", "period", due.Period.Name, "asked", full.Asked, "done", full.Done)
	}()
}

// lookEach looks at the checks, a few at a time, and says what was not finished.
func (r *Reporter) lookEach(ctx context.Context, checks []holdfast.Check) report.FullLook {
	full := report.FullLook{Asked: len(checks), From: r.Now().UTC().Truncate(time.Second), Unfinished: []report.Unlooked{}}
	var mu sync.Mutex // protects full
	var wg sync.WaitGroup
	slots := make(chan struct{}, fullLooks)
	for _, c := range checks {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			why := r.lookOne(ctx, c.ID)
			mu.Lock()
			defer mu.Unlock()
			if why == "" {
				full.Done++
				return
			}
			full.Unfinished = append(full.Unfinished, report.Unlooked{Check: c.ID, Name: c.Name, Why: why})
		})
	}
	wg.Wait()
	full.To = r.Now().UTC().Truncate(time.Second)
	slices.SortFunc(full.Unfinished, func(a, b report.Unlooked) int { return cmp.Compare(a.Check, b.Check) })
	return full
}

// lookOne looks at one check and says why nothing came of it, empty when
// something did.
func (r *Reporter) lookOne(ctx context.Context, check string) string {
	if ctx.Err() != nil {
		return "the report was due before its turn came"
	}
	v, err := r.Look(ctx, check)
	switch {
	case err != nil && ctx.Err() != nil:
		return "the look was not over when the report was due"
	case err != nil:
		return err.Error()
	case v.Status == holdfast.Unknown:
		return cmp.Or(v.Reason, "the look proved nothing")
	default:
		return ""
	}
}
