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
	past  *past // nil: never looked at
	busy  *run  // the look that waits or runs; nil: none
	gone  bool  // no longer watched
}

// past is the last look of a check that took place.
type past struct {
	finding holdfast.Finding
	at      time.Time // its start, anchored clock
}

// run is one look on its way: due, waiting for a permit, running, ended.
type run struct {
	entry *entry
	check *holdfast.Check // as it was when the look began
	due   time.Time       // anchored clock
	// confirm are the fault keys that a confirmation look is to ask about.
	confirm []string
	began   time.Time // zero while it waits for a permit

	// The following are protected by the entry's mutex.
	scheduled bool          // it is (also) a due run, not a confirmation only
	first     bool          // it is a first look, off the grid
	given     bool          // its verdict was given for it, for it would not end
	done      chan struct{} // closed at the end; nil: nobody waits
	verdict   holdfast.Verdict
	failed    error // why there is no verdict
}

// grid returns when the check is due.
func (e *entry) grid() grid {
	e.mu.Lock()
	defer e.mu.Unlock()
	return gridOf(e.check.ID, e.check.Every)
}

// claim makes r the check's look, unless one is under way: that one is returned.
// Nothing is claimed of a check that is gone.
func (e *entry) claim(r *run) (other *run, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.gone {
		return nil, false
	}
	if e.busy != nil {
		return e.busy, false
	}
	r.check = e.check
	e.busy = r
	return nil, true
}

// free ends r: whoever waits for it is told, and the check can be looked at
// again.
func (e *entry) free(r *run, v holdfast.Verdict, failed error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r.verdict, r.failed = v, failed
	if e.busy == r {
		e.busy = nil
	}
	if r.done != nil {
		close(r.done)
	}
}

// waitFor returns a channel that is closed when r ends.
func (e *entry) waitFor(r *run) <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r.done == nil {
		r.done = make(chan struct{})
		if e.busy != r {
			close(r.done)
		}
	}
	return r.done
}

// look returns what the next prober is to be told.
func (e *entry) look(confirm []string) holdfast.Look {
	e.mu.Lock()
	defer e.mu.Unlock()
	look := holdfast.Look{Confirm: confirm}
	if e.past != nil {
		look.Prev, look.State = e.past.finding, e.past.finding.State
	}
	return look
}

// remember keeps a finding for the next look.
func (e *entry) remember(f holdfast.Finding, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.past == nil {
		e.past = &past{}
	}
	*e.past = past{finding: f, at: at}
}
