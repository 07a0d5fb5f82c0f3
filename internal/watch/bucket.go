package watch

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/google/uuid"
)

const (
	crowd   = 50                    // looks that may start in the same instant
	closest = 10 * time.Millisecond // between two crowds of one slot: each wakes a processor
)

// bucket is one gocron job: the checks that are due at the same times.
type bucket struct {
	grid
	job    uuid.UUID
	begins time.Time                // its first due time that gocron serves
	list   atomic.Pointer[[]*entry] // replaced, never changed
	last   atomic.Int64             // number of the due time served last
}

// members returns the checks of the bucket as they are now.
func (b *bucket) members() []*entry { return *b.list.Load() }

// register hands the bucket to gocron, to be fired first after the given time.
// The job is never updated (an update would lose the phase), only removed.
func (w *Watch) register(b *bucket, after time.Time) error {
	first := b.index(after) + 1
	b.begins = b.at(first)
	b.last.Store(first - 1)
	job, err := w.cron.NewJob(
		gocron.DurationJob(b.every),
		gocron.NewTask(func(ctx context.Context) { w.fire(ctx, b) }),
		gocron.WithStartAt(gocron.WithStartDateTimePast(b.begins)),
		w.noPanic(),
	)
	if err != nil {
		return fmt.Errorf("schedule the checks asked every %s: %w", b.every, err)
	}
	b.job = job.ID()
	return nil
}

// noPanic keeps a fault in a task from ending the process, as gocron would.
func (w *Watch) noPanic() gocron.JobOption {
	return gocron.WithEventListeners(gocron.AfterJobRunsWithPanic(func(_ uuid.UUID, name string, what any) {
		w.o.Log.Error("a scheduled task panicked", "task", name, "panic", fmt.Sprint(what))
	}))
}

// fire starts the looks that are due now. It runs in a goroutine of gocron's.
func (w *Watch) fire(ctx context.Context, b *bucket) {
	w.step.check()
	index := b.index(w.clock.Now())
	last := b.last.Swap(index)
	if index <= last { // gocron asked twice for one due time
		b.last.CompareAndSwap(index, last)
		return
	}
	list := b.members()
	w.stalled(list, index-last-1)
	w.release(ctx, list, b.at(index), b.width())
}

// release starts the looks of one due time: at once, or in crowds spread over
// the slot's width. Looks that have ended by the time the next crowd is at hand
// (nothing was waited for) are no crowd.
func (w *Watch) release(ctx context.Context, list []*entry, due time.Time, width time.Duration) {
	size, gap := crowds(len(list), width)
	for at := due; ; at = at.Add(gap) {
		if !w.waitUntil(ctx, at) {
			w.cancelled(list)
			return
		}
		for lingering := false; !lingering; {
			n := min(size, len(list))
			before := w.inFlight()
			w.startAll(list[:n], at)
			if list = list[n:]; len(list) == 0 {
				return
			}
			runtime.Gosched()
			lingering = w.inFlight() > before+size/2
		}
	}
}

// inFlight is how many light looks run or are about to.
func (w *Watch) inFlight() int {
	_, running, waiting := w.light.state()
	return running + waiting
}

// crowds divides n looks over a slot: how many at once, and how far apart.
func crowds(n int, width time.Duration) (size int, gap time.Duration) {
	if n <= crowd {
		return crowd, width
	}
	count := min((n+crowd-1)/crowd, max(1, int(width/closest)))
	return (n + count - 1) / count, width / time.Duration(count)
}

// waitUntil sleeps until an anchored time; false means that ctx ended first.
func (w *Watch) waitUntil(ctx context.Context, at time.Time) bool {
	left := w.clock.Until(at)
	if left <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// startAll begins the due looks of one crowd.
func (w *Watch) startAll(list []*entry, due time.Time) {
	runs := make([]run, len(list)) // one allocation for all
	ready := make([]*run, 0, len(list))
	for i, e := range list {
		r := &runs[i]
		*r = run{entry: e, due: due, scheduled: true}
		if w.claim(r) {
			ready = append(ready, r)
		}
	}
	w.submit(ready...)
}
