package watch

import (
	"context"
	"sync"
	"time"
)

// looking is the context of one look: its parent with a deadline, like that of
// [context.WithDeadline], except that the timer is only set once somebody waits
// for it. Looks that wait for nothing (heartbeats, and whatever answers from
// memory) then cost no timer, and half the garbage.
type looking struct {
	parent context.Context //nolint:containedctx // this is a context
	end    time.Time

	mu     sync.Mutex      // protects the following
	inner  context.Context //nolint:containedctx // the real one; nil: nobody has waited yet
	cancel context.CancelFunc
	over   bool
}

var _ context.Context = (*looking)(nil)

// lookUntil returns a context that ends at that time, with its parent, or when
// stopped.
func lookUntil(parent context.Context, end time.Time) *looking {
	return &looking{parent: parent, end: end}
}

// Deadline implements context.Context.
func (l *looking) Deadline() (time.Time, bool) {
	if end, ok := l.parent.Deadline(); ok && end.Before(l.end) {
		return end, true
	}
	return l.end, true
}

// Done implements context.Context.
func (l *looking) Done() <-chan struct{} { return l.armed().Done() }

// Err implements context.Context.
func (l *looking) Err() error {
	l.mu.Lock()
	inner, over := l.inner, l.over
	l.mu.Unlock()
	if inner == nil && !over && l.parent.Err() == nil && time.Now().Before(l.end) {
		return nil
	}
	return l.armed().Err()
}

// Value implements context.Context. Once armed it answers as the real context
// does: the context package finds by it whom to register with.
func (l *looking) Value(key any) any {
	l.mu.Lock()
	inner := l.inner
	l.mu.Unlock()
	if inner == nil {
		return l.parent.Value(key)
	}
	return inner.Value(key)
}

// armed returns the real context.
func (l *looking) armed() context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inner == nil {
		l.inner, l.cancel = context.WithDeadline(l.parent, l.end)
		if l.over {
			l.cancel()
		}
	}
	return l.inner
}

// stop ends the look.
func (l *looking) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	if l.cancel != nil {
		l.cancel()
	}
}
