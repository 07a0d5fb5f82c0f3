package syn

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"holdfast/probes/internal/sweep"
)

// cry is one SYN to the canary.
type cry struct {
	own   uint16 // its source port
	nth   int    // which SYN of its connection, 1 being the first
	seq   int    // which SYN of the sweep
	at    time.Time
	due   time.Time // when it counts as lost, if there was no answer
	chunk *chunk    // in which it was asked
	heard bool
}

// canary is the port that is known to answer, and its SYNs on their way.
type canary struct {
	lowest, highest uint16 // our source ports for it
	next            uint16
	out             []*cry // not judged yet, oldest first
	late            []*cry // judged, but may still be answered
	again           []*cry // lost, to be asked once more
	byPort          map[uint16]*cry
	random          func(n int) int // 0 to n-1

	until    int // SYNs until the next one
	inRow    int // lost without an answer between
	lastSeen time.Time
	lastAsk  int       // which SYN of the sweep the latest was that was answered
	asked    time.Time // when the last one was asked

	srtt, rttvar time.Duration
	first, later count // by whether it was the first SYN of its connection
	whole        count // for the bound: lost are those that were never answered
	reckoned     int   // of whole.asked, when the bound was reckoned
	bound        float64
	primed       bool // first SYNs are dropped: only later ones count
}

// newCanary returns the canary of our source ports from lowest to highest.
func newCanary(lowest, highest uint16) canary {
	return canary{lowest: lowest, highest: highest, next: lowest, byPort: map[uint16]*cry{}, random: rand.IntN}
}

// patience is how long a canary's answer is waited for before it counts as lost
// (RFC 6298 §2, with other limits).
func (c *canary) patience() time.Duration {
	if c.srtt == 0 {
		return 500 * time.Millisecond
	}
	return min(max(c.srtt+4*c.rttvar+20*time.Millisecond, 100*time.Millisecond), 900*time.Millisecond)
}

// timed takes a measured round trip into the estimate.
func (c *canary) timed(rtt time.Duration) {
	if c.srtt == 0 {
		c.srtt, c.rttvar = rtt, rtt/2
		return
	}
	c.rttvar = (3*c.rttvar + (c.srtt - rtt).Abs()) / 4
	c.srtt = (7*c.srtt + rtt) / 8
}

// ask notes a SYN to the canary that leaves now: one that was lost again, or a
// new connection. It returns our source port, or 0 when all are in use.
func (c *canary) ask(now time.Time, seq int, in *chunk) uint16 {
	y := &cry{nth: 1, seq: seq, at: now, due: now.Add(c.patience()), chunk: in}
	if c.repeats(now) {
		y.own, y.nth = c.again[0].own, c.again[0].nth+1
		c.again = c.again[1:]
	} else {
		if c.byPort[c.next] != nil {
			return 0
		}
		y.own = c.next
		if c.next++; c.next > c.highest {
			c.next = c.lowest
		}
	}
	c.byPort[y.own] = y
	c.out = append(c.out, y)
	c.asked = now
	in.crying++
	if y.nth == 1 {
		in.firsts++
	} else {
		in.laters++
	}
	return y.own
}

// repeats reports whether a lost canary is to be asked once more now.
func (c *canary) repeats(now time.Time) bool {
	return len(c.again) > 0 && now.Sub(c.again[0].at) >= resend
}

// drop forgets all that is on its way: there is another canary now.
func (c *canary) drop() {
	for _, y := range c.out {
		y.chunk.crying--
	}
	c.out, c.late, c.again = nil, nil, nil
	clear(c.byPort)
}

// draw decides after how many SYNs the next canary is due, about so many.
func (c *canary) draw(mean int) { c.until = 1 + c.random(2*mean) }

// answered takes an answer to one of our source ports, and reports whether it
// is the first for its SYN.
func (c *canary) answered(own uint16, now time.Time) bool {
	y := c.byPort[own]
	if y == nil || y.heard {
		return false
	}
	y.heard = true
	c.inRow = 0
	c.lastSeen = now
	c.lastAsk = max(c.lastAsk, y.seq)
	if rtt := now.Sub(y.at); rtt < 900*time.Millisecond { // else it was sent again
		c.timed(rtt)
	}
	return true
}

// expire judges the canaries whose time is up: their chunk learns of their fate.
// It must be called after all answers up to now were taken.
func (c *canary) expire(now time.Time) {
	for len(c.out) > 0 && (c.out[0].heard || !now.Before(c.out[0].due)) {
		y := c.out[0]
		c.out = c.out[1:]
		c.tell(y)
		c.late = append(c.late, y)
	}
	for len(c.late) > 0 && now.Sub(c.late[0].at) >= lateWait {
		c.forget(c.late[0])
		c.late = c.late[1:]
	}
}

// tell counts a canary's fate.
func (c *canary) tell(y *cry) {
	one := count{asked: 1}
	if !y.heard {
		one.lost = 1
		c.inRow++
		if y.nth < 3 && c.deaf() {
			c.again = append(c.again, y)
		}
	}
	if y.nth == 1 {
		c.first.add(one)
		y.chunk.first.add(one)
	} else {
		c.later.add(one)
		y.chunk.later.add(one)
	}
	y.chunk.crying--
	c.primed = c.deaf() && c.first.asked >= 4 && c.later.asked >= 2 && c.later.lost*2 <= c.later.asked
}

// tooMany is how many canaries in a row are lost by chance less than once in a
// million, as far as the path's loss is known.
func (c *canary) tooMany() int {
	p := float64(c.first.lost-min(c.inRow, c.first.lost)+1) / float64(c.first.asked-min(c.inRow, c.first.asked)+10)
	return max(4, int(math.Ceil(math.Log(1e-6)/math.Log(min(p, 0.9)))))
}

// deaf reports whether nearly all first SYNs are lost.
func (c *canary) deaf() bool { return c.first.lost*10 >= c.first.asked*9 }

// forget ends the wait for a canary's answer. What was asked again goes on under
// its later SYN.
func (c *canary) forget(y *cry) {
	if c.primed == (y.nth > 1) {
		c.whole.asked++
		if !y.heard {
			c.whole.lost++
		}
	}
	if c.byPort[y.own] == y {
		delete(c.byPort, y.own)
	}
}

// fate is what a chunk's canaries say: those that count.
func (c *canary) fate(in *chunk) count {
	if c.primed {
		return in.later
	}
	return in.first
}

// inside is how many canaries that count were asked in a chunk.
func (c *canary) inside(in *chunk) int {
	if c.primed {
		return in.laters
	}
	return in.firsts
}

// loss is the upper bound of the share of questions that are lost. It is reckoned
// anew when a tenth more is known.
func (c *canary) loss() float64 {
	if c.whole.asked > c.reckoned+c.reckoned/10 || c.reckoned == 0 {
		c.reckoned = c.whole.asked
		c.bound = sweep.LossBound(c.whole.lost, c.whole.asked)
	}
	return c.bound
}

// final is the bound at the end, with the canaries that were answered but have
// not had their whole time.
func (c *canary) final() float64 {
	for _, y := range slices.Concat(c.late, c.out) {
		if y.heard && c.primed == (y.nth > 1) {
			c.whole.asked++
		}
	}
	return sweep.LossBound(c.whole.lost, c.whole.asked)
}
