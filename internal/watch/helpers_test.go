package watch

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"holdfast"
)

// probeFunc is a prober made of a function.
type probeFunc func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error)

func (f probeFunc) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	return f(ctx, look)
}

// good holds at once.
func good(context.Context, holdfast.Look) (holdfast.Finding, error) {
	return holdfast.Finding{Status: holdfast.Holds, Reason: "200"}, nil
}

// hang says nothing until its deadline.
func hang(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	<-ctx.Done()
	return silent(), nil
}

// silent is the finding of a target that said nothing.
func silent() holdfast.Finding {
	return holdfast.Finding{
		Status: holdfast.Broken, Headline: "DOWN", Reason: "no answer in 8 s", Silence: true,
		Faults: []holdfast.Fault{{Key: "answer", Status: holdfast.Broken, Text: "no answer"}},
	}
}

// down is a failure that the target itself spoke of.
func down() holdfast.Finding {
	return holdfast.Finding{Status: holdfast.Broken, Headline: "DOWN", Reason: "503, want 200"}
}

func newCheck(id string, every time.Duration, p probeFunc) holdfast.Check {
	return holdfast.Check{ID: id, Name: id, Kind: "uptime", Target: "https://" + id, Host: id, Every: every, Prober: p}
}

func manyChecks(n int, every time.Duration, p probeFunc) []holdfast.Check {
	checks := make([]holdfast.Check, n)
	for i := range checks {
		checks[i] = newCheck(fmt.Sprintf("host-%d.example.com/uptime", i), every, p)
	}
	return checks
}

// diary is everything that a watch told.
type diary struct {
	mu       sync.Mutex // protects the following
	verdicts []holdfast.Verdict
	missed   map[string]int // by reason
	steps    []time.Duration
	blind    []bool
	delays   []time.Duration
}

// options returns options that write the diary.
func (d *diary) options() Options {
	d.missed = map[string]int{}
	return Options{
		Sink:    func(v holdfast.Verdict) { d.with(func() { d.verdicts = append(d.verdicts, v) }) },
		Missed:  func(_, why string) { d.with(func() { d.missed[why]++ }) },
		Stepped: func(by time.Duration) { d.with(func() { d.steps = append(d.steps, by) }) },
		Blind:   func(blind bool, _ string) { d.with(func() { d.blind = append(d.blind, blind) }) },
		Observe: func(delay, _ time.Duration, _ holdfast.Check) { d.with(func() { d.delays = append(d.delays, delay) }) },
		Vantage: "dublin",
	}
}

func (d *diary) with(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

// of returns the verdicts on a check so far.
func (d *diary) of(check string) []holdfast.Verdict {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []holdfast.Verdict
	for _, v := range d.verdicts {
		if v.Check == check {
			out = append(out, v)
		}
	}
	return out
}

// starts returns when the looks at each check began.
func (d *diary) starts() map[string][]time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string][]time.Time{}
	for _, v := range d.verdicts {
		out[v.Check] = append(out[v.Check], v.At)
	}
	return out
}

// setUp makes a watch with checks.
func setUp(t *testing.T, o Options, checks ...holdfast.Check) *Watch {
	t.Helper()
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Set(checks); err != nil {
		t.Fatal(err)
	}
	return w
}

// launch runs a watch; the function that it returns ends it and waits for that.
func launch(t *testing.T, w *Watch) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v, want no error", err)
		}
	}
}

// live runs checks in a bubble of fake time for so long and returns what
// happened.
func live(t *testing.T, span time.Duration, checks ...holdfast.Check) (*diary, Stats) {
	t.Helper()
	d := &diary{}
	w := setUp(t, d.options(), checks...)
	stop := launch(t, w)
	time.Sleep(span)
	synctest.Wait()
	s := w.Stats()
	stop()
	return d, s
}
