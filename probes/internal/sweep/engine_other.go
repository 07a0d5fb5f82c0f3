//go:build !linux

package sweep

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// dialers is how many connects are in flight on systems without an own engine.
const dialers = 64

// New returns the engine of this system: a plain dialer with few connects in
// flight. It is slower than the one on Linux and cannot tell who rejects.
func New() Engine { return dialer{} }

// dialer sweeps by net.Dialer.
type dialer struct{}

// answer is what came of a task.
type answer struct {
	task  task
	state State
	rtt   time.Duration
	late  bool // silence
	scant bool // the system had no socket
}

// Sweep implements [Engine].
func (dialer) Sweep(ctx context.Context, job Job) (Result, error) {
	job = job.withDefaults()
	if err := Reachable(ctx, job.Addr); err != nil {
		return Result{Addr: job.Addr}, err
	}
	p := newPlan(job, time.Now())
	answers := make(chan answer, dialers)
	out := 0
	defer func() {
		for ; out > 0; out-- {
			<-answers
		}
	}()
	for !p.finished() && ctx.Err() == nil {
		out += launchDials(ctx, p, dialers-out, answers)
		select {
		case a := <-answers:
			out--
			take(p, a)
		case <-time.After(2 * time.Millisecond):
		}
		if job.Progress != nil {
			job.Progress(p.done, p.open)
		}
	}
	return p.result(), nil
}

// launchDials starts what the rate allows and returns how many it started.
func launchDials(ctx context.Context, p *plan, room int, answers chan<- answer) int {
	started := 0
	for n := min(room, p.rate.allow(time.Now())); started < n; started++ {
		t, ok := p.next(time.Now())
		if !ok {
			break
		}
		if p.job.Pace != nil && p.job.Pace.Wait(ctx, p.job.Addr, 1) != nil {
			p.back(t)
			break
		}
		p.rate.spend()
		p.res.Attempts++
		wait := p.job.Timeout
		if t.canary {
			wait = p.canaryWait()
		}
		go func() { answers <- dial(ctx, p.job, t, wait) }()
	}
	return started
}

// dial carries out one task.
func dial(ctx context.Context, job Job, t task, wait time.Duration) answer {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	var d net.Dialer
	begun := time.Now()
	conn, err := d.DialContext(ctx, "tcp", netip.AddrPortFrom(job.Addr, t.port).String())
	out := answer{task: t, rtt: time.Since(begun)}
	switch {
	case err == nil:
		own, peer := conn.LocalAddr().String(), conn.RemoteAddr().String()
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
		out.state = Open
		out.scant = own == peer // it met itself: ask again
	case errors.Is(err, syscall.ECONNREFUSED):
		out.state = Closed
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		out.state = Rejected
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE), errors.Is(err, syscall.EADDRNOTAVAIL):
		out.scant = true
	default:
		out.late = true
	}
	return out
}

// take tells the plan what came.
func take(p *plan, a answer) {
	now := time.Now()
	switch {
	case a.scant:
		a.task.self++
		if a.task.self > selfMost {
			p.withheld(a.task, now)
			return
		}
		p.back(a.task)
	case a.late:
		p.silent(a.task, now)
	default:
		p.answered(a.task, a.state, netip.Addr{}, a.rtt, now)
	}
}
