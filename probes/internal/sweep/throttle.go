package sweep

import "time"

// throttle is the adaptive rate of a sweep: it starts slowly, grows fast while
// answers come back, is halved when a canary is lost, and then grows fast only
// up to four fifths of the rate that was too much.
type throttle struct {
	rate    float64 // tries per second
	most    float64
	knee    float64 // 0: nothing was lost yet
	tokens  float64
	last    time.Time // of the last refill
	grown   time.Time
	halved  time.Time
	blindly bool // no canary: stay slow
}

// The rates and times of the throttle.
const (
	rateStart   = 1000 // tries per second at the beginning, and without a canary at most
	rateLeast   = 20
	growEvery   = 100 * time.Millisecond
	halveEvery  = 500 * time.Millisecond
	burstLength = 20 * time.Millisecond // of tokens kept
)

// newThrottle returns a throttle for at most that many tries a second.
func newThrottle(most int, now time.Time) *throttle {
	return &throttle{rate: min(rateStart, float64(most)), most: float64(most), last: now, grown: now, blindly: true}
}

// allow returns how many tries may start now.
func (t *throttle) allow(now time.Time) int {
	t.tokens += t.rate * now.Sub(t.last).Seconds()
	t.last = now
	t.tokens = min(t.tokens, max(1, t.rate*burstLength.Seconds()))
	return int(t.tokens)
}

// spend takes a token for one try.
func (t *throttle) spend() { t.tokens-- }

// good says that a canary or a port answered.
func (t *throttle) good(now time.Time) {
	if t.blindly || now.Sub(t.grown) < growEvery {
		return
	}
	t.grown = now
	switch {
	case t.knee == 0:
		t.rate *= 1.5
	case t.rate < t.knee:
		t.rate *= 1.1
	default:
		t.rate *= 1.002
	}
	t.rate = min(t.rate, t.most)
}

// bad says that a canary was lost.
func (t *throttle) bad(now time.Time) {
	if now.Sub(t.halved) < halveEvery {
		return
	}
	t.halved = now
	t.knee = 0.8 * t.rate
	t.rate = max(t.rate/2, rateLeast)
}
