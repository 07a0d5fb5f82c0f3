package watch

import (
	"context"
	"fmt"
	"time"

	"holdfast"
)

// farthest is how far ahead a confirmation may be asked for: an Unknown is asked
// again after 1, 5 and 15 min.
const farthest = time.Hour

// Relook asks for one more look at a check, at a wall time (at once when that has
// passed), only about the fault keys in confirm unless there are none. A due run
// that falls within a twentieth of the interval (at most 1 s) of it, or a look
// that is under way then, is that look. A check that is not watched is ignored.
func (w *Watch) Relook(check string, at time.Time, confirm []string) {
	e := w.find(check)
	if e == nil || !w.open.Load() {
		return
	}
	ahead := min(max(0, at.Round(0).Sub(w.o.Now().Round(0))), farthest)
	when := w.clock.Now().Add(ahead)
	if e.dueAbout(when) {
		return
	}
	if err := w.schedule(when, errand{entry: e, confirm: confirm}); err != nil {
		w.o.Log.Error("a confirmation look could not be arranged", "check", check, "error", err)
	}
}

// dueAbout reports whether the check is due so close to then that the due run
// will do.
func (e *entry) dueAbout(then time.Time) bool {
	g := e.grid()
	return g.near(then, min(g.every/20, time.Second))
}

// LookNow looks at a check at once and returns the verdict, which also goes to
// the sink. If the check is being looked at already, that look's verdict is
// returned.
func (w *Watch) LookNow(ctx context.Context, check string) (holdfast.Verdict, error) {
	e := w.find(check)
	if e == nil {
		return holdfast.Verdict{}, fmt.Errorf("look at %s now: no such check is watched", check)
	}
	if !w.open.Load() {
		return holdfast.Verdict{}, fmt.Errorf("look at %s now: %w", check, errStopped)
	}
	r := &run{entry: e, due: w.clock.Now()}
	out, claimed := e.await(r)
	if out == nil {
		return holdfast.Verdict{}, fmt.Errorf("look at %s now: %w", check, errGone)
	}
	if claimed {
		w.submit(r)
	}
	v, err := out.wait(ctx)
	if err != nil {
		return v, fmt.Errorf("look at %s now: %w", check, err)
	}
	return v, nil
}

// wait waits for the end of the run.
func (out *result) wait(ctx context.Context) (holdfast.Verdict, error) {
	select {
	case <-out.done:
		return out.verdict, out.failed
	case <-ctx.Done():
		return holdfast.Verdict{}, ctx.Err()
	}
}

// find returns the entry of a check, or nil.
func (w *Watch) find(check string) *entry {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.entries[check]
}
