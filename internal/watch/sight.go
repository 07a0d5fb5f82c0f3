package watch

import (
	"context"
	"sync"
	"time"
)

// Sight is whether a vantage sees anything at all.
type Sight struct {
	Configured bool   // there are anchors to ask
	Answered   bool   // at least one did
	Text       string // each anchor with what it said
}

// Guard asks the anchors of a vantage: addresses that answer as long as our own
// way out works. It honours ctx.
type Guard interface {
	Sight(ctx context.Context) Sight
}

const (
	sightKept  = 2 * time.Second // how long an answer of the anchors serves others
	sightLasts = 3 * time.Second // the longest that asking them takes
)

// sentry asks a Guard on behalf of many looks: one question at a time, whose
// answer serves everybody who waits, and for a moment also those who come later.
type sentry struct {
	guard Guard
	told  func(blind bool, why string)

	mu     sync.Mutex      // protects the following
	base   context.Context //nolint:containedctx // the questions' parent, for they outlive who asked
	last   Sight
	ended  time.Time     // when last came
	flight chan struct{} // closed at the end of the question under way; nil: none
	blind  bool
}

func newSentry(guard Guard, told func(bool, string)) *sentry {
	return &sentry{guard: guard, told: told}
}

// Sight implements Guard.
func (s *sentry) Sight(ctx context.Context) Sight {
	sight, _ := s.since(ctx, time.Now())
	return sight
}

// since returns what the anchors said at or after that moment, asking them if
// nobody has. False means that ctx ended before they had said anything.
func (s *sentry) since(ctx context.Context, moment time.Time) (Sight, bool) {
	for {
		sight, fresh, flight := s.current(ctx, moment)
		if fresh {
			return sight, true
		}
		select {
		case <-flight:
		case <-ctx.Done():
			return Sight{Configured: true, Text: "no answer in time"}, false
		}
	}
}

// current returns the last answer if it will do, else the question under way.
func (s *sentry) current(ctx context.Context, moment time.Time) (sight Sight, fresh bool, flight chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended.Before(moment) && time.Since(s.ended) <= sightKept {
		return s.last, true, nil
	}
	if s.flight == nil {
		s.flight = make(chan struct{})
		go s.fly(s.parent(ctx), s.flight)
	}
	return Sight{}, false, s.flight
}

// parent returns the context of a question: not that of the look that wants to
// know, which others must not depend on. The caller holds the mutex.
func (s *sentry) parent(ctx context.Context) context.Context {
	if s.base != nil {
		return s.base
	}
	return context.WithoutCancel(ctx)
}

// within makes all questions end with ctx.
func (s *sentry) within(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = ctx
}

// settle waits for the question under way.
func (s *sentry) settle() {
	s.mu.Lock()
	flight := s.flight
	s.mu.Unlock()
	if flight != nil {
		<-flight
	}
}

// fly asks the guard once, for everybody who waits. What comes of a question that
// was cut off by the program's end is not told.
func (s *sentry) fly(parent context.Context, flight chan struct{}) {
	ctx, cancel := context.WithTimeout(parent, sightLasts)
	defer cancel()
	sight := s.guard.Sight(ctx)
	if parent.Err() == nil && s.changed(sight) {
		s.told(sight.Configured && !sight.Answered, sight.Text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.ended, s.flight = sight, time.Now(), nil
	close(flight)
}

// changed notes whether the vantage is blind, and reports a change.
func (s *sentry) changed(sight Sight) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.blind
	s.blind = sight.Configured && !sight.Answered
	return s.blind != was
}

// isBlind reports whether the anchors were silent when last asked.
func (s *sentry) isBlind() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blind
}
