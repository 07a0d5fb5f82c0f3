package courier

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"holdfast"
)

// TestFailingChannelIsAskedGently counts the calls on a receiver that is down
// while many notices wait for it.
func TestFailingChannelIsAskedGently(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now()}
		down := &counter{}
		r := newRig(t, channel("ops", down))
		for i := range 100 {
			r.owe(due(i, holdfast.StepOpened, "ops"))
		}
		r.pass(10 * time.Minute)
		if n := down.calls(); n < 150 || n > 220 {
			t.Errorf("%d calls in ten minutes; want about one in 4 s and some at first", n)
		}
		r.courier.SetChannels([]holdfast.Channel{channel("ops", ops)})
		r.pass(10 * time.Second)
		if n := len(ops.got()); n != 100 {
			t.Errorf("%d of 100 notices are told after ten seconds", n)
		}
	})
}

// counter is a receiver that is down and counts.
type counter struct{ receiver }

func (c *counter) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	c.receiver.Notify(ctx, n)
	return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "connection refused"}
}

func (c *counter) calls() int { return len(c.got()) }

// poison takes all but one incident's notices.
type poison struct {
	*receiver
	key string
}

func (p poison) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	receipt := p.receiver.Notify(ctx, n)
	if n.Key == p.key {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "500"}
	}
	return receipt
}

// TestPoisonedNoticeHarmsNoOther lets a receiver fail at one notice for ever:
// the others are told, and the one is tried as seldom as its back-off says.
func TestPoisonedNoticeHarmsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", poison{ops, "hf-test-1-0"}))
		for i := range 60 {
			r.owe(due(i, holdfast.StepOpened, "ops"))
			r.pass(5 * time.Second)
		}
		bad, good := 0, 0
		for _, call := range ops.got() {
			if call.ID == "hf-test-1-0/opened/1/ops" {
				bad++
			} else {
				good++
			}
		}
		if good != 59 || bad > 90 {
			t.Errorf("in five minutes the good ones were tried %d times and the bad one %d; want 59 and at most 90", good, bad)
		}
	})
}

// TestBackoffFoundAtStart shows that a channel that failed when the last process
// ended is known to fail, and that its return frees what waits.
func TestBackoffFoundAtStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ops := &receiver{began: began}
		shut := func() bool { return time.Since(began) < 30*time.Minute }
		r := newRig(t, channel("ops", gate{ops, shut}))
		for i := range 50 {
			r.owe(due(i, holdfast.StepOpened, "ops"))
		}
		r.pass(30 * time.Minute)
		r.stop()
		r.run(channel("ops", gate{ops, shut}))
		r.pass(5 * time.Second)
		if n := len(ops.got()); n != 50 {
			t.Errorf("five seconds after the start %d of 50 notices are told", n)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		attempts int
		due      time.Duration
		chance   float64
		want     time.Duration
	}{
		{"the first", 1, 0, 0.5, time.Second},
		{"a young notice is tried often", 10, 20 * time.Second, 0.5, time.Second},
		{"a twentieth of its age", 10, 2 * time.Minute, 0.5, 6 * time.Second},
		{"never above a minute", 1000, 1000 * time.Hour, 0.5, time.Minute},
		{"an old one fails for the first time", 1, time.Hour, 0.5, time.Second},
		{"it doubles", 4, time.Hour, 0.5, 8 * time.Second},
		{"a clock that was set back", 3, -time.Hour, 0.5, time.Second},
		{"less by a quarter", 1, 0, 0, 750 * time.Millisecond},
		{"more by a quarter", 100, time.Hour, 1, 75 * time.Second},
	} {
		if got := backoff(c.attempts, c.due, c.chance); got != c.want {
			t.Errorf("%s: %v; want %v", c.name, got, c.want)
		}
	}
}
