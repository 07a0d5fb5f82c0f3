package hops

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// try is a port that is being asked.
type try struct {
	port   uint16
	asked  int // SYNs
	lost   int // those that ended nowhere while the control was told of
	astray int // those told of by a router at which the control was not
}

// press asks each port at the witness until it is told of, or surely is not.
func (s *search) press(ctx context.Context, list []uint16) {
	queue := make([]try, 0, len(list))
	for _, port := range list {
		queue = append(queue, try{port: port})
	}
	for len(queue) > 0 && s.stopped < givenUp && s.mute < muteRow {
		t := queue[0]
		queue = queue[1:]
		gap := s.gap
		if t.asked > 0 {
			gap = gapMost // the hop may surely tell again
		}
		a, err := s.atWitness(ctx, t.port, gap)
		if err == nil {
			t.asked++
			err = s.weigh(ctx, &t, a)
		}
		if err != nil {
			s.cut = err
			return
		}
		switch {
		case t.port == 0: // settled
		case t.lost >= flows:
			s.stop(t.port)
			if s.stopped == 1 {
				s.book.far = s.howFar(ctx, t.port)
			}
		case t.astray >= flows:
			s.stop(t.port)
			s.book.far = fmt.Sprintf("SYNs to %d go another way: at hop %d they meet %s, those to %d never do", t.port, s.witness.Depth, a.from, s.job.Control)
		case t.asked < askedMost:
			queue = append([]try{t}, queue...)
		}
	}
}

// stop ends a port that does not arrive where the control does: an older proof
// is void.
func (s *search) stop(port uint16) {
	s.stopped++
	s.book.proven.drop(port)
	s.book.stopped.set(port, s.now())
}

// settle proves a port.
func (s *search) settle(t *try) {
	s.book.proven.set(t.port, s.now())
	s.book.stopped.drop(t.port)
	s.settled++
	t.port = 0
}

// atWitness sends one SYN that ends at the witness, that long after the last.
func (s *search) atWitness(ctx context.Context, port uint16, gap time.Duration) (answer, error) {
	if !s.last.IsZero() {
		timer := time.NewTimer(gap - time.Since(s.last))
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return answer{}, errTime
		case <-timer.C:
		}
	}
	a, err := s.ask(ctx, port, s.witness.Depth, s.patience(s.witness))
	s.last = time.Now()
	return a, err
}

// weigh judges what came of a port's SYN. Silence, and a message from another
// branch of the way, are compared with the control at the same hop: only when
// it is told of do they count.
func (s *search) weigh(ctx context.Context, t *try, a answer) error {
	switch {
	case s.arrived(a):
		s.gap = max(gapLeast, s.gap*95/100)
		s.mute, s.book.mute = 0, 0
		s.settle(t)
		return nil
	case a.what == reached:
		s.answered = append(s.answered, t.port)
		s.book.proven.drop(t.port)
		t.port = 0
		return nil
	}
	s.gap = gapMost
	if a.what == expired {
		return s.follow(ctx, t, a)
	}
	told, err := s.control(ctx)
	if told {
		t.lost++
	}
	return err
}

// follow looks whether the control meets the router as well that a port's SYN
// met in the witness's place: a few flows may take a few branches.
func (s *search) follow(ctx context.Context, t *try, a answer) error {
	for range 2 * flows {
		if _, err := s.control(ctx); err != nil {
			return err
		}
		if s.arrived(a) {
			s.settle(t)
			return nil
		}
	}
	t.astray++
	return nil
}

// control asks the control at the witness, notes what it met there, and reports
// whether it was told of.
func (s *search) control(ctx context.Context) (bool, error) {
	c, err := s.atWitness(ctx, s.job.Control, 0)
	if err != nil || c.what != expired {
		s.mute++ // the hop tells nobody just now
		return false, err
	}
	s.mute, s.book.mute = 0, 0
	s.book.path.note(s.witness.Depth, c)
	s.witness = s.book.path.hop(s.witness.Depth)
	return true, nil
}

// arrived reports whether an answer shows that its SYN got to the witness, or
// to the target itself.
func (s *search) arrived(a answer) bool {
	return s.witness.is(a) || (a.what == expired || a.what == rejected) && a.from == s.job.Addr
}

// is reports whether an answer is the hop's message.
func (h Hop) is(a answer) bool {
	return (a.what == expired || a.what == rejected) && slices.Contains(h.Addrs, a.from)
}

// howFar finds the deepest hop at which a port that does not arrive is told of.
func (s *search) howFar(ctx context.Context, port uint16) string {
	got := "no hop at all"
	for depth := s.witness.Depth - 1; depth > 0 && got == "no hop at all"; depth-- {
		h := s.book.path.hop(depth)
		if !h.told() {
			continue
		}
		for range flows - 1 {
			a, err := s.ask(ctx, port, depth, s.patience(h))
			if err != nil {
				return ""
			}
			if h.is(a) {
				got = h.String()
				break
			}
		}
	}
	return fmt.Sprintf("SYNs to %d got to %s, those to %d to %s", port, got, s.job.Control, s.witness)
}
