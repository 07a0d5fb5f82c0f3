package syn

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/probes/internal/sweep"
)

// path is a simulated way to a simulated host, in the time of a synctest bubble.
type path struct {
	host  func(port uint16, at time.Duration) sweep.State // Filtered: silence
	there gate                                            // what SYNs must pass, in order
	loss  float64                                         // each way
	rtt   time.Duration
	rand  *rand.Rand

	begun time.Time
	air   arrivals
	sent  map[uint16]int // SYNs by port
	first map[uint16]time.Time
	over  int
	most  int // SYNs in the worst second
	burst []time.Time
}

// gate decides how long a SYN waits and whether it passes.
type gate func(p probe, at time.Duration) (time.Duration, bool)

// arrival is an answer on its way.
type arrival struct {
	answer
	at time.Time
}

type arrivals []arrival

func (a arrivals) Len() int           { return len(a) }
func (a arrivals) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a arrivals) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)        { *a = append(*a, x.(arrival)) }
func (a *arrivals) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

func (p *path) lost() bool { return p.rand.Float64() < p.loss }

func (p *path) send(list []probe) error {
	now := time.Now()
	for _, one := range list {
		if p.sent[one.port]++; p.sent[one.port] == 1 {
			p.first[one.port] = now
		}
		p.burst = append(p.burst, now)
		for now.Sub(p.burst[0]) >= time.Second {
			p.burst = p.burst[1:]
		}
		p.most = max(p.most, len(p.burst))
		at := now.Sub(p.begun)
		wait, passes := p.there(one, at)
		if !passes || p.lost() {
			continue
		}
		p.reply(one, now.Add(wait+p.rtt))
	}
	return nil
}

// reply sends a host's answer; a lost SYN-ACK comes again after 1 and 3 s.
func (p *path) reply(one probe, at time.Time) {
	s := p.host(one.port, at.Sub(p.begun))
	if s == sweep.Filtered {
		return
	}
	waits := []time.Duration{0}
	if s == sweep.Open {
		waits = []time.Duration{0, time.Second, 3 * time.Second}
	}
	for _, wait := range waits {
		if !p.lost() {
			heap.Push(&p.air, arrival{answer{one, s, netip.Addr{}}, at.Add(wait)})
			return
		}
	}
}

func (p *path) receive(take func(answer)) error {
	now := time.Now()
	for len(p.air) > 0 && !p.air[0].at.After(now) {
		take(heap.Pop(&p.air).(arrival).answer)
	}
	return nil
}

func (p *path) overrun() int { return p.over }

// through lets everything pass at once.
func through(probe, time.Duration) (time.Duration, bool) { return 0, true }

// bottleneck serves so many packets a second from a queue.
func bottleneck(pps, queue int) gate {
	var free time.Duration // when the server is free
	each := time.Second / time.Duration(pps)
	return func(_ probe, at time.Duration) (time.Duration, bool) {
		free = max(free, at)
		if free-at >= each*time.Duration(queue) {
			return 0, false
		}
		free += each
		return free - at, true
	}
}

// policer lets so many a second pass after a burst, and drops the rest.
func policer(pps, burst float64) gate {
	tokens, last := burst, time.Duration(0)
	return func(_ probe, at time.Duration) (time.Duration, bool) {
		tokens = min(burst, tokens+pps*(at-last).Seconds())
		last = at
		if tokens < 1 {
			return 0, false
		}
		tokens--
		return 0, true
	}
}

// ban drops everything for a time once more than the policer allows came.
func ban(pps, burst float64, length time.Duration, bans *int) gate {
	inner, until := policer(pps, burst), time.Duration(-1)
	return func(p probe, at time.Duration) (time.Duration, bool) {
		if at < until {
			return 0, false
		}
		if _, ok := inner(p, at); !ok {
			until = at + length
			*bans++
			return 0, false
		}
		return 0, true
	}
}

// firstDrop drops the first SYN between any two ports.
func firstDrop() gate {
	seen := map[probe]bool{}
	return func(p probe, _ time.Duration) (time.Duration, bool) {
		passes := seen[p]
		seen[p] = true
		return 0, passes
	}
}

// bursts loses everything for a while again and again (Gilbert's model).
func bursts(random *rand.Rand, good, bad time.Duration) gate {
	lost, next := false, good
	return func(_ probe, at time.Duration) (time.Duration, bool) {
		for at >= next {
			lost = !lost
			mean := good
			if lost {
				mean = bad
			}
			next += time.Duration(random.ExpFloat64() * float64(mean))
		}
		return 0, !lost
	}
}

// only is a host with these ports open, all others in one state.
func only(rest sweep.State, open ...uint16) func(uint16, time.Duration) sweep.State {
	set := map[uint16]bool{}
	for _, p := range open {
		set[p] = true
	}
	return func(port uint16, _ time.Duration) sweep.State {
		if set[port] {
			return sweep.Open
		}
		return rest
	}
}

// source is a source of chance that is the same in every run.
func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// look is a run of a job over a path.
type look struct {
	sweep.Result
	took time.Duration
	path *path
}

// missed returns the open ports of the host that the result does not call open,
// and those of them that it calls something else than unknown.
func (l look) missed(open ...uint16) (missed, lied []uint16) {
	for _, p := range open {
		if s := l.State(p); s != sweep.Open {
			missed = append(missed, p)
			if s != sweep.Unknown {
				lied = append(lied, p)
			}
		}
	}
	return missed, lied
}

// walk runs a job over a path, in a bubble.
func walk(t *testing.T, seed uint64, job sweep.Job, p path) (out look) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p.rand = source(seed)
		p.sent, p.first, p.begun = map[uint16]int{}, map[uint16]time.Time{}, time.Now()
		if p.there == nil {
			p.there = through
		}
		job.Addr = netip.MustParseAddr("192.0.2.9")
		job = withDefaults(job)
		l := &loop{course: newCourse(job, 61000, 65535, time.Now()), line: &p, job: job}
		l.course.random = rand.New(rand.NewPCG(seed, 2)).IntN
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
		defer cancel()
		if err := l.run(ctx); err != nil {
			t.Fatal(err)
		}
		out = look{l.result(), time.Since(p.begun), &p}
	})
	return out
}
