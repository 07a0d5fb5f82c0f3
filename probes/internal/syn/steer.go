package syn

import (
	"math"
	"time"
)

// count is how many canaries were asked, and how many of them were lost.
type count struct{ asked, lost int }

// add adds another count.
func (c *count) add(o count) { c.asked += o.asked; c.lost += o.lost }

// share is the lost share, 0 for none asked.
func (c *count) share() float64 { return float64(c.lost) / float64(max(c.asked, 1)) }

// The rates and limits of steering.
const (
	rateStart   = 2000 // SYNs per second once there is a canary
	rateBlind   = 1000 // while there is none
	rateLeast   = 10
	lossPrior   = 0.10                   // what a path may lose before anything is known of it
	lossKnown   = 24                     // canaries from which its own loss is believed
	window      = 64                     // canaries over which loss is judged together
	enough      = 16                     // canaries that one chunk can be judged by
	burstLength = 10 * time.Millisecond  // of SYNs sent at once
	creep       = 500 * time.Millisecond // between two steps near the limit
	futile      = 3                      // cuts without effect: the loss is the path's
	cutMost     = 4                      // by what one cut divides the rate, at most
	stepLeast   = 0.03                   // the first step of growth near the limit
	stepMost    = 0.1                    // and the last
)

// steer is the adaptive rate towards one address.
type steer struct {
	rate, most float64
	knee       float64 // what got through when it was too much; 0: never was
	tokens     float64
	refilled   time.Time
	changed    time.Time // the last change of rate; what was sent before it says nothing of now
	grown      time.Time
	prior      float64
	cuts       int     // in a row
	cutShare   float64 // what was lost at the first of them
	blackouts  int
	step       float64   // of growth near the knee
	buckets    [32]count // loss by the logarithm of the rate
	recent     count     // since the last change
	undo       undo      // how it was before the last cut, until that proves right
}

// undo is what a cut changed, and the loss that it was made for.
type undo struct{ rate, knee, share float64 }

// newSteer returns a steer for at most that many SYNs a second.
func newSteer(most int, now time.Time) *steer {
	m := max(1, float64(most))
	return &steer{rate: min(rateBlind, m), most: m, refilled: now, prior: lossPrior, step: stepLeast}
}

// allow returns how many SYNs may leave now.
func (s *steer) allow(now time.Time) int {
	s.tokens += s.rate * now.Sub(s.refilled).Seconds()
	s.refilled = now
	s.tokens = min(s.tokens, max(1, s.rate*burstLength.Seconds()))
	return int(s.tokens)
}

// spend takes the tokens of n SYNs.
func (s *steer) spend(n int) { s.tokens -= float64(n) }

// sighted begins afresh: there is a canary now.
func (s *steer) sighted(now time.Time) {
	*s = steer{rate: min(rateStart, s.most), most: s.most, refilled: now, changed: now, tokens: s.tokens, prior: lossPrior, step: stepLeast, blackouts: s.blackouts}
}

// bucket is the place of a rate in the table of losses.
func bucket(rate float64) int { return max(0, min(31, int(math.Log2(max(rate, 1))))) }

// base is the loss that is not of our making, at most. Whatever a rate loses, the
// path's own loss is in it, so that the least of all rates bounds it.
func (s *steer) base() float64 {
	least := 1.0
	for _, c := range s.buckets {
		if c.asked >= lossKnown {
			share := (float64(c.lost) + 1) / (float64(c.asked) + 2)
			least = min(least, share+2*math.Sqrt(share*(1-share)/float64(c.asked)))
		}
	}
	if least == 1 {
		return s.prior
	}
	return least
}

// beyond reports whether more was lost than chance explains at a base loss.
func beyond(c count, base float64) bool {
	n := float64(c.asked)
	return float64(c.lost) > n*base+3.5*math.Sqrt(n*base*(1-base))+1
}

// judge takes a chunk's canaries, the rate that it was sent at and when it was
// begun. It reports whether the chunk's silences count, and sets the rate.
func (s *steer) judge(c count, rate float64, begun, now time.Time) bool {
	base := s.base()
	current := !begun.Before(s.changed)
	if current {
		s.recent.add(c)
	}
	bad := c.asked >= enough && beyond(c, base) || float64(c.lost) > float64(c.asked)*(1+base)/2
	if !bad && s.recent.asked >= enough {
		bad = beyond(s.recent, base)
	}
	switch {
	case bad && current && (c.asked >= enough || s.recent.asked >= enough):
		s.cut(rate, base, now)
	case bad:
	default:
		s.learn(c, rate)
		if current && s.undo.rate > 0 && s.recent.asked >= window {
			s.reconsider(now)
		} else if current && s.recent.asked >= enough/2 {
			s.grow(now)
		}
	}
	if s.recent.asked >= window {
		s.recent = count{}
	}
	return !bad
}

// learn remembers what a rate loses.
func (s *steer) learn(c count, rate float64) {
	b := &s.buckets[bucket(rate)]
	if b.asked > 2000 {
		b.asked, b.lost = b.asked/2, b.lost/2
	}
	b.add(c)
	s.cuts = 0
}

// cut lowers the rate to what got through. When several cuts in a row change
// nothing, the loss is the path's own.
func (s *steer) cut(rate, base float64, now time.Time) {
	share := s.recent.share()
	through := rate * (1 - share) / (1 - base)
	if s.cuts++; s.cuts == 1 {
		s.cutShare = share
	} else if share < s.cutShare*0.7 {
		s.cuts, s.cutShare = 1, share
	}
	if s.cuts >= futile {
		s.prior, s.cuts = min(share, 0.8), 0
		clear(s.buckets[:])
	}
	if s.undo.rate == 0 {
		s.undo = undo{s.rate, s.knee, share}
	}
	s.rate = min(s.most, max(rateLeast, s.rate/cutMost, min(0.85*through, 0.85*rate)))
	s.knee, s.step = s.rate, stepLeast
	s.change(now)
}

// grow raises the rate: fast while nothing was ever too much, else slowly.
func (s *steer) grow(now time.Time) {
	before := s.rate
	switch {
	case s.knee == 0:
		s.rate *= 2
	case s.rate < 0.9*s.knee:
		s.rate *= 1.25
	case now.Sub(s.grown) < creep:
		return
	default:
		s.rate *= 1 + s.step
		if s.blackouts == 0 {
			s.step = min(1.25*s.step, stepMost)
		}
	}
	s.grown = now
	s.rate = min(s.rate, s.most)
	if s.rate > before {
		s.change(now)
	}
}

// reconsider takes a cut back after which no less is lost than before.
func (s *steer) reconsider(now time.Time) {
	u := s.undo
	s.undo = undo{}
	if s.recent.share() < 0.75*u.share {
		return
	}
	s.buckets[0].add(s.recent)
	s.rate, s.knee = min(u.rate, s.most), u.knee
	s.change(now)
}

// change begins a new account of losses.
func (s *steer) change(now time.Time) {
	s.changed = now
	s.recent = count{}
}

// spoiled slows down after answers came too fast for us.
func (s *steer) spoiled(now time.Time) {
	s.rate = max(rateLeast, s.rate*0.7)
	s.knee, s.step = s.rate, stepLeast
	s.change(now)
}

// blackout slows down after the canary had gone silent for a while. What was too
// fast twice is never tried again.
func (s *steer) blackout(now time.Time) {
	if s.blackouts++; s.blackouts > 1 {
		s.most = max(rateLeast, min(s.most, s.rate/2))
	}
	s.rate = max(rateLeast, min(s.rate/4, s.most))
	s.knee, s.step = s.rate, stepLeast
	s.change(now)
}
