package watch

import (
	"sync"
	"time"

	"holdfast"
)

// entry is one check with what is remembered of it.
type entry struct {
	mu    sync.Mutex // protects the following
	check *holdfast.Check
	busy  *run // the look that waits or runs; nil: none
	gone  bool // no longer watched
	past  past
}

// run is one look on its way: due, waiting for a permit, running, ended.
type run struct {
	entry *entry
	check *holdfast.Check // as it was when the look was claimed
	due   time.Time       // anchored clock
	// confirm are the fault keys that a confirmation look is to ask about.
	confirm []string
	guide   *guide // the full look that this one follows; nil: none

	// The following are protected by the entry's mutex.
	began     time.Time // zero while it waits for a permit
	scheduled bool      // it is (also) a due run, not a confirmation only
	first     bool      // it is a first look, off the grid
	given     bool      // its verdict was given for it, for it would not end
	out       *result   // for those who wait; nil: nobody does
}

// result is how a run ended.
type result struct {
	done    chan struct{} // closed when the rest is set
	verdict holdfast.Verdict
	failed  error // why there is no verdict
}

// claim makes r the check's look, unless one is under way: that one is returned.
// Nothing is claimed of a check that is gone.
func (e *entry) claim(r *run) (other *run, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.claimed(r)
}

// claimed is claim for a caller that holds the mutex.
func (e *entry) claimed(r *run) (other *run, ok bool) {
	if e.gone || e.busy != nil {
		return e.busy, false
	}
	r.check = e.check
	e.busy = r
	return nil, true
}

// await claims r, or joins the look under way, and returns where its result will
// be; nil for a check that is gone.
func (e *entry) await(r *run) (out *result, claimed bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return nil, false
	}
	other, claimed := e.claimed(r)
	if !claimed {
		r = other
	}
	if r.out == nil {
		r.out = &result{done: make(chan struct{})}
	}
	return r.out, claimed
}

// start notes when r got its permit, and returns what its prober is to be told
// and whether it is a due run.
func (e *entry) start(r *run, now time.Time) (look holdfast.Look, scheduled bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r.began = now
	look = holdfast.Look{Prev: e.past.finding(), Confirm: r.confirm}
	look.State = look.Prev.State
	if r.guide != nil {
		look = r.guide.after(look, r.check.Settings)
	}
	return look, r.scheduled
}

// free ends r: whoever waits for it is told, and the check can be looked at
// again.
func (e *entry) free(r *run, v holdfast.Verdict, failed error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.busy = nil
	if r.out == nil {
		return
	}
	r.out.verdict, r.out.failed = v, failed
	close(r.out.done)
}

// id returns the ID of the entry's check.
func (e *entry) id() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.check.ID
}

// grid returns when the check is due.
func (e *entry) grid() grid {
	e.mu.Lock()
	defer e.mu.Unlock()
	return gridOf(e.check.ID, e.check.Every)
}
