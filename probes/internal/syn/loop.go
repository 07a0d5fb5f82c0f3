package syn

import (
	"context"
	"time"

	"holdfast/probes/internal/sweep"
)

// line carries SYNs to one address and their answers back.
type line interface {
	// send lets SYNs out.
	send(list []probe) error
	// receive hands over all answers that are there.
	receive(take func(answer)) error
	// overrun returns how many answers were lost on our side since the beginning.
	overrun() int
}

// The times of the loop.
const (
	busy  = time.Millisecond     // from one turn to the next, while there is something to send
	quiet = 5 * time.Millisecond // and while there is not
	batch = 1024                 // SYNs in one turn, at most
)

// loop is one running sweep.
type loop struct {
	course *course
	line   line
	job    sweep.Job
	list   []probe
	told   time.Time

	overrun int // answers lost on our side so far
}

// run turns until all is known or ctx ends.
func (l *loop) run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for !l.course.finished() {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		if err := l.turn(ctx); err != nil {
			return err
		}
		timer.Reset(l.pause())
	}
	l.tell(time.Now(), true)
	return nil
}

// turn reads, judges and sends once.
func (l *loop) turn(ctx context.Context) error {
	now := time.Now()
	if err := l.line.receive(func(a answer) { l.course.take(a, now) }); err != nil {
		return err
	}
	if n := l.line.overrun(); n > l.overrun {
		l.overrun = n
		l.course.spoil(now)
	}
	l.course.judge(now)
	l.tell(now, false)
	n := min(l.course.steer.allow(now), batch)
	if l.job.Pace != nil {
		n = min(n, 1)
	}
	l.list = l.course.fill(l.list[:0], n, now)
	if len(l.list) == 0 {
		return nil
	}
	l.course.steer.spend(len(l.list))
	if l.job.Pace != nil && l.job.Pace.Wait(ctx, l.job.Addr, len(l.list)) != nil {
		return nil //nolint:nilerr // ctx has ended: the result says how far it got
	}
	return l.line.send(l.list)
}

// pause is how long to wait for the next turn.
func (l *loop) pause() time.Duration {
	if len(l.list) > 0 {
		return busy
	}
	return quiet
}

// tell tells how far the sweep is, five times a second.
func (l *loop) tell(now time.Time, always bool) {
	if l.job.Progress == nil || !always && now.Sub(l.told) < 200*time.Millisecond {
		return
	}
	l.told = now
	l.job.Progress(l.course.done, l.course.found)
}

// result closes the book.
func (l *loop) result() sweep.Result {
	out := l.course.result()
	out.Overrun = l.overrun
	return out
}
