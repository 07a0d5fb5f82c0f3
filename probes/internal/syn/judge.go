package syn

import (
	"math"
	"net/netip"
	"slices"
	"time"

	"holdfast/probes/internal/sweep"
)

// take takes an answer.
func (c *course) take(a answer, now time.Time) {
	if a.own != c.own {
		c.heard(a, now)
		return
	}
	before := c.res.State(a.port)
	if before == sweep.Open || before == a.state || before == sweep.Closed && a.state == sweep.Rejected {
		return
	}
	c.res.Note(a.port, a.state, a.from)
	if before == sweep.Unknown {
		c.done++
	}
	if a.state == sweep.Open {
		c.found = append(c.found, a.port)
	}
	if a.state != sweep.Rejected {
		c.adopt(a.port, a.state, now)
	}
}

// heard takes an answer of the canary. An ICMP error is none.
func (c *course) heard(a answer, now time.Time) {
	if a.state == sweep.Rejected || a.port != c.res.Canary.Port || !c.answered(a.own, now) {
		return
	}
	c.res.Canary.Answered++
	c.res.Canary.State = a.state
	c.res.Canary.RTT = c.srtt
	if !c.stall.IsZero() {
		c.wake(now)
	}
}

// adopt makes a port that answered the canary: best an open control, then any
// open port, then one that is closed. What was silent before there was one is
// asked again.
func (c *course) adopt(port uint16, s sweep.State, now time.Time) {
	better := c.sighted() && c.worth(port, s) > c.worth(c.res.Canary.Port, c.res.Canary.State)
	if c.sighted() && !better {
		return
	}
	if !c.sighted() {
		c.steer.sighted(now)
		c.lastSeen, c.lastAsk, c.seeks = now, 0, false
		c.done -= len(c.early)
		c.queue = append(c.queue, portion(c.early)...)
		c.queue = append(c.seek, c.queue...)
		for i := range c.queue {
			c.queue[i].ready = time.Time{}
		}
		clear(c.asked)
		c.early, c.seek = nil, nil
		c.until = 0
	}
	c.drop()
	c.res.Canary = sweep.Canary{Port: port, State: s, Asked: c.res.Canary.Asked, Answered: c.res.Canary.Answered, RTT: c.srtt}
}

// worth ranks a port as the canary.
func (c *course) worth(port uint16, s sweep.State) int {
	switch {
	case s == sweep.Open && slices.Contains(c.job.Control, port):
		return 2
	case s == sweep.Open:
		return 1
	default:
		return 0
	}
}

// wake ends a stall: what was asked meanwhile says nothing.
func (c *course) wake(now time.Time) {
	c.stall = time.Time{}
	c.res.Blackouts++
	if c.primed || c.deaf() {
		c.steer.sighted(now) // its first SYNs are dropped: it was no blackout
		c.res.Blackouts--
	} else {
		c.steer.blackout(now)
	}
	c.until = 0
}

// judge looks at all that is due. It must be called after all answers up to now
// were taken.
func (c *course) judge(now time.Time) {
	before := c.primed
	c.expire(now)
	if c.primed && !before { // what looked like loss was none
		c.spill()
		c.steer.sighted(now)
	}
	c.watch(now)
	if c.open != nil && c.full(now) {
		c.shut()
	}
	for len(c.flying) > 0 && c.stall.IsZero() && c.ripe(c.flying[0], now) {
		k := c.flying[0]
		c.flying = c.flying[1:]
		c.verdict(k, now)
	}
	if c.stall.IsZero() {
		c.settle(now)
	}
}

// watch begins a stall when the canary has gone silent, and gives up when that
// lasts too long.
func (c *course) watch(now time.Time) {
	switch {
	case !c.sighted():
	case !c.stall.IsZero():
		c.blind = now.Sub(c.stall) >= c.job.Patience
	case c.inRow >= c.tooMany() && now.Sub(c.lastSeen) >= max(700*time.Millisecond, 2*c.patience()):
		c.stall = now
		c.spill()
	}
}

// spill asks again all that was not judged yet.
func (c *course) spill() {
	if c.open != nil {
		c.shut()
	}
	for _, k := range c.flying {
		c.repeat(k)
	}
	c.flying = nil
}

// spoil says that answers were lost on our own side: silence since the last
// verdict says nothing, and we are too fast.
func (c *course) spoil(now time.Time) {
	c.spill()
	c.steer.spoiled(now)
}

// ripe reports whether all answers to a chunk have had their time.
func (c *course) ripe(k *chunk, now time.Time) bool {
	if now.Before(k.ended.Add(c.patience())) {
		return false
	}
	return !c.sighted() || k.crying == 0 && (len(k.ports) == 0 || c.sealed(k))
}

// verdict decides whether the silences of a chunk count.
func (c *course) verdict(k *chunk, now time.Time) {
	switch fate := c.fate(k); {
	case !c.sighted():
		c.unsighted(k)
	case fate.asked == 0 || !c.steer.judge(fate, k.speed(), k.begun, now):
		c.repeat(k)
	default:
		c.count(k)
	}
}

// silent keeps of a chunk's ports those without an answer.
func (c *course) silent(k *chunk) []uint16 {
	return slices.DeleteFunc(k.ports, func(p uint16) bool { return c.res.State(p) != sweep.Unknown })
}

// repeat asks a chunk's silent ports again: nobody was looking. One that was
// asked too often already stays Unknown.
func (c *course) repeat(k *chunk) {
	list := slices.DeleteFunc(c.silent(k), func(p uint16) bool { return c.asked[p] >= askedMost })
	c.put(list, k)
}

// put queues ports for their next SYN.
func (c *course) put(list []uint16, k *chunk) {
	if len(list) > 0 {
		c.queue = append(c.queue, segment{list, k.ended.Add(resend)})
	}
}

// count counts a chunk's silences, and asks again the ports that need more.
func (c *course) count(k *chunk) {
	need := c.need()
	var more, enough []uint16
	for _, p := range c.silent(k) {
		if c.tries[p]++; int(c.tries[p]) < need {
			more = append(more, p)
		} else {
			enough = append(enough, p)
		}
	}
	c.put(more, k)
	if len(enough) > 0 {
		c.behind = append(c.behind, segment{enough, k.ended.Add(lateWait)})
	}
}

// settle believes the silences whose last SYN has had its time, or asks them
// again if the path turned out to lose more than it had seemed.
func (c *course) settle(now time.Time) {
	for len(c.behind) > 0 && !now.Before(c.behind[0].ready) {
		s := c.behind[0]
		c.behind = c.behind[1:]
		need, more := c.need(), []uint16(nil)
		for _, p := range s.ports {
			switch {
			case c.res.State(p) != sweep.Unknown:
			case int(c.tries[p]) < need && c.asked[p] < askedMost:
				more = append(more, p)
			default:
				c.res.Note(p, sweep.Filtered, netip.Addr{})
				c.done++
				if c.least == 0 || int(c.tries[p]) < c.least {
					c.least = int(c.tries[p])
				}
			}
		}
		if len(more) > 0 {
			c.queue = append(c.queue, segment{more, now})
		}
	}
}

// need is how many SYNs must count for a silence to be believed.
func (c *course) need() int {
	most, want := triesMost, missUsual
	if c.doubt > 0 {
		most, want = triesThorough, c.doubt
	}
	n := triesLeast
	for loss := c.loss(); n < most && math.Pow(loss, float64(n)) > want; n++ {
	}
	if c.primed {
		n++ // the first is dropped in any case
	}
	return n
}

// unsighted takes a chunk of a time without a canary.
func (c *course) unsighted(k *chunk) {
	most, ready := blindTries, k.ended.Add(resend)
	if c.res.Asked() > blindMany {
		most = blindFew
	}
	var more, controls []uint16
	for _, p := range c.silent(k) {
		switch {
		case c.seeks && c.asked[p] < seekTries:
			controls = append(controls, p)
		case int(c.asked[p]) < most:
			more = append(more, p)
		default:
			c.early = append(c.early, p)
			c.done++
		}
	}
	if len(controls) > 0 {
		c.seek = append(c.seek, segment{controls, ready})
	}
	c.seeks = len(controls) > 0
	if len(more) > 0 {
		c.queue = append(c.queue, segment{more, ready})
	}
}

// result closes the book: what is not settled is Unknown.
func (c *course) result() sweep.Result {
	for _, p := range c.early {
		c.res.Note(p, sweep.Filtered, netip.Addr{})
	}
	out := *c.res
	out.Cut = !c.finished() || c.blind
	out.Blind = c.blind || !c.stall.IsZero()
	if out.Blind {
		out.BlindSince = c.lastSeen
	}
	out.Loss, out.Miss = 1, 1
	if c.sighted() {
		out.Loss = c.final()
		counted := c.least
		if c.primed {
			counted--
		}
		out.Miss = 0 // nothing is silent
		if c.least > 0 {
			out.Miss = sweep.MissBound(out.Loss, counted)
		}
	}
	return out
}
