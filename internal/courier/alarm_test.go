package courier

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"holdfast"
)

// TestRefusalIsToldElsewhereOnce shows the alarm of a channel that refuses: the
// others hear of it once, over restarts too, and again when it is over.
func TestRefusalIsToldElsewhereOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := func(context.Context) holdfast.Receipt {
			return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "invalid_auth"}
		}
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{no, no, no}}
		pager := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", ops), channel("pager", pager))
		r.owe(due(1, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		r.owe(due(2, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		if got := r.courier.Stats()["ops"]; !got.Refuses || got.Error != "invalid_auth" {
			t.Errorf("stats: %+v", got)
		}
		r.stop()
		r.run(channel("ops", ops), channel("pager", pager))
		r.owe(due(3, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		same(t, "alarm", steps(pager), []string{"opened hf-test-channel-ops-1"})
		rows, err := r.store.Thread(t.Context(), "pager", "hf-test-channel-ops-1")
		if err != nil || !strings.HasPrefix(rows[0].Notice.Incident.Reason, "channel ops (fake) refuses: invalid_auth") {
			t.Errorf("the alarm says %q, %v", rows[0].Notice.Incident.Reason, err)
		}

		r.owe(due(4, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		same(t, "all clear", steps(pager), []string{"opened hf-test-channel-ops-1", "resolved hf-test-channel-ops-1"})
		if r.courier.Stats()["ops"].Refuses {
			t.Error("the channel is still said to refuse")
		}
		same(t, "the refused stay red", r.states("ops", "hf-test-1-1"), []string{"opened refused"})
	})
}

// TestOfferedAnew: what a channel refused is told it once it is owed again; the
// thread begins anew there, and the other channels hear that all is well.
func TestOfferedAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := answer(holdfast.OutcomeRefused, 0)
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{no, no}}
		pager := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", ops), channel("pager", pager))
		r.owe(due(1, holdfast.StepOpened, "ops"))
		r.pass(time.Second)
		r.owe(due(1, holdfast.StepReminder, "ops"))
		r.pass(time.Second)
		again := due(1, holdfast.StepOpened, "ops")
		again.ID = "hf-test-1-1/opened/2/ops"
		mended := channel("ops", ops)
		mended.Settings = "2"
		r.courier.SetChannels([]holdfast.Channel{mended, channel("pager", pager)})
		r.owe(again)
		r.owe(again)
		r.pass(time.Second)
		r.owe(due(1, holdfast.StepResolved, "ops"))
		r.pass(time.Second)
		same(t, "states", r.states("ops", "hf-test-1-1"), []string{"opened refused", "reminder refused", "opened done", "resolved done"})
		calls := ops.got()
		same(t, "references of the end", calls[len(calls)-1].Refs, []string{"ref2"})
		same(t, "pager", steps(pager), []string{"opened hf-test-channel-ops-1", "resolved hf-test-channel-ops-1"})
	})
}

// TestAllRefuse ends, although every alarm is refused in turn.
func TestAllRefuse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := answer(holdfast.OutcomeRefused, 0)
		script := []func(context.Context) holdfast.Receipt{no, no, no, no, no, no}
		a, b, c := &receiver{script: script}, &receiver{script: script}, &receiver{script: script}
		r := newRig(t, channel("a", a), channel("b", b), channel("c", c))
		r.owe(due(1, holdfast.StepOpened, "a"))
		r.pass(time.Hour)
		if n := len(a.got()) + len(b.got()) + len(c.got()); n > 6 {
			t.Errorf("%d calls; want a few", n)
		}
	})
}

// TestEmergency sends without a disk: each channel once, in order, tried again
// until it is taken.
func TestEmergency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ops := &receiver{began: time.Now(), script: []func(context.Context) holdfast.Receipt{answer(holdfast.OutcomeRetry, 0)}}
		pager := &receiver{began: time.Now()}
		r := newRig(t, channel("ops", ops), channel("pager", pager))
		r.store = broken{}
		r.courier.o.Store = broken{}
		opened := holdfast.Notice{ID: "hf-test-app-degraded/opened", Key: "hf-test-app-degraded", Step: holdfast.StepOpened, At: time.Now()}
		resolved := holdfast.Notice{ID: "hf-test-app-degraded/resolved", Key: "hf-test-app-degraded", Step: holdfast.StepResolved, At: time.Now()}
		r.courier.Emergency(t.Context(), opened)
		r.courier.Emergency(t.Context(), opened)
		r.pass(time.Minute)
		r.courier.Emergency(t.Context(), resolved)
		r.courier.Emergency(t.Context(), opened)
		r.pass(time.Minute)
		same(t, "ops", steps(ops), []string{"opened hf-test-app-degraded", "opened hf-test-app-degraded", "resolved hf-test-app-degraded"})
		same(t, "pager", steps(pager), []string{"opened hf-test-app-degraded", "resolved hf-test-app-degraded"})
	})
}

// broken is an outbox on a disk that is gone.
type broken struct{}

func (broken) Waiting(context.Context, int64) ([]holdfast.Delivery, error) { return nil, errDisk }

func (broken) Thread(context.Context, string, string) ([]holdfast.Delivery, error) {
	return nil, errDisk
}

func (broken) Standing(context.Context, string) (a, b holdfast.Delivery, err error) {
	return a, b, errDisk
}

func (broken) SaveDeliveries(context.Context, []holdfast.Delivery, []holdfast.Notice) error {
	return errDisk
}

// steps lists the calls by step and key.
func steps(r *receiver) []string {
	var list []string
	for _, call := range r.got() {
		key, _, _ := strings.Cut(call.ID, "/")
		list = append(list, string(call.Step)+" "+key)
	}
	return list
}

// flaky is an outbox whose writes fail while down.
type flaky struct {
	*memory
	down func() bool
}

func (f flaky) SaveDeliveries(ctx context.Context, rows []holdfast.Delivery, more []holdfast.Notice) error {
	if f.down() {
		return errDisk
	}
	return f.memory.SaveDeliveries(ctx, rows, more)
}

// TestDiskFailsBetweenSendingAndReceipt shows that an answer that cannot be
// stored is kept: nothing is sent twice.
func TestDiskFailsBetweenSendingAndReceipt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ops := &receiver{began: began, script: []func(context.Context) holdfast.Receipt{func(context.Context) holdfast.Receipt {
			time.Sleep(2 * time.Second)
			return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted}
		}}}
		r := newRig(t, channel("ops", ops))
		r.stop()
		down := func() bool { d := time.Since(began); return d > time.Second && d < time.Minute }
		store := &flaky{newMemory(), down}
		r.store = store
		r.run(channel("ops", ops))
		r.owe(due(1, holdfast.StepOpened, "ops"))
		r.pass(2 * time.Minute)
		if n := len(ops.got()); n != 1 {
			t.Errorf("%d calls; want 1", n)
		}
		same(t, "state", r.states("ops", "hf-test-1-1"), []string{"opened done"})
	})
}

// TestDiskFullBeforeSending shows that nothing leaves that is not marked first.
func TestDiskFullBeforeSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ops := &receiver{began: began}
		r := newRig(t, channel("ops", ops))
		r.stop()
		store := &flaky{newMemory(), func() bool { return time.Since(began) < time.Minute }}
		store.add([]holdfast.Notice{due(1, holdfast.StepOpened, "ops")})
		r.store = store
		r.run(channel("ops", ops))
		r.pass(59 * time.Second)
		if n := len(ops.got()); n != 0 {
			t.Errorf("%d calls before the mark; want none", n)
		}
		r.pass(3 * time.Second)
		if n := len(ops.got()); n != 1 {
			t.Errorf("%d calls after; want 1", n)
		}
	})
}
