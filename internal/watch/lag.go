package watch

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	lagEvery = 50 * time.Millisecond // how often the clock goroutine is to wake
	lagNoise = 10 * time.Millisecond // below it nothing is recorded
	lagKept  = 256                   // lapses remembered
)

// Lag measures how late this process is woken. While looks run, a goroutine
// sleeps 50 ms at a time; each time it wakes late, everything else that waited
// for the processor (a timer, an answer on a socket) was late too. It costs 20
// wake-ups a second while something is looked at and nothing otherwise. The
// zero value is ready; a nil Lag never finds anything.
type Lag struct {
	looks atomic.Int64

	mu     sync.Mutex    // protects the following
	stop   chan struct{} // ends the goroutine; nil: none is there
	expect time.Time     // when the goroutine should wake next
	ring   []lapse
	next   int // where the next lapse goes
}

// lapse is a stretch of time in which a goroutine that should have run did not.
type lapse struct{ from, to time.Time }

// begin counts a look in, and starts to measure with the first.
func (l *Lag) begin() {
	if l == nil || l.looks.Add(1) > 1 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop == nil {
		l.stop = make(chan struct{})
		l.expect = time.Now().Add(lagEvery)
		go l.sample(l.stop)
	}
}

// end counts a look out, and ends measuring with the last.
func (l *Lag) end() {
	if l == nil || l.looks.Add(-1) > 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil && l.looks.Load() == 0 {
		l.woke(time.Now())
		close(l.stop)
		l.stop = nil
	}
}

// sample measures until it is stopped.
func (l *Lag) sample(stop <-chan struct{}) {
	timer := time.NewTimer(lagEvery)
	defer timer.Stop()
	for {
		select {
		case <-stop:
			return
		case <-timer.C:
		}
		l.mu.Lock()
		l.woke(time.Now())
		l.mu.Unlock()
		timer.Reset(lagEvery)
	}
}

// woke notes how late it is now. The caller holds the mutex.
func (l *Lag) woke(now time.Time) {
	if now.Sub(l.expect) > lagNoise {
		l.record(lapse{l.expect, now})
	}
	l.expect = now.Add(lagEvery)
}

// record keeps a lapse in place of the oldest. The caller holds the mutex.
func (l *Lag) record(gap lapse) {
	if len(l.ring) < lagKept {
		l.ring = append(l.ring, gap)
		return
	}
	l.ring[l.next] = gap
	l.next = (l.next + 1) % lagKept
}

// Worst returns the longest lapse that touches the window, the one that lasts
// still included.
func (l *Lag) Worst(from, to time.Time) time.Duration {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var worst time.Duration
	if l.stop != nil {
		worst = max(0, to.Sub(l.expect))
	}
	for _, gap := range l.ring {
		if gap.from.Before(to) && gap.to.After(from) {
			worst = max(worst, gap.to.Sub(gap.from))
		}
	}
	return worst
}
