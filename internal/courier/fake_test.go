package courier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// call is one call that a fake receiver got.
type call struct {
	After   time.Duration // since the bubble began
	Step    holdfast.Step
	Attempt int
	Doubt   bool
	Over    bool
	Refs    []string
	ID      string
}

// receiver is a channel that answers by a script: the n-th call gets the n-th
// answer, all later ones are accepted with a reference.
type receiver struct {
	began  time.Time
	script []func(ctx context.Context) holdfast.Receipt

	mu    sync.Mutex // guards all below
	calls []call
}

// Notify implements [holdfast.Notifier].
func (r *receiver) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	r.mu.Lock()
	i := len(r.calls)
	r.calls = append(r.calls, call{After: time.Since(r.began), Step: n.Step, Attempt: n.Attempt, Doubt: n.Doubt, Over: n.Over != nil, Refs: n.Refs, ID: n.ID})
	r.mu.Unlock()
	if i < len(r.script) {
		return r.script[i](ctx)
	}
	return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted, Ref: fmt.Sprint("ref", i), Answer: "ok"}
}

// got returns the calls so far.
func (r *receiver) got() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]call(nil), r.calls...)
}

// The answers of a script.
func answer(o holdfast.Outcome, after time.Duration) func(context.Context) holdfast.Receipt {
	return func(context.Context) holdfast.Receipt {
		return holdfast.Receipt{Outcome: o, RetryAfter: after, Answer: o.String()}
	}
}

// hang waits until its time is up.
func hang(ctx context.Context) holdfast.Receipt {
	<-ctx.Done()
	return holdfast.Receipt{Answer: ctx.Err().Error()}
}

// rig is a courier with channels in a bubble, over an outbox that outlives it.
type rig struct {
	t       *testing.T
	store   Store
	began   time.Time
	courier *Courier
	stop    func()
	events  []Event
	mu      sync.Mutex // guards events
}

// newRig starts a courier over an empty outbox.
func newRig(t *testing.T, channels ...holdfast.Channel) *rig {
	t.Helper()
	r := &rig{t: t, store: newMemory(), began: time.Now()}
	r.run(channels...)
	return r
}

// run starts a courier as a new process would.
func (r *rig) run(channels ...holdfast.Channel) {
	r.t.Helper()
	boot := func() (string, time.Duration) { return "boot", time.Since(r.began) }
	observe := func(e Event) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.events = append(r.events, e)
	}
	r.courier = New(Options{Store: r.store, Boot: boot, Rand: func() float64 { return 0.5 }, Instance: "test", Observe: observe})
	r.courier.SetChannels(channels)
	ctx, cancel := context.WithCancel(r.t.Context())
	done := make(chan error, 1)
	go func() { done <- r.courier.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			r.t.Error(err)
		}
	})
	r.t.Cleanup(r.stop)
}

// owe puts notices into the outbox and wakes the courier.
func (r *rig) owe(notices ...holdfast.Notice) {
	r.t.Helper()
	if err := r.store.SaveDeliveries(r.t.Context(), nil, notices); err != nil {
		r.t.Fatal(err)
	}
	r.courier.Wake()
}

// pass lets time pass until all is quiet.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d) // of the bubble: it takes no time
	synctest.Wait()
}

// states returns the states of a thread's rows.
func (r *rig) states(channel, key string) []string {
	r.t.Helper()
	rows, err := r.store.Thread(r.t.Context(), channel, key)
	if err != nil {
		r.t.Fatal(err)
	}
	var states []string
	for _, row := range rows {
		states = append(states, string(row.Notice.Step)+" "+row.State.String())
	}
	return states
}

// channel is a channel named after its kind.
func channel(name string, n holdfast.Notifier) holdfast.Channel {
	return holdfast.Channel{Name: name, Kind: "fake", Timeout: 8 * time.Second, Settings: "1", Notifier: n}
}

// due is a notice of incident i due now.
func due(i int, step holdfast.Step, to string) holdfast.Notice {
	id := fmt.Sprintf("1-%d", i)
	n := holdfast.Notice{
		ID: fmt.Sprintf("hf-test-%s/%s/1/%s", id, step, to), Key: "hf-test-" + id, Channel: to, Step: step, At: time.Now().UTC(),
		Incident: holdfast.Incident{ID: id, Number: int64(i), Check: "app/uptime", Since: time.Now().UTC()},
	}
	if step == holdfast.StepResolved {
		n.Incident.Resolved = time.Now().UTC()
	}
	return n
}

// same compares whole values.
func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

var errDisk = errors.New("disk full")
