package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/app"
	"holdfast/internal/journal"
)

// askedBeats are the heartbeats that somebody else has heard: the monitor that
// runs on this config's data directory, or the last one that did. They are
// filled in once the config, which names both directory and checks, is read.
type askedBeats struct{ known map[string]app.Beat }

// Last implements [holdfast.Beats]. A journal without its monitor knows what was
// heard, and that nobody listens since.
func (b *askedBeats) Last(check string) (last, listening time.Time) {
	beat := b.known[check]
	return beat.Last, beat.Since
}

// askBeats bounds how long the monitor and its journal may take to answer.
const askBeats = 5 * time.Second

// ask fills them in if one of the checks is a heartbeat: from the running
// monitor, else from its journal. That neither is there is no error: nothing was
// ever heard then.
func (b *askedBeats) ask(ctx context.Context, dir string, checks []holdfast.Check) error {
	if !slices.ContainsFunc(checks, func(c holdfast.Check) bool { return c.Kind == "heartbeat" }) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askBeats)
	defer cancel()
	known, err := app.NewClient(dir).Beats(ctx)
	if err == nil {
		b.known = known
		return nil
	}
	stored, stale := storedBeats(ctx, dir)
	b.known = stored
	switch {
	case errors.Is(stale, journal.ErrMissing):
		return nil
	case stale != nil:
		return fmt.Errorf("heartbeats: %w", errors.Join(err, stale))
	case !errors.Is(err, app.ErrNotRunning):
		return fmt.Errorf("heartbeats: ask the monitor on %s: %w; its journal answers in its place", dir, err)
	default:
		return nil
	}
}

// storedBeats reads them from the journal, beside the monitor or without one.
func storedBeats(ctx context.Context, dir string) (map[string]app.Beat, error) {
	j, err := journal.OpenReadOnly(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = j.Close() }()
	stored, err := j.Beats(ctx)
	known := make(map[string]app.Beat, len(stored))
	for check, at := range stored {
		known[check] = app.Beat{Last: at}
	}
	return known, err
}
