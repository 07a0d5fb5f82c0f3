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

	mu      sync.Mutex // protects all below; held while reading: one at a time
	past    board.Past
	at      time.Time // when it was read, zero before the first time
	openIDs map[string]bool
}

// get returns the past for a view.
func (c *pastCache) get(ctx context.Context, v view.View) (board.Past, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var err error
	if c.at.IsZero() || time.Since(c.at) > keepPast || c.differs(v) {
		err = c.load(ctx, v)
	}
	return c.past, err
}

// differs reports whether incidents began or ended since the past was read.
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
func (c *pastCache) load(ctx context.Context, v view.View) error {
	c.at = time.Now()
	c.openIDs = map[string]bool{}
	for _, i := range v.Open {
		c.openIDs[i.ID] = true
	}
	past, err := c.read(ctx, v.At)
	if err != nil {
		return err
	}
	for id, days := range past.Days {
		past.Days[id] = board.Span(days, v.At)
	}
	c.past = past
	return nil
}

// current puts the view's word on open incidents over that of the journal, which
// may be a moment older.
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
