package watch

import (
	"sync"
	"time"
)

// stepper notices that the wall clock was set: it moved against the monotonic
// clock. Slewing (adjtime, NTP's ordinary work) moves both and is no step. A
// suspended machine looks like a step forward, for the monotonic clock of Linux
// stands still meanwhile.
type stepper struct {
	now   func() time.Time
	clock *anchored
	told  func(by time.Duration)

	mu     sync.Mutex // protects offset
	offset time.Duration
}

// smallestStep is what counts as one; below it is NTP's business.
const smallestStep = time.Second

// check compares the clocks and tells of a step since the last one told.
func (s *stepper) check() {
	offset := s.now().Round(0).Sub(s.clock.Now())
	s.mu.Lock()
	by := offset - s.offset
	stepped := by.Abs() > smallestStep
	if stepped {
		s.offset = offset
	}
	s.mu.Unlock()
	if stepped {
		s.told(by)
	}
}
