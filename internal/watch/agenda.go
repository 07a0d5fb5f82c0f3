package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"
)

// errand is a look that was arranged for a time off the grid.
type errand struct {
	entry   *entry
	first   bool     // a first look; else a confirmation
	confirm []string // fault keys
}

// schedule arranges an errand for an anchored time, rounded up to a tick. All
// errands of a tick share one job.
//
// gocron's own OneTimeJob will not do: when its time passes between the check
// that it lies ahead and the setting of its timer, the scheduler's goroutine
// looks for the next time for ever. A job with an interval that may run once
// starts late instead. It may even fire twice; the second finds nothing to do.
func (w *Watch) schedule(at time.Time, e errand) error {
	slot := at.Add(tick - 1).Truncate(tick)
	w.mu.Lock()
	defer w.mu.Unlock()
	waiting := w.agenda[slot]
	w.agenda[slot] = append(waiting, e)
	if len(waiting) > 0 {
		return nil
	}
	_, err := w.cron.NewJob(
		gocron.DurationJob(2*tick),
		gocron.NewTask(func(ctx context.Context) { w.run(ctx, slot) }),
		gocron.WithStartAt(gocron.WithStartDateTimePast(slot)),
		gocron.WithLimitedRuns(1),
		w.noPanic(),
	)
	if err != nil {
		delete(w.agenda, slot)
		return fmt.Errorf("schedule a look at %s: %w", slot.Format(time.TimeOnly), err)
	}
	return nil
}

// run starts the errands of a tick, in crowds if there are many. It runs in a
// goroutine of gocron's.
func (w *Watch) run(ctx context.Context, slot time.Time) {
	list := w.takeErrands(slot)
	size, gap := crowds(len(list), tick)
	for at := slot; len(list) > 0; at = at.Add(gap) {
		n := min(size, len(list))
		going := w.waitUntil(ctx, at)
		for _, e := range list[:n] {
			if going {
				w.begin(&run{entry: e.entry, due: at, scheduled: e.first, first: e.first, confirm: e.confirm})
			} else if e.first {
				w.cancelled([]*entry{e.entry})
			}
		}
		list = list[n:]
	}
}

// begin starts a look of a check that is not being looked at.
func (w *Watch) begin(r *run) {
	if w.claim(r) {
		w.submit(r)
	}
}

// takeErrands takes the errands of a tick off the agenda.
func (w *Watch) takeErrands(slot time.Time) []errand {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.agenda[slot]
	delete(w.agenda, slot)
	return list
}
