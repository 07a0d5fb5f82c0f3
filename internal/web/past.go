package web

import (
	"context"
	"sync"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// keepPast is how long what was read of the past is kept: nothing of it is
// younger than a minute but incidents, and those are compared with the view.
const keepPast = time.Minute

// pastCache keeps what pages read of the past, so that no reader waits for the
// journal, and no number of readers makes it busy.
type pastCache struct {
	read func(ctx context.Context, at time.Time) (board.Past, error)

	reading sync.Mutex // held while reading: one at a time

	mu      sync.Mutex // protects all below
	past    board.Past
	at      time.Time // when it was read, zero before the first time
	openIDs map[string]bool
}

// get returns the past for a view. While somebody reads it anew because it is
// old, others get the old one; after an incident began or ended they wait.
func (c *pastCache) get(ctx context.Context, v view.View) (board.Past, error) {
	past, old, differs := c.look(v)
	switch {
	case differs:
		c.reading.Lock()
	case !old || !c.reading.TryLock():
		return past, nil
	}
	defer c.reading.Unlock()
	if past, old, differs = c.look(v); !old && !differs {
		return past, nil // another reader was first
	}
	return c.load(ctx, v)
}

// look returns what is kept, whether it is old, and whether incidents began or
// ended since it was read.
func (c *pastCache) look(v view.View) (p board.Past, old, differs bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.past, time.Since(c.at) > keepPast, c.at.IsZero() || c.differs(v)
}

func (c *pastCache) differs(v view.View) bool {
	if len(v.Open) != len(c.openIDs) {
		return true
	}
	for _, i := range v.Open {
		if !c.openIDs[i.ID] {
			return true
		}
	}
	return false
}

// load reads the past anew. What cannot be read leaves the old in place, and is
// tried again after a while.
func (c *pastCache) load(ctx context.Context, v view.View) (board.Past, error) {
	past, err := c.read(ctx, v.At)
	past = past.Laid(v.At)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.openIDs = time.Now(), make(map[string]bool, len(v.Open))
	for _, i := range v.Open {
		c.openIDs[i.ID] = true
	}
	if err == nil {
		c.past = past
	}
	return c.past, err
}

// current puts the view's word on open incidents over that of the journal, which
// may be a moment older: what is open in the journal alone has ended since.
func current(all []holdfast.Incident, open []holdfast.Incident) []holdfast.Incident {
	now := make(map[string]holdfast.Incident, len(open))
	for _, i := range open {
		now[i.ID] = i
	}
	out := make([]holdfast.Incident, 0, len(all)+len(open))
	for _, i := range all {
		if fresh, ok := now[i.ID]; ok {
			i = fresh
			delete(now, i.ID)
		} else if i.Resolved.IsZero() {
			continue
		}
		out = append(out, i)
	}
	for _, i := range open {
		if _, missing := now[i.ID]; missing {
			out = append(out, i)
		}
	}
	return out
}
