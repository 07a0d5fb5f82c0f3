package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"holdfast"
)

// LookFull looks at everything of a check in one look ([holdfast.Look.Full]),
// which may take until ctx ends: hours, for a sweep at gentle rates. It goes on
// beside the scheduled looks, and its own verdict goes to no sink, as it would
// be hours old. An ordinary look follows, which does: it starts from what the
// full look left. If what is wrong changed in the meantime, it asks instead
// about all that the full look found wrong, since neither of both knows
// everything.
func (w *Watch) LookFull(ctx context.Context, check string, progress func(holdfast.Progress)) (holdfast.Verdict, error) {
	e := w.find(check)
	switch {
	case e == nil:
		return holdfast.Verdict{}, fmt.Errorf("look at %s in full: no such check is watched", check)
	case !w.open.Load():
		return holdfast.Verdict{}, fmt.Errorf("look at %s in full: %w", check, errStopped)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.base, cancel)() //nolint:contextcheck // the end of all looks ends this one
	c, before := e.now()
	w.asker.Lag.begin()
	v, took := w.asker.ask(ctx, patient(ctx, c), holdfast.Look{Prev: before, State: before.State, Full: true, Progress: progress}, time.Now())
	w.asker.Lag.end()
	if err := ctx.Err(); err != nil {
		return v, fmt.Errorf("look at %s in full: %w", check, err)
	}
	if !took {
		return v, nil
	}
	if err := w.follow(ctx, e, &guide{before: before, found: v.Finding, settings: c.Settings}); err != nil {
		return v, fmt.Errorf("look at %s after the full look: %w", check, err)
	}
	return v, nil
}

// guide is a full look that an ordinary one follows.
type guide struct {
	before, found holdfast.Finding
	settings      string
}

// now is the check as it is watched, and what was last seen of it.
func (e *entry) now() (holdfast.Check, holdfast.Finding) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return *e.check, e.past.finding()
}

// patient is the check with a deadline that the context sets, instead of what its
// schedule leaves for one look; a little is left for the look that follows.
func patient(ctx context.Context, c holdfast.Check) *holdfast.Check {
	left := 24 * time.Hour
	if end, ok := ctx.Deadline(); ok {
		left = time.Until(end)
		left -= min(left/10, time.Minute)
	}
	c.Timeout, c.Every = left, left/4*5
	return &c
}

// follow takes the ordinary look; one that is under way ends first.
func (w *Watch) follow(ctx context.Context, e *entry, g *guide) error {
	for {
		r := &run{entry: e, due: w.clock.Now(), guide: g}
		out, claimed := e.await(r)
		if out == nil {
			return errGone
		}
		if claimed {
			w.submit(r)
		}
		if _, err := out.wait(ctx); err != nil || claimed {
			return err
		}
	}
}

// after is what a look is told that follows a full one.
func (g *guide) after(look holdfast.Look, settings string) holdfast.Look {
	switch {
	case g.settings != settings:
		return look
	case slices.Equal(faultKeys(g.before), faultKeys(look.Prev)):
		look.Prev, look.State = g.found, g.found.State
	default:
		look.Confirm = faultKeys(g.found)
	}
	return look
}

// faultKeys are the keys of what is wrong, in order.
func faultKeys(f holdfast.Finding) []string {
	var keys []string
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
