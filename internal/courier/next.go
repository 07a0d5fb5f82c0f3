package courier

import (
	"time"

	"holdfast"
)

// next takes the thread whose turn it is and marks it busy, or says how long
// until there can be one.
func (l *lane) next() (*thread, time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.c.clock.now()
	if wait := l.closedFor(now); wait > 0 {
		return nil, wait
	}
	t, wait := l.ready(now)
	if t == nil {
		return nil, wait
	}
	at := time.Now()
	if wait := l.bucket.wait(at); wait > 0 {
		return nil, wait
	}
	l.bucket.take(at)
	t.busy = true
	l.running++
	return t, 0
}

// closedFor is how long nothing at all can be sent; recheck or more means until
// something changes.
func (l *lane) closedFor(now holdfast.Instant) time.Duration {
	if !l.known || l.running >= l.health.pool() {
		return recheck
	}
	return max(l.hold.Left(now), l.health.next.Left(now))
}

// ready finds the oldest thread that may be sent now, or how long until one may.
func (l *lane) ready(now holdfast.Instant) (oldest *thread, wait time.Duration) {
	wait = recheck
	for _, t := range l.threads {
		if t.busy {
			continue
		}
		left := t.next.Left(now)
		wait = min(wait, left)
		if left == 0 && (oldest == nil || t.first < oldest.first) {
			oldest = t
		}
	}
	return oldest, wait
}

// finish puts a thread back after an attempt.
func (l *lane) finish(t *thread, r result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	l.putBack(t, r)
	if r.hold {
		l.hold = r.next
	}
	l.judge(r)
	l.nudge()
}

// putBack takes over what is left of a thread, or forgets it when nothing is.
// Rows that came meanwhile may or may not have been read: it is read once more.
func (l *lane) putBack(t *thread, r result) {
	again := t.again
	t.busy, t.again = false, false
	t.next, t.least = r.next, r.least
	if r.failed() && t.freed {
		t.least = r.next // it is the notice, not the channel
	}
	t.freed = t.freed && r.failed()
	if !r.read {
		return
	}
	if len(r.left) == 0 && !again {
		delete(l.threads, t.key)
		return
	}
	t.rows = len(r.left)
	if t.rows > 0 {
		t.first, t.since = r.left[0].Seq, r.left[0].Notice.At
	}
}
