package watch

import (
	"sync/atomic"
	"time"
)

// Stats are figures of a Watch since it was made, and of this moment.
type Stats struct {
	Checks int // watched

	Due     uint64 // runs that were due
	Started uint64 // due runs that began
	Missed  uint64 // due runs that did not begin, or were cut short by the end
	Relooks uint64 // other looks: confirmations, and those of LookNow
	Late    uint64 // verdicts made Unknown because this machine was short of CPU
	Blind   uint64 // verdicts made Unknown because no anchor answered

	Permits, Running, Waiting                int // light looks
	HeavyPermits, HeavyRunning, HeavyWaiting int

	// Lag is the longest that this process was woken late in the last minute,
	// as far as looks were running.
	Lag time.Duration
	// IsBlind is whether no anchor answered when they were last asked.
	IsBlind bool
	// Next is when the next look is due, wall clock; zero when none is.
	Next time.Time
}

// counters only ever grow.
type counters struct{ due, started, missed, relooks, late, blind atomic.Uint64 }

// Stats returns the figures. It asks nothing of gocron and is cheap enough for
// every scrape.
func (w *Watch) Stats() Stats {
	s := Stats{
		Due: w.count.due.Load(), Started: w.count.started.Load(), Missed: w.count.missed.Load(),
		Relooks: w.count.relooks.Load(),
		Late:    w.count.late.Load(), Blind: w.count.blind.Load(),
		IsBlind: w.sentry != nil && w.sentry.isBlind(),
		Next:    w.wallTime(w.nextDue()),
	}
	now := time.Now()
	s.Lag = w.asker.Lag.Worst(now.Add(-time.Minute), now)
	s.Permits, s.Running, s.Waiting = w.light.state()
	s.HeavyPermits, s.HeavyRunning, s.HeavyWaiting = w.heavy.state()
	w.mu.RLock()
	defer w.mu.RUnlock()
	s.Checks = len(w.entries)
	return s
}

// Next returns when a check is due next by its grid, wall clock; zero for a check
// that is not watched.
func (w *Watch) Next(check string) time.Time {
	e := w.find(check)
	if e == nil {
		return time.Time{}
	}
	return w.wallTime(e.grid().next(w.clock.Now()))
}

// nextDue returns the next due time of all buckets and errands, anchored clock.
func (w *Watch) nextDue() time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.clock.Now()
	var first time.Time
	sooner := func(t time.Time) {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	for g := range w.buckets {
		sooner(g.next(now))
	}
	for slot := range w.agenda {
		sooner(slot)
	}
	return first
}

// wallTime turns an anchored time into what the wall clock will show then, if it
// is not set meanwhile.
func (w *Watch) wallTime(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return w.o.Now().UTC().Round(0).Add(w.clock.Until(t))
}
