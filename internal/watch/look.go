package watch

import (
	"errors"
	"fmt"
	"time"

	"holdfast"
)

// Why a due run did not start.
const (
	WhyOverlap  = "overlap"   // the check's last look has not ended
	WhyWaiting  = "no permit" // the check's last look still waits for a permit
	WhyStalled  = "stalled"   // this process stood still for more than an interval
	WhyShutdown = "shutdown"  // it was due, or cut short, while the program ended
)

var (
	errStopped = errors.New("the watch is not running")
	errGone    = errors.New("the check is no longer watched")
	errCut     = errors.New("the look was cut short by the program's end")
)

// grace is how long a look may outlast its deadline before it is given up.
const grace = time.Second

// claim makes r the look of its check and reports whether it may begin. If the
// check is being looked at, that look goes on and r is counted.
func (w *Watch) claim(r *run) bool {
	other, ok := r.entry.claim(r)
	if r.scheduled && (ok || other != nil) {
		w.count.due.Add(1)
	}
	if !ok && other != nil && r.scheduled {
		w.overlap(other)
	}
	return ok
}

// submit hands claimed runs to their pools: they begin now, or as soon as permits
// are free.
func (w *Watch) submit(runs ...*run) {
	var heavy []*run
	light := runs[:0]
	for _, r := range runs {
		if r.heavy() {
			heavy = append(heavy, r)
		} else {
			light = append(light, r)
		}
	}
	w.hand(w.light, light)
	w.hand(w.heavy, heavy)
}

// hand puts runs into a pool; a closed one takes none.
func (w *Watch) hand(p *pool, runs []*run) {
	if len(runs) == 0 || p.submit(runs...) {
		return
	}
	for _, r := range runs {
		w.abandon(r, errStopped)
	}
}

// heavy reports whether the look needs a permit of the heavy kinds. A confirmation
// is cheap, also of a heavy kind, and must not wait behind sweeps.
func (r *run) heavy() bool { return r.check.Heavy && len(r.confirm) == 0 }

// look takes one look and hands its verdict on. It runs with a permit.
func (w *Watch) look(r *run) {
	began := time.Now()
	look, scheduled := r.entry.start(r, began)
	if scheduled {
		w.count.started.Add(1)
	} else {
		w.count.relooks.Add(1)
	}
	v, took := w.asker.ask(w.base, r.check, look, began)
	at := w.clock.at(began)
	w.o.Observe(max(0, at.Sub(r.due)), v.Took, *r.check)
	if w.base.Err() != nil {
		w.abandon(r, errCut)
		return
	}
	if !r.entry.conclude(r, &v, took, at) {
		r.entry.free(r, holdfast.Verdict{}, errGone)
		return
	}
	w.tell(v)
	r.entry.free(r, v, nil)
}

// conclude remembers what was seen, if the look took place, and says whether its
// verdict is wanted still.
func (e *entry) conclude(r *run, v *holdfast.Verdict, took bool, at time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if took && (r.check == e.check || r.check.Settings == e.check.Settings) {
		e.past.set(&v.Finding, at)
	}
	v.Relook = !r.scheduled
	return !e.gone && !r.given
}

// tell hands a verdict to the sink and counts it.
func (w *Watch) tell(v holdfast.Verdict) {
	if v.Late {
		w.count.late.Add(1)
	}
	if v.Blind {
		w.count.blind.Add(1)
	}
	w.o.Sink(v)
}

// abandon ends a run that gave no verdict because the program ends.
func (w *Watch) abandon(r *run, why error) {
	r.entry.mu.Lock()
	scheduled := r.scheduled
	r.entry.mu.Unlock()
	r.entry.free(r, holdfast.Verdict{}, why)
	if scheduled {
		w.miss(r.check.ID, WhyShutdown)
	}
}

// overlap deals with a due run whose check is being looked at by other already.
func (w *Watch) overlap(other *run) {
	if why := w.join(other); why != "" {
		w.miss(other.check.ID, why)
	}
	if overdue := other.overdue(time.Now()); overdue > 0 {
		w.giveUp(other, overdue)
	}
}

// join makes a confirmation or a first look that waits or runs the due run, too.
// A look of the last due time instead keeps this one from starting, and that is
// why.
func (w *Watch) join(other *run) (why string) {
	other.entry.mu.Lock()
	defer other.entry.mu.Unlock()
	waits := other.began.IsZero()
	switch {
	case other.first: // the first look is the one that was due by the grid
		other.first = false
		w.count.due.Add(^uint64(0))
	case other.scheduled && waits:
		return WhyWaiting
	case other.scheduled:
		return WhyOverlap
	case !waits:
		w.count.relooks.Add(^uint64(0))
		w.count.started.Add(1)
	}
	other.scheduled = true
	return ""
}

// overdue returns by how much a look has outlasted its deadline, once: when it is
// to be given up.
func (r *run) overdue(now time.Time) time.Duration {
	r.entry.mu.Lock()
	defer r.entry.mu.Unlock()
	if r.began.IsZero() || r.given {
		return 0
	}
	by := now.Sub(r.began) - deadline(r.check)
	if by <= grace {
		return 0
	}
	r.given = true
	return by
}

// giveUp tells of a look that goes on past its deadline: its probe does not
// honour its context. Its own verdict, should one come, is dropped.
func (w *Watch) giveUp(r *run, overdue time.Duration) {
	w.tell(holdfast.Verdict{
		Check: r.check.ID, Vantage: w.o.Vantage, At: w.asker.wall(time.Now()),
		Finding: holdfast.CouldNotLook(fmt.Errorf("the look at %s goes on %s past its deadline of %s; nothing is known until it ends",
			r.check.Target, overdue.Round(time.Second), deadline(r.check))),
	})
}

// stalled counts the due times that passed without gocron firing them.
func (w *Watch) stalled(list []*entry, times int64) {
	const told = 1000 // a check; the rest is in the counter
	if times <= 0 {
		return
	}
	for _, e := range list {
		w.count.due.Add(uint64(times))
		w.count.missed.Add(uint64(max(0, times-told)))
		for range min(times, told) {
			w.miss(e.id(), WhyStalled)
		}
	}
}

// cancelled counts the due runs that the program's end cut off.
func (w *Watch) cancelled(list []*entry) {
	for _, e := range list {
		w.count.due.Add(1)
		w.miss(e.id(), WhyShutdown)
	}
}

// miss counts a due run that did not start.
func (w *Watch) miss(check, why string) {
	w.count.missed.Add(1)
	w.o.Missed(check, why)
}
