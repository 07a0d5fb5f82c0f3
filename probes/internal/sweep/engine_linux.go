package sweep

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// windowMost is the most sockets one sweep keeps in flight.
const windowMost = 8192

// New returns the engine of this system.
func New() Engine { return connector{} }

// connector sweeps by non-blocking connects on one epoll.
type connector struct{}

// Sweep implements [Engine].
func (connector) Sweep(ctx context.Context, job Job) (Result, error) {
	job = job.withDefaults()
	if err := Reachable(ctx, job.Addr); err != nil {
		return Result{Addr: job.Addr}, err
	}
	l, err := newLoop(job)
	if err != nil {
		return Result{Addr: job.Addr}, fmt.Errorf("sweep %s: %w", job.Addr, err)
	}
	defer l.close()
	if err := l.run(ctx); err != nil {
		return l.plan.result(), fmt.Errorf("sweep %s: %w", job.Addr, err)
	}
	return l.plan.result(), nil
}

// loop is one running sweep.
type loop struct {
	job     Job
	plan    *plan
	epoll   int
	window  int
	out     int      // sockets in flight
	flights []flight // by file descriptor
	serial  uint32
	ports   fifo // deadlines of port tries
	canary  fifo // deadlines of canaries
	events  []unix.EpollEvent
	told    time.Time // last progress
	tight   time.Time // until when no socket is to be made: there was none
}

// flight is a socket on its way.
type flight struct {
	task   task
	sent   time.Time
	serial uint32 // 0: no flight
}

// newLoop makes the epoll and measures how many sockets there may be.
func newLoop(job Job) (*loop, error) {
	room, err := socketRoom()
	if err != nil {
		return nil, err
	}
	if job.Window > 0 {
		room = min(room, job.Window)
	}
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	return &loop{
		job:    job,
		plan:   newPlan(job, time.Now()),
		epoll:  epoll,
		window: min(room, windowMost),
		events: make([]unix.EpollEvent, 512),
	}, nil
}

// close closes whatever is still open.
func (l *loop) close() {
	for fd, f := range l.flights {
		if f.serial != 0 {
			l.drop(fd)
		}
	}
	_ = unix.Close(l.epoll)
}

// run turns the wheel until all is known or ctx ends.
func (l *loop) run(ctx context.Context) error {
	for !l.plan.finished() && ctx.Err() == nil {
		if err := l.launch(ctx); err != nil {
			return err
		}
		if err := l.collect(l.patience(time.Now())); err != nil {
			return err
		}
		l.expire(time.Now())
		l.progress(time.Now(), false)
	}
	l.progress(time.Now(), true)
	return nil
}

// launch starts what window, rate and pace allow.
func (l *loop) launch(ctx context.Context) error {
	now := time.Now()
	if now.Before(l.tight) {
		return nil
	}
	n := min(l.plan.rate.allow(now), 64)
	for ; n > 0 && l.out < l.window; n-- {
		t, ok := l.plan.next(now)
		if !ok {
			return nil
		}
		if l.job.Pace != nil {
			if err := l.job.Pace.Wait(ctx, l.job.Addr, 1); err != nil {
				l.plan.back(t)
				return nil //nolint:nilerr // ctx has ended: the result says how far it got
			}
		}
		l.plan.rate.spend()
		if err := l.start(t, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// patience returns how long to wait for events, in milliseconds: at most 20,
// so that a new token or the end of ctx is never overslept for long.
func (l *loop) patience(now time.Time) int {
	wait := 20 * time.Millisecond
	if len(l.plan.queue) > 0 && l.out < l.window && l.plan.stall.IsZero() {
		wait = 2 * time.Millisecond
	}
	for _, f := range []*fifo{&l.ports, &l.canary} {
		if next, ok := f.next(); ok {
			wait = min(wait, max(0, next.Sub(now)))
		}
	}
	return int(wait.Milliseconds()) + 1
}

// progress tells how far the sweep is, five times a second.
func (l *loop) progress(now time.Time, always bool) {
	if l.job.Progress == nil || !always && now.Sub(l.told) < 200*time.Millisecond {
		return
	}
	l.told = now
	l.job.Progress(l.plan.done, l.plan.open)
}
