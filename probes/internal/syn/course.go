package syn

import (
	"net/netip"
	"slices"
	"time"

	"holdfast/probes/internal/sweep"
)

// probe is one SYN: from which of our ports to which of theirs.
type probe struct{ own, port uint16 }

// answer is what came back for one.
type answer struct {
	probe
	state sweep.State // Open, Closed or Rejected
	from  netip.Addr  // who rejects
}

// course decides what is asked next and what an answer means. It knows no
// sockets and no clock: the loop tells it both.
type course struct {
	job   sweep.Job
	doubt float64 // chance of a missed port to get below; 0: the usual
	res   *sweep.Result
	own   uint16 // our source port for all questions but the canary's
	steer *steer
	canary

	queue  []segment // ports waiting for their next SYN
	seek   []segment // controls, asked before all others until there is a canary
	seeks  bool      // whether that is still going on
	open   *chunk    // being filled
	flying []*chunk  // not judged yet
	behind []segment // silent often enough; ready is when they are settled
	early  []uint16  // silent, and there was never a canary
	tries  []uint8   // by port: SYNs that counted
	asked  []uint8   // by port: all SYNs
	found  []uint16  // open so far
	done   int       // ports with an answer
	least  int       // the fewest SYNs that counted, of any port that is settled as silent
	stall  time.Time // since when only the canary is asked; zero: not
	blind  bool
}

// newCourse returns the course of a job, for our source ports from lowest to
// highest.
func newCourse(job sweep.Job, lowest, highest uint16, now time.Time) *course {
	c := &course{job: job, doubt: job.Doubt, own: lowest, steer: newSteer(job.Rate, now), canary: newCanary(lowest+1, highest)}
	seen := make([]bool, 65536)
	pick := func(ports []uint16) (list []uint16) {
		for _, port := range ports {
			if port != 0 && !seen[port] {
				seen[port] = true
				list = append(list, port)
			}
		}
		return list
	}
	controls := pick(job.Control)
	others := pick(job.Ports)
	c.res = sweep.NewResult(job.Addr, slices.Concat(controls, others))
	c.res.Engine = sweep.EngineSYN
	c.tries, c.asked = make([]uint8, 65536), make([]uint8, 65536)
	c.seek, c.seeks = portion(controls), len(controls) > 0
	c.queue = portion(others)
	return c
}

// portion cuts a list of ports into segments that are ready.
func portion(ports []uint16) (list []segment) {
	for some := range slices.Chunk(ports, 1024) {
		list = append(list, segment{ports: some})
	}
	return list
}

// finished reports whether no port is left to ask or to wait for.
func (c *course) finished() bool {
	empty := func(k *chunk) bool { return k == nil || len(k.ports) == 0 }
	return c.blind || len(c.queue)+len(c.seek)+len(c.behind) == 0 && empty(c.open) &&
		!slices.ContainsFunc(c.flying, func(k *chunk) bool { return !empty(k) })
}

// sighted reports whether there is a canary.
func (c *course) sighted() bool { return c.res.Canary.Port != 0 }

// fill appends the SYNs that may leave now, at most n.
func (c *course) fill(list []probe, n int, now time.Time) []probe {
	for ; n > 0; n-- {
		p, ok := c.next(now)
		if !ok {
			break
		}
		c.open.sent++
		c.open.ended = now
		c.res.Attempts++
		list = append(list, p)
	}
	return list
}

// next returns the next SYN, and puts it into the open chunk.
func (c *course) next(now time.Time) (probe, bool) {
	if c.open != nil && c.full(now) {
		c.shut()
	}
	if c.canaryDue(now) {
		if own := c.ask(now, c.res.Attempts+1, c.into(now)); own != 0 {
			c.res.Canary.Asked++
			c.draw(c.spacing())
			return probe{own, c.res.Canary.Port}, true
		}
	}
	port, ok := c.port(now)
	if !ok {
		return probe{}, false
	}
	k := c.into(now)
	k.ports = append(k.ports, port)
	k.last = c.res.Attempts + 1
	c.until--
	c.asked[port] = min(c.asked[port]+1, askedMost)
	return probe{c.own, port}, true
}

// into returns the chunk that is being filled.
func (c *course) into(now time.Time) *chunk {
	if c.open == nil {
		c.open = &chunk{begun: now, rate: c.steer.rate}
	}
	return c.open
}

// port takes the next port that is ready and has no answer yet off the queue.
func (c *course) port(now time.Time) (uint16, bool) {
	if !c.stall.IsZero() {
		return 0, false
	}
	from := &c.queue
	if c.seeks {
		from = &c.seek
	}
	for len(*from) > 0 {
		s := &(*from)[0]
		if now.Before(s.ready) {
			return 0, false
		}
		if len(s.ports) == 0 {
			*from = (*from)[1:]
			continue
		}
		port := s.ports[0]
		s.ports = s.ports[1:]
		if c.res.State(port) == sweep.Unknown {
			return port, true
		}
	}
	return 0, false
}

// spacing is how many SYNs there are from one canary to the next, on average:
// so many that there are some thirty a second, and few enough that they cost a
// fiftieth.
func (c *course) spacing() int {
	few := max(1, c.waiting()/8) // a short list wants its canaries too
	if c.steer.rate < 4*rateStart && c.steer.knee == 0 {
		return min(few, 16) // the loss of the path is being learnt
	}
	return min(few, max(16, min(64, int(c.steer.rate/32))))
}

// waiting is about how many ports are ready to be asked, as far as it matters.
func (c *course) waiting() (n int) {
	for _, s := range c.queue {
		if n += len(s.ports); n > 1024 {
			break
		}
	}
	return n
}

// canaryDue reports whether the next SYN should be the canary's.
func (c *course) canaryDue(now time.Time) bool {
	switch {
	case !c.sighted():
		return false
	case !c.stall.IsZero():
		return now.Sub(c.canary.asked) >= resend
	case c.repeats(now):
		return true
	case c.primed && len(c.out)+len(c.again) >= enough:
		return false // their second SYNs are what counts
	case c.open != nil && (now.Sub(c.open.begun) >= chunkMost || c.idle(now)):
		return c.inside(c.open) < fewest && (!c.primed || len(c.out)+len(c.again) < fewest)
	case c.open == nil && c.idle(now):
		return c.unsealed() && len(c.out)+len(c.again) == 0
	default:
		return c.until <= 0 && !c.idle(now)
	}
}

// unsealed reports whether the last questions still wait for a canary that was
// asked after them.
func (c *course) unsealed() bool {
	for _, k := range slices.Backward(c.flying) {
		if len(k.ports) > 0 {
			return !c.sealed(k)
		}
	}
	return false
}

// idle reports whether no port is ready to be asked.
func (c *course) idle(now time.Time) bool {
	if !c.stall.IsZero() {
		return true
	}
	for _, s := range c.queue {
		if now.Before(s.ready) {
			return true
		}
		if slices.ContainsFunc(s.ports, func(p uint16) bool { return c.res.State(p) == sweep.Unknown }) {
			return false
		}
	}
	return true
}

// full reports whether the open chunk holds enough.
func (c *course) full(now time.Time) bool {
	k, age := c.open, now.Sub(c.open.begun)
	switch {
	case !c.sighted():
		return age >= chunkLeast || c.idle(now)
	case c.inside(k) < fewest:
		return false
	case len(k.ports) >= chunkPorts, age >= chunkMost, c.idle(now):
		return true
	default:
		return age >= chunkLeast && c.inside(k) >= enough
	}
}

// shut ends the open chunk.
func (c *course) shut() {
	c.flying = append(c.flying, c.open)
	c.open = nil
}

// sealed reports whether a canary that was asked after all of a chunk's
// questions was answered.
func (c *course) sealed(k *chunk) bool { return c.lastAsk > k.last }
