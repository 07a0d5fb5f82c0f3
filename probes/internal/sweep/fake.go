package sweep

import (
	"context"
	"net/netip"
	"time"
)

// Fake is an engine for tests of those who use one: it answers from a function
// and asks nobody.
type Fake struct {
	// Answer says what each port of an address is; the address given with it is
	// who sent the ICMP error of a Rejected port.
	Answer func(addr netip.Addr, port uint16) (State, netip.Addr)
	// Blind ends each sweep blind once its ports are through.
	Blind bool
	// Jobs, when not nil, is told of every job before it is answered.
	Jobs func(Job)
}

// Sweep implements [Engine].
func (f Fake) Sweep(_ context.Context, job Job) (Result, error) {
	job = job.withDefaults()
	if f.Jobs != nil {
		f.Jobs(job)
	}
	p := newPlan(job, time.Unix(0, 0))
	for _, t := range p.queue {
		s, from := f.Answer(job.Addr, t.port)
		p.flying++
		switch s {
		case Filtered:
			p.flying--
			p.settle(t.port, Filtered)
		case Unknown:
			p.withheld(t, time.Unix(0, 0))
		case Open, Closed, Rejected:
			p.answered(t, s, from, time.Millisecond, time.Unix(0, 0))
		}
	}
	p.queue = nil
	if p.res.Canary.Port != 0 {
		p.res.Canary.Asked, p.res.Canary.Answered = 9, 9
	}
	p.blind = f.Blind
	p.res.Attempts = len(p.res.ports)
	if job.Progress != nil {
		job.Progress(p.done, p.open)
	}
	return p.result(), nil
}
