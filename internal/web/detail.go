package web

import (
	"context"
	"sync"
	"time"

	"holdfast/internal/board"
)

// detailCache keeps what was read of single checks for as long as the board's
// minute lasts.
type detailCache struct {
	read func(ctx context.Context, check string, at time.Time) (board.Detail, error)

	mu   sync.Mutex // protects all below
	at   time.Time
	kept map[string]board.Detail
}

// get returns the detail of a check at a board's minute.
func (c *detailCache) get(ctx context.Context, check string, at time.Time) (board.Detail, error) {
	c.mu.Lock()
	if !c.at.Equal(at) || c.kept == nil {
		c.at, c.kept = at, map[string]board.Detail{}
	}
	d, ok := c.kept[check]
	c.mu.Unlock()
	if ok {
		return d, nil
	}
	d, err := c.read(ctx, check, at)
	if err != nil {
		return d, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.Equal(at) {
		c.kept[check] = d
	}
	return d, nil
}
