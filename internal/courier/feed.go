package courier

import (
	"context"
	"log/slog"
	"time"
)

// feedRetry is the wait after the outbox could not be read.
const feedRetry = time.Second

// feed hands new rows to their lanes until ctx ends: at the start all that wait,
// then at each Wake those that came.
func (c *Courier) feed(ctx context.Context) {
	durable := &source{store: c.o.Store}
	volatile := &source{store: c.memory}
	for ctx.Err() == nil {
		retry := make(<-chan time.Time)
		for _, s := range []*source{volatile, durable} {
			if err := c.take(ctx, s); err != nil && ctx.Err() == nil {
				c.o.Log.LogAttrs(ctx, slog.LevelError, "the outbox cannot be read; its notices wait", slog.Any("error", err))
				retry = time.After(feedRetry)
			}
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		case <-retry:
		}
	}
}

// source is an outbox and how far it has been read.
type source struct {
	store Store
	after int64
}

// take hands the rows that came to their lanes.
func (c *Courier) take(ctx context.Context, s *source) error {
	rows, err := s.store.Waiting(ctx, s.after)
	if err != nil {
		return err
	}
	for i := range rows {
		s.after = max(s.after, rows[i].Seq)
		c.lane(rows[i].Notice.Channel).add(s.store, &rows[i])
	}
	return nil
}
