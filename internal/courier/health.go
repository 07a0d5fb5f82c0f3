package courier

import (
	"time"

	"holdfast"
)

// probeMost is the longest time between attempts on a channel that fails while
// several threads wait: so soon it is found to be back.
const probeMost = 4 * time.Second

// health is what a channel's last attempts say about it. While it fails one
// attempt at a time asks whether it is back, each of another thread, so that
// hundreds of waiting notices are no hail of calls on a receiver in trouble.
type health struct {
	failing  bool
	failures int // in a row
	since    time.Time
	next     holdfast.Deadline // nothing on the channel before
}

// pool is how many attempts may be under way.
func (h *health) pool() int {
	if h.failing {
		return 1
	}
	return pool
}

// fail takes an attempt into account that was not taken.
func (h *health) fail(now holdfast.Instant, chance float64) {
	if h.failures == 0 {
		h.since = now.Wall
	}
	h.failing = true
	h.failures++
	h.next = now.In(min(backoff(h.failures, now.Wall.Sub(h.since), chance), probeMost))
}

// judge takes from an attempt whether the channel is well. When it is again, no
// thread waits out its back-off.
func (l *lane) judge(r result) {
	switch {
	case !r.tried:
	case r.failed():
		l.health.fail(l.c.clock.now(), l.c.o.Rand())
	case l.health.failing:
		l.release()
	}
}

// release ends all back-offs; what the receiver asked for and what must settle
// goes on. A notice that fails again although others are taken is not released
// a second time: it waits out its own.
func (l *lane) release() {
	l.health = health{}
	now := l.c.clock.now()
	for _, t := range l.threads {
		if t.next.Left(now) > t.least.Left(now) {
			t.next, t.freed = t.least, true
		}
	}
}
