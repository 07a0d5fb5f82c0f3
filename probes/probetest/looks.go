package probetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// look takes one look.
func look(t testing.TB, p holdfast.Prober, timeout time.Duration) (holdfast.Finding, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return p.Probe(ctx, holdfast.Look{})
}

// good wants a finding that holds and is complete, and nothing left behind.
func good(t *testing.T, s Suite) {
	before := goroutines(s.Kind.Name)
	log, c := listen(s.Good(t))
	env, closed := Closed(t, c.Env)
	c.Env = env
	p := New(t, s.Kind, c)
	f, err := look(t, p, s.Timeout)
	if err != nil {
		t.Fatalf("could not look: %v", err)
	}
	wellFormed(t, f)
	if f.Status != holdfast.Holds || len(f.Faults) > 0 {
		t.Errorf("finding is %s: %s, want holds", f.Status, f.Reason)
	}
	targeted(t, p)
	silent(t, s.Secrets, f, nil, p, log.String())
	gone(t, s.Kind.Name, before)
	closed()
}

// bad wants a finding with stable, explained faults.
func bad(t *testing.T, s Suite) {
	before := goroutines(s.Kind.Name)
	log, c := listen(s.Bad(t))
	env, closed := Closed(t, c.Env)
	c.Env = env
	p := New(t, s.Kind, c)
	first, err := look(t, p, s.Timeout)
	if err != nil {
		t.Fatalf("could not look: %v", err)
	}
	wellFormed(t, first)
	if first.Status != holdfast.Broken || len(first.Faults) == 0 {
		t.Errorf("finding is %s with %d faults, want broken with at least one", first.Status, len(first.Faults))
	}
	for _, f := range first.Faults {
		if !explained(s.Kind.Doc, f.Key) {
			t.Errorf("the fault key %q has no heading in the kind's page", f.Key)
		}
	}
	second, err := look(t, p, s.Timeout)
	if err != nil {
		t.Fatalf("could not look again: %v", err)
	}
	if diff := cmp.Diff(keys(first), keys(second)); diff != "" {
		t.Errorf("fault keys change from look to look (-first +second):\n%s", diff)
	}
	silent(t, s.Secrets, first, nil, p, log.String())
	gone(t, s.Kind.Name, before)
	closed()
}

// together probes from several goroutines, for the race detector.
func together(t *testing.T, s Suite) {
	p := New(t, s.Kind, s.Good(t))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			f, err := look(t, p, s.Timeout)
			if err != nil || f.Status != holdfast.Holds {
				t.Errorf("finding is %s: %s (error %v), want holds", f.Status, f.Reason, err)
			}
		})
	}
	wg.Wait()
}

// calledOff wants a look whose context has ended to prove nothing.
func calledOff(t *testing.T, s Suite) {
	p := New(t, s.Kind, s.Good(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f, err := p.Probe(ctx, holdfast.Look{})
	if err == nil && f.Status != holdfast.Unknown {
		t.Errorf("a look that was called off gave %s: %s, want an error or unknown", f.Status, f.Reason)
	}
}

// empty wants an empty answer never to hold.
func empty(t *testing.T, s Suite) {
	f, err := look(t, New(t, s.Kind, s.Empty(t)), s.Timeout)
	if err == nil && f.Status != holdfast.Broken && f.Status != holdfast.Unknown {
		t.Errorf("an empty answer gave %s: %s, want broken or unknown", f.Status, f.Reason)
	}
	if err == nil {
		wellFormed(t, f)
	}
}

// deadline wants a look to end with its context, and the silence to be marked.
func deadline(t *testing.T, s Suite) {
	before := goroutines(s.Kind.Name)
	c := s.Hang(t)
	env, closed := Closed(t, c.Env)
	c.Env = env
	p := New(t, s.Kind, c)
	f, err := ends(t, func() (holdfast.Finding, error) { return look(t, p, 200*time.Millisecond) })
	switch {
	case err != nil:
	case f.Status == holdfast.Broken && !f.Silence:
		t.Errorf("a time-out is broken (%s) without Silence, want it marked", f.Reason)
	case f.Status != holdfast.Broken && f.Status != holdfast.Unknown:
		t.Errorf("a time-out gave %s: %s, want broken or unknown", f.Status, f.Reason)
	}
	gone(t, s.Kind.Name, before)
	closed()
}

// interrupted wants a look that is called off in the middle to prove nothing.
func interrupted(t *testing.T, s Suite) {
	p := New(t, s.Kind, s.Hang(t))
	ctx, cancel := context.WithCancel(context.Background())
	stop := time.AfterFunc(100*time.Millisecond, cancel)
	defer stop.Stop()
	defer cancel()
	f, err := ends(t, func() (holdfast.Finding, error) { return p.Probe(ctx, holdfast.Look{}) })
	if err == nil && f.Status != holdfast.Unknown {
		t.Errorf("a look that was called off gave %s: %s, want an error or unknown", f.Status, f.Reason)
	}
}

// couldNotLook wants a failure of this machine to be nobody's fault.
func couldNotLook(t *testing.T, s Suite, cause error) {
	c := s.Good(t)
	c.Env = broken(c.Env, cause)
	log, c := listen(c)
	p := New(t, s.Kind, c)
	f, err := look(t, p, s.Timeout)
	switch {
	case err != nil:
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the look went on until its time was up: %v", err)
		}
	case f.Status != holdfast.Unknown || f.Reason == "":
		t.Errorf("a dialer that fails with %q gave %s: %q, want an error or unknown with a reason", cause, f.Status, f.Reason)
	}
	silent(t, s.Secrets, f, err, p, log.String())
}

// ends fails the test when the look does not end.
func ends(t *testing.T, probe func() (holdfast.Finding, error)) (holdfast.Finding, error) {
	t.Helper()
	type result struct {
		f   holdfast.Finding
		err error
	}
	done := make(chan result, 1)
	go func() {
		f, err := probe()
		done <- result{f, err}
	}()
	select {
	case r := <-done:
		return r.f, r.err
	case <-time.After(20 * time.Second):
		t.Fatal("the look goes on although its context has ended")
		return holdfast.Finding{}, nil
	}
}

// keys are a finding's fault keys, in order.
func keys(f holdfast.Finding) []string {
	var out []string
	for _, fault := range f.Faults {
		out = append(out, fault.Key)
	}
	return out
}
