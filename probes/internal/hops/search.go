package hops

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// The measures of a search.
const (
	depthMost = 32 // hops; RFC 1700's default of 64 has been met by no way yet
	abreast   = 8  // hops traced at once
	flows     = 3  // tries, each from another source port
	askedMost = 6  // tries of one port, those that do not count included
	givenUp   = 3  // ports that do not arrive before a search ends
	muteRow   = 4  // controls in a row that the witness does not tell of before a search ends
	renewals  = 3  // proofs renewed by a look

	waitMost  = 900 * time.Millisecond // below the kernel's first retransmission
	waitLeast = 400 * time.Millisecond
	gapLeast  = 200 * time.Millisecond  // between SYNs that end at the witness
	gapMost   = 1250 * time.Millisecond // above the second that Linux waits between two messages
)

// errSpent says that the search may send no more.
var errSpent = errors.New("as many SYNs as one look may send were sent")

// search is one run of a finder for one address.
type search struct {
	asker asker
	job   Job
	book  *book
	own   []netip.Prefix
	now   func() time.Time

	sent    atomic.Int64
	witness Hop
	gap     time.Duration
	last    time.Time // when the last SYN that ends at the witness left
	settled int       // ports proven by this search
	mute    int       // controls in a row that the witness did not tell of
	stopped int       // ports that do not arrive where the control does

	cut      error    // why the search ended early
	answered []uint16 // ports that were not silent any more
}

// run finds the way, makes sure of it, and asks what has no proof.
func (s *search) run(ctx context.Context) {
	if !s.sureOfWay(ctx) {
		return
	}
	s.gap = gapLeast
	wanting := s.book.wanting(s.job.Silent, s.now())
	old := s.book.oldest(s.job.Silent, renewals, s.now())
	s.press(ctx, append(wanting, old...))
	if s.mute > 0 {
		s.book.mute++
	}
}

// sureOfWay reports whether there is a witness: that of the known way, if the
// control still goes it, else that of a new trace.
func (s *search) sureOfWay(ctx context.Context) bool {
	age := s.now().Sub(s.book.traced)
	known := s.book.path.Length > 0 && age >= 0
	switch {
	case s.book.why != "" && age >= 0 && age < refused && s.book.path.Control == s.job.Control:
		return false
	case known && s.book.why == "" && age < Lasts && s.book.mute < muteMost && s.stillGoes(ctx):
	default:
		path, err := s.trace(ctx)
		if err != nil {
			s.cut = err
			return false
		}
		s.book.take(path, s.now())
	}
	s.book.path.Control = s.job.Control
	s.witness, s.book.why = s.book.path.Witness(s.own)
	return s.book.why == ""
}

// stillGoes asks the control again at the first hop outside and at the witness.
// A hop that does not tell this time says nothing against the way.
func (s *search) stillGoes(ctx context.Context) bool {
	witness, why := s.book.path.Witness(s.own)
	if why != "" {
		return false // this machine is in other networks than before
	}
	first, _ := s.book.path.firstOutside(s.own)
	for _, h := range []Hop{first, witness} {
		a, err := s.ask(ctx, s.job.Control, h.Depth, s.patience(h))
		if err != nil {
			s.cut = err
			return true
		}
		if a.what != silence && !h.is(a) {
			return false
		}
	}
	return true
}

// ask sends one SYN, when pace and measure allow.
func (s *search) ask(ctx context.Context, port uint16, limit int, wait time.Duration) (answer, error) {
	if s.sent.Add(1) > int64(s.job.Most) {
		return answer{}, errSpent
	}
	if s.job.Pace != nil {
		if err := s.job.Pace.Wait(ctx, s.job.Addr, 1); err != nil {
			return answer{}, errTime
		}
	}
	a, err := s.asker.ask(ctx, netip.AddrPortFrom(s.job.Addr, port), limit, wait)
	if err == nil && a.what == silence && ctx.Err() != nil {
		err = errTime // it was not waited for
	}
	return a, err
}

// errTime says that a look's time was up.
var errTime = errors.New("the look's time was up")

// patience is how long a hop's message is waited for.
func (s *search) patience(h Hop) time.Duration {
	if h.RTT == 0 {
		return waitMost
	}
	return min(max(waitLeast, 3*h.RTT), waitMost)
}

// trace finds the way of the control: some hops at once until the target
// answers, then those that did not tell again, each time by other flows.
func (s *search) trace(ctx context.Context) (Path, error) {
	p := Path{Addr: s.job.Addr, Control: s.job.Control}
	for first := 1; first <= depthMost && p.Length == 0; first += abreast {
		var depths []int
		for d := first; d < first+abreast; d++ {
			depths = append(depths, d)
		}
		if err := s.volley(ctx, &p, depths); err != nil {
			return p, fmt.Errorf("the way to %s was not traced: %w", s.job.Addr, err)
		}
	}
	for range flows - 1 {
		if err := s.volley(ctx, &p, p.dark()); err != nil {
			return p, fmt.Errorf("the way to %s was not traced to its end: %w", s.job.Addr, err)
		}
	}
	return p, nil
}

// volley asks the control at several depths at once.
func (s *search) volley(ctx context.Context, p *Path, depths []int) error {
	answers, faults := make([]answer, len(depths)), make([]error, len(depths))
	var group sync.WaitGroup
	for i, depth := range depths {
		group.Go(func() { answers[i], faults[i] = s.ask(ctx, s.job.Control, depth, waitMost) })
	}
	group.Wait()
	for i, depth := range depths {
		p.note(depth, answers[i])
	}
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}
