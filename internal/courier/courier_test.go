package courier

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"holdfast"
)

// TestOutcomes is the table of what each answer of a receiver leads to.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	type script = []func(context.Context) holdfast.Receipt
	for _, c := range []struct {
		name   string
		script script
		want   []time.Duration // when it is called
		doubt  []bool
		state  string
	}{
		{"accepted", nil, []time.Duration{0}, []bool{false}, "opened done"},
		{"refused", script{answer(holdfast.OutcomeRefused, 0)}, []time.Duration{0}, []bool{false}, "opened refused"},
		{
			"retry backs off",
			script{answer(holdfast.OutcomeRetry, 0), answer(holdfast.OutcomeRetry, 0), answer(holdfast.OutcomeRetry, 0)},
			[]time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second},
			[]bool{false, false, false, false},
			"opened done",
		},
		{"retry after", script{answer(holdfast.OutcomeRetry, time.Minute)}, []time.Duration{0, time.Minute}, []bool{false, false}, "opened done"},
		{"absurd retry after", script{answer(holdfast.OutcomeRetry, 48*time.Hour)}, []time.Duration{0, time.Hour}, []bool{false, false}, "opened done"},
		{"lost answer settles", script{answer(holdfast.OutcomeUnknown, 0)}, []time.Duration{0, 8 * time.Second}, []bool{false, true}, "opened done"},
		{"doubt stays", script{answer(holdfast.OutcomeUnknown, 0), answer(holdfast.OutcomeRetry, 0)}, []time.Duration{0, 8 * time.Second, 9 * time.Second}, []bool{false, true, true}, "opened done"},
		{"hangs", script{hang}, []time.Duration{0, 9 * time.Second}, []bool{false, true}, "opened done"},
		{"panics", script{func(context.Context) holdfast.Receipt { panic("nil map") }}, []time.Duration{0, 8 * time.Second}, []bool{false, true}, "opened done"},
		{"never comes back", script{func(context.Context) holdfast.Receipt {
			time.Sleep(time.Hour)
			return holdfast.Receipt{}
		}}, []time.Duration{0, 10 * time.Second}, []bool{false, true}, "opened done"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ops := &receiver{began: time.Now(), script: c.script}
				r := newRig(t, channel("ops", ops))
				r.owe(due(1, holdfast.StepOpened, "ops"))
				r.pass(2 * time.Hour)
				var at []time.Duration
				var doubt []bool
				for i, call := range ops.got() {
					at, doubt = append(at, call.After), append(doubt, call.Doubt)
					if call.Attempt != i+1 {
						t.Errorf("call %d says attempt %d", i+1, call.Attempt)
					}
				}
				same(t, "called", at, c.want)
				same(t, "doubt", doubt, c.doubt)
				same(t, "state", r.states("ops", "hf-test-1-1"), []string{c.state})
			})
		})
	}
}

func TestThreadKeepsOrderAndRefs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", ops))
		for _, step := range []holdfast.Step{holdfast.StepOpened, holdfast.StepWorse, holdfast.StepResolved} {
			r.owe(due(1, step, "ops"))
			r.pass(time.Second)
		}
		var got []string
		for _, call := range ops.got() {
			got = append(got, fmt.Sprint(call.Step, call.Refs))
		}
		same(t, "calls", got, []string{"opened[]", "worse[ref0]", "resolved[ref0 ref1]"})
	})
}

// TestOutageInsideAReceiversOutage is the promise that other monitors do not
// keep: what began and ended unseen is told, once, and as over.
func TestOutageInsideAReceiversOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := answer(holdfast.OutcomeRetry, 0)
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{down, down, down, down}}
		r := newRig(t, channel("ops", ops))
		r.owe(due(1, holdfast.StepOpened, "ops"))
		r.owe(due(1, holdfast.StepWorse, "ops"), due(1, holdfast.StepReminder, "ops"))
		r.pass(2500 * time.Millisecond)
		r.owe(due(1, holdfast.StepAcknowledged, "ops"), due(1, holdfast.StepResolved, "ops"))
		r.pass(time.Minute)
		calls := ops.got()
		last := calls[len(calls)-2:]
		if last[0].Step != holdfast.StepOpened || !last[0].Over || last[1].Step != holdfast.StepResolved || last[1].Over {
			t.Errorf("at last it is told %+v; want opened as over, then resolved", last)
		}
		same(t, "states", r.states("ops", "hf-test-1-1"), []string{"opened done", "worse superseded", "reminder superseded", "acknowledged superseded", "resolved done"})
	})
}

// TestChannelsAreIndependent lets one channel hang and one ask for an hour of
// silence: the third is told at once, each time.
func TestChannelsAreIndependent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stuck := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{hang, hang, hang, hang, hang, hang, hang, hang}}
		busy := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{answer(holdfast.OutcomeRetry, time.Hour)}}
		good := &receiver{began: time.Now()}
		r := newRig(t, channel("stuck", stuck), channel("busy", busy), channel("good", good))
		for i := range 20 {
			r.owe(due(i, holdfast.StepOpened, "stuck"), due(i, holdfast.StepOpened, "busy"), due(i, holdfast.StepOpened, "good"))
			r.pass(time.Second)
		}
		calls := good.got()
		if len(calls) != 20 {
			t.Fatalf("the good channel got %d calls; want 20", len(calls))
		}
		for i, call := range calls {
			if call.After != time.Duration(i)*time.Second {
				t.Errorf("notice %d came after %v; want at once", i, call.After)
			}
		}
		if n := len(busy.got()); n != 1 {
			t.Errorf("the channel that asked for an hour was called %d times; want 1", n)
		}
		if got := r.courier.Stats()["busy"]; got.Waiting != 20 || got.Oldest.IsZero() || got.Error != "retry" {
			t.Errorf("stats of the busy channel: %+v", got)
		}
	})
}

// TestOneThreadDoesNotHoldTheNext lets the first incident's message hang: the
// second one's goes out beside it.
func TestOneThreadDoesNotHoldTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{hang}}
		r := newRig(t, channel("ops", ops))
		r.owe(due(1, holdfast.StepOpened, "ops"))
		r.pass(time.Millisecond)
		r.owe(due(2, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		same(t, "second", r.states("ops", "hf-test-1-2"), []string{"opened done"})
	})
}

// TestReturnOfAReceiver lets 500 notices wait out a long outage: when the first
// is taken none of the others waits for its own back-off.
func TestReturnOfAReceiver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		back := began.Add(20 * time.Minute)
		ops := &receiver{began: began}
		r := newRig(t, channel("ops", gate{ops, func() bool { return time.Now().Before(back) }}))
		many := 500
		if testing.Short() {
			many = 40 // enough for the race detector, which makes every step dear
		}
		for i := range many {
			r.owe(due(i, holdfast.StepOpened, "ops"))
		}
		r.pass(20 * time.Minute)
		if got := r.courier.Stats()["ops"]; got.Waiting != many {
			t.Errorf("%d notices wait; want %d", got.Waiting, many)
		}
		r.pass(5 * time.Second)
		if n := len(ops.got()); n != many {
			t.Errorf("five seconds after its return the receiver has %d of %d notices", n, many)
		}
		if got := r.courier.Stats()["ops"]; got.Waiting != 0 || !got.Oldest.IsZero() {
			t.Errorf("afterwards %+v", got)
		}
	})
}

// gate refuses connections while shut says so.
type gate struct {
	to   holdfast.Notifier
	shut func() bool
}

func (g gate) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	if g.shut() {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "connection refused"}
	}
	return g.to.Notify(ctx, n)
}

// Paced receiver for TestPace.
type slow struct{ *receiver }

func (slow) Pace() (perMinute, burst int) { return 60, 5 }

func TestPaceIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", slow{ops}))
		for i := range 10 {
			r.owe(due(i, holdfast.StepOpened, "ops"))
		}
		r.pass(time.Minute)
		var at []time.Duration
		for _, call := range ops.got() {
			at = append(at, call.After)
		}
		s := time.Second
		same(t, "calls", at, []time.Duration{0, 0, 0, 0, 0, s, 2 * s, 3 * s, 4 * s, 5 * s})
	})
}

// TestRestart ends the process in each state that a row can have and looks at
// what the next one does.
func TestRestart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		script func(context.Context) holdfast.Receipt
		want   time.Duration // of the next call
		doubt  bool
	}{
		{"waiting for a receiver", answer(holdfast.OutcomeRetry, time.Minute), time.Minute, false},
		{"settling", answer(holdfast.OutcomeUnknown, 0), 8 * time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{c.script}}
				r := newRig(t, channel("ops", ops))
				r.owe(due(1, holdfast.StepOpened, "ops"))
				for range 10 { // a kill every half second starts no wait anew
					r.pass(500 * time.Millisecond)
					r.stop()
					r.run(channel("ops", ops))
				}
				r.pass(2 * time.Minute)
				calls := ops.got()
				if len(calls) != 2 || calls[1].After != c.want || calls[1].Doubt != c.doubt {
					t.Errorf("calls %+v; want the second after %v, doubt %v", calls, c.want, c.doubt)
				}
			})
		})
	}
}

// TestFoundSending shows what a process does with a row that another one was
// sending when it was killed.
func TestFoundSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now()}
		r := newRig(t)
		r.stop()
		r.owe(due(1, holdfast.StepOpened, "ops"), due(1, holdfast.StepResolved, "ops"))
		now := r.courier.clock.now()
		row := holdfast.Delivery{Seq: 1, Notice: due(1, holdfast.StepOpened, "ops"), State: holdfast.DeliverySending, Attempts: 1, Sent: now.Wall, Next: now.In(8 * time.Second)}
		if err := r.store.SaveDeliveries(t.Context(), []holdfast.Delivery{row}, nil); err != nil {
			t.Fatal(err)
		}
		r.run(channel("ops", ops))
		r.pass(time.Minute)
		got := ops.got()
		for i := range got {
			got[i].ID, got[i].Refs = "", nil
		}
		same(t, "calls", got, []call{
			{After: 8 * time.Second, Step: holdfast.StepOpened, Attempt: 2, Doubt: true},
			{After: 8 * time.Second, Step: holdfast.StepResolved, Attempt: 1},
		})
	})
}

// TestStopDrains ends the courier while an attempt is under way: its answer is
// waited for and stored, and nothing new begins.
func TestStopDrains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{func(ctx context.Context) holdfast.Receipt {
			time.Sleep(3 * time.Second)
			if ctx.Err() != nil {
				t.Error("the attempt under way was cut off")
			}
			return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted}
		}}}
		r := newRig(t, channel("ops", ops))
		r.owe(due(1, holdfast.StepOpened, "ops"), due(1, holdfast.StepResolved, "ops"))
		r.pass(time.Second)
		r.stop()
		same(t, "took", time.Since(r.began), 3*time.Second)
		same(t, "states", r.states("ops", "hf-test-1-1"), []string{"opened done", "resolved due"})
	})
}

func TestEventsForMetrics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{answer(holdfast.OutcomeRetry, 0)}}
		r := newRig(t, channel("ops", ops))
		n := due(1, holdfast.StepOpened, "ops")
		n.Incident.Since = n.At.Add(-20 * time.Second)
		r.owe(n)
		r.pass(time.Minute)
		same(t, "events", r.events, []Event{
			{Channel: "ops", Kind: "fake", Step: holdfast.StepOpened, Outcome: holdfast.OutcomeRetry, Attempt: 1},
			{Channel: "ops", Kind: "fake", Step: holdfast.StepOpened, Outcome: holdfast.OutcomeAccepted, Attempt: 2, Late: time.Second, Told: 21 * time.Second},
		})
	})
}
