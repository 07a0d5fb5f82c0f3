package sweep

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"
)

// Limits of a plan.
const (
	canaryWait   = 900 * time.Millisecond // below the kernel's first retransmission
	canariesMost = 8                      // in flight
	manyPorts    = 4096                   // from here on, one try is enough while nothing answers
	askedMost    = 8                      // tries of one port, whatever the sight
	selfMost     = 6                      // self-connects of one port in a row
)

// task is one try of one port.
type task struct {
	port   uint16
	canary bool
	tries  uint8 // silent tries that counted
	asked  uint8 // all tries
	self   uint8 // connects to itself
	seen   uint8 // open on our own machine, not yet confirmed
}

// plan decides what is asked next and what an answer means. It knows no
// sockets: an engine asks it for tasks and tells it what came of them.
type plan struct {
	job   Job
	res   *Result
	rate  *throttle
	sight sight
	queue []task
	doubt []task // silent often enough; believed when the canary answers
	early []task // silent before there was a canary
	open  []uint16

	flying   int // tasks out, canaries aside
	canaries int // canaries out
	until    int // tasks until the next canary
	mean     int // of until
	done     int // ports with an answer
	lastSeen time.Time
	stall    time.Time // since when only the canary is asked; zero: not stalled
	retry    time.Time // when the canary is asked next, while stalled
	blind    bool
}

// newPlan returns the plan of a job whose defaults are filled in.
func newPlan(job Job, now time.Time) *plan {
	p := &plan{job: job, rate: newThrottle(job.Rate, now), lastSeen: now}
	seen := make([]bool, 65536)
	var all []uint16
	for _, port := range append(append([]uint16{}, job.Control...), job.Ports...) {
		if port != 0 && !seen[port] {
			seen[port] = true
			all = append(all, port)
			p.queue = append(p.queue, task{port: port})
		}
	}
	p.res = newResult(job.Addr, all)
	p.mean = min(max(len(all)/8, 4), 128)
	return p
}

// finished reports whether nothing is left to ask or to wait for.
func (p *plan) finished() bool {
	if p.blind {
		return true
	}
	return len(p.queue) == 0 && p.flying == 0 && len(p.doubt) == 0 && p.canaries == 0
}

// next returns the task to start now, if there is one.
func (p *plan) next(now time.Time) (task, bool) {
	if p.canaryDue(now) {
		p.canaries++
		p.res.Canary.Asked++
		return task{port: p.res.Canary.Port, canary: true}, true
	}
	if !p.stall.IsZero() || len(p.queue) == 0 {
		return task{}, false
	}
	t := p.queue[0]
	p.queue = p.queue[1:]
	p.flying++
	p.until--
	return t, true
}

// canaryDue reports whether the next task should be the canary.
func (p *plan) canaryDue(now time.Time) bool {
	switch {
	case p.res.Canary.Port == 0 || p.canaries >= canariesMost:
		return false
	case !p.stall.IsZero():
		return p.canaries == 0 && !now.Before(p.retry)
	case len(p.queue) == 0:
		return p.canaries == 0 && p.flying == 0 && len(p.doubt) > 0
	default:
		return p.until <= 0 && p.arm()
	}
}

// canaryWait is how long the canary is waited for: less than the kernel's first
// retransmission, so that a lost one is seen as lost; but where the first answer
// came only by a retransmission (a firewall that drops each first SYN), as long
// as any other.
func (p *plan) canaryWait() time.Duration {
	if p.res.Canary.RTT > canaryWait-100*time.Millisecond {
		return p.job.Timeout
	}
	return canaryWait
}

// arm draws when the canary after this one is due.
func (p *plan) arm() bool {
	p.until = 1 + rand.IntN(2*p.mean) //nolint:gosec // where the canary sits needs no secrecy
	return true
}

// back returns a task that could not be started.
func (p *plan) back(t task) {
	if t.canary {
		p.canaries--
		if t.port == p.res.Canary.Port {
			p.res.Canary.Asked--
		}
		p.until = 0
		return
	}
	p.flying--
	p.queue = append(p.queue, t)
}

// answered takes the state that came for a task, rtt after it was started.
func (p *plan) answered(t task, s State, from netip.Addr, rtt time.Duration, now time.Time) {
	if t.canary {
		p.canaries--
		p.canaryAnswered(t, s, rtt, now)
		return
	}
	p.flying--
	p.settle(t.port, s)
	if s == Rejected {
		p.res.offenders[t.port] = from
		return
	}
	p.adopt(t.port, s, rtt)
	p.rate.good(now)
}

// settle writes down what is known of a port.
func (p *plan) settle(port uint16, s State) {
	p.res.states[port] = s
	if s != Unknown {
		p.done++
	}
	if s == Open {
		p.open = append(p.open, port)
	}
}

// adopt makes a port that answered the canary: the first that answers, and an
// open control in place of one that is closed.
func (p *plan) adopt(port uint16, s State, rtt time.Duration) {
	c := &p.res.Canary
	better := c.State == Closed && s == Open && slices.Contains(p.job.Control, port)
	if c.Port != 0 && !better {
		return
	}
	*c = Canary{Port: port, State: s, Asked: 1, Answered: 1, RTT: rtt}
	for _, t := range p.early {
		t.tries = 0
		p.queue = append(p.queue, t)
		p.done--
	}
	p.early = nil
	p.rate.blindly = false
	p.until = 0
}

// withheld takes a task that our own system refused to send: nothing is known
// of its port.
func (p *plan) withheld(t task, now time.Time) {
	if t.canary {
		p.silent(t, now)
		return
	}
	p.flying--
	p.res.Withheld++
}
