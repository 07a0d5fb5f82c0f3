package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// house is a desk with a ledger, a messenger and a watch that only remember.
type house struct {
	*Desk
	mu       sync.Mutex
	fail     error
	batches  []journal.Batch
	order    []string // "commit", "wake", "emergency STEP KEY"
	relooked []string
}

// Commit implements Ledger.
func (h *house) Commit(_ context.Context, b journal.Batch) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		return h.fail
	}
	h.batches = append(h.batches, b)
	h.order = append(h.order, "commit")
	return nil
}

// Wake implements Messenger.
func (h *house) Wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.order = append(h.order, "wake")
}

// Emergency implements Messenger.
func (h *house) Emergency(_ context.Context, n holdfast.Notice) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.order = append(h.order, "emergency "+string(n.Step)+" "+n.Key)
}

// Relook implements Relooker.
func (h *house) Relook(check string, _ time.Time, _ []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.relooked = append(h.relooked, check)
}

func (h *house) disk(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fail = err
}

func (h *house) seen() ([]journal.Batch, []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.batches), slices.Clone(h.order)
}

// start runs a desk inside the bubble with one check and one channel.
func start(t *testing.T) *house {
	t.Helper()
	return startOn(t, nil)
}

// startOn does so with a wall clock.
func startOn(t *testing.T, wall func() time.Time) *house {
	t.Helper()
	h := &house{}
	h.Desk = New(Options{Ledger: h, Messenger: h, Relooker: h, Book: incident.New("test"), Instance: "test", Epoch: 1, Now: wall})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	err := h.Configure(t.Context(), incident.Rules{
		Checks: []holdfast.Check{{
			ID: "app", Name: "app", Kind: "uptime", Every: 10 * time.Second, FreshFor: 2 * time.Minute,
			Confirm: holdfast.Confirm{Need: 2, Of: 2, Over: 5 * time.Second},
		}},
		Channels: []holdfast.Channel{{Name: "ops", Kind: "webhook"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// seenAs is a verdict of now.
func seenAs(s holdfast.Status) holdfast.Verdict {
	v := holdfast.Verdict{Check: "app", Vantage: "local", At: time.Now().UTC(), Finding: holdfast.Finding{Status: s, Reason: s.String()}}
	if s == holdfast.Broken {
		v.Headline = "DOWN"
		v.Faults = []holdfast.Fault{{Key: "status", Status: s, Text: "503"}}
	}
	return v
}

func TestCalmLooksShareOneCommitASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t)
		h.Verdict(seenAs(holdfast.Holds)) // the first look matters
		pass(10 * time.Millisecond)
		before, _ := h.seen()
		for range 9 {
			h.Verdict(seenAs(holdfast.Holds))
			pass(100 * time.Millisecond)
		}
		pass(200 * time.Millisecond)
		after, _ := h.seen()
		if n := len(after) - len(before); n != 1 || len(after[len(after)-1].Verdicts) != 9 {
			t.Errorf("9 calm looks in a second made %d commits", n)
		}
	})
}

func TestNothingLeavesBeforeTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t)
		h.Verdict(seenAs(holdfast.Broken))
		pass(time.Second)
		h.Verdict(seenAs(holdfast.Broken))
		pass(10 * time.Millisecond)
		batches, order := h.seen()
		last := batches[len(batches)-1]
		if len(last.Notices) != 1 || last.Notices[0].Step != holdfast.StepOpened || len(last.Incidents) == 0 || len(last.Events) == 0 {
			t.Fatalf("the opening is not one batch: %d notices, %d incidents, %d events", len(last.Notices), len(last.Incidents), len(last.Events))
		}
		if diff := cmp.Diff([]string{"commit", "wake"}, order[len(order)-2:]); diff != "" {
			t.Error(diff)
		}
		if !slices.Contains(h.relooked, "app") {
			t.Error("the first failing look asked for no second one")
		}
	})
}

func TestDiskGoneTheAlarmLeavesAndIsResolvedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t)
		h.disk(errors.New("no space left on device"))
		h.Verdict(seenAs(holdfast.Broken))
		pass(time.Second)
		h.Verdict(seenAs(holdfast.Broken))
		pass(5 * time.Second)
		_, during := h.seen()
		if h.View().Stats.Degraded == "" {
			t.Error("the view does not say that the journal cannot be written")
		}
		h.disk(nil)
		pass(3 * time.Second)
		batches, after := h.seen()
		want := []string{"emergency opened hf-test-app-degraded", "emergency opened hf-test-holdfast-degraded"}
		if diff := cmp.Diff(want, emergencies(during)); diff != "" {
			t.Errorf("while the disk was gone: %s", diff)
		}
		want = append(want, "emergency resolved hf-test-app-degraded", "emergency resolved hf-test-holdfast-degraded")
		if diff := cmp.Diff(want, emergencies(after)); diff != "" {
			t.Errorf("after: %s", diff)
		}
		if last := batches[len(batches)-1]; len(last.Notices) != 1 || len(last.Verdicts) != 2 {
			t.Errorf("the batch that waited has %d notices and %d verdicts, want 1 and 2", len(last.Notices), len(last.Verdicts))
		}
	})
}

// emergencies are the messages from memory, sorted.
func emergencies(order []string) []string {
	var out []string
	for _, o := range order {
		if strings.HasPrefix(o, "emergency") {
			out = append(out, o)
		}
	}
	slices.Sort(out)
	return out
}

func TestSilenceOfAProbeBecomesUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t)
		h.Verdict(seenAs(holdfast.Holds))
		pass(time.Minute)
		if v := h.View().Checks[0]; v.Stale || v.State.Status != holdfast.Holds {
			t.Errorf("after a minute: stale %v, %v", v.Stale, v.State.Status)
		}
		pass(2 * time.Minute)
		if v := h.View().Checks[0]; !v.Stale {
			t.Error("after three minutes without a look it still counts as fresh")
		}
	})
}

// TestSilenceOfAJobIsNotAClocks: a step of the wall clock makes no heartbeat
// late and none fresh, neither before the desk notices it nor after.
func TestSilenceOfAJobIsNotAClocks(t *testing.T) {
	for name, step := range steps() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, wall := startStepping(t)
				if err := h.Beat(t.Context(), "app"); err != nil {
					t.Fatal(err)
				}
				pass(time.Minute)
				wall.step(step)
				for _, when := range []string{"before it is noticed", "after"} {
					last, since := h.Beats().Last("app")
					if silent, heard := wall.now().Sub(last), wall.now().Sub(since); silent.Round(time.Second) < time.Minute || silent > 2*time.Minute || heard.Round(time.Second) < silent.Round(time.Second) || heard > 2*time.Minute {
						t.Errorf("%s: silent for %v, heard for %v; want a minute", when, silent, heard)
					}
					pass(10 * time.Second)
				}
				batches, _ := h.seen()
				if at := batches[len(batches)-1].Beats["app"]; wall.now().Sub(at).Round(time.Second) != 80*time.Second {
					t.Errorf("the journal has the beat %v ago, want 1m20s", wall.now().Sub(at))
				}
			})
		})
	}
}

// TestLookStampedBeforeAStepCounts: the look that was under way while the clock
// was stepped is the second of two, and opens the incident.
func TestLookStampedBeforeAStepCounts(t *testing.T) {
	for name, step := range steps() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, wall := startStepping(t)
				h.Verdict(wall.seenAs(holdfast.Broken))
				pass(time.Second)
				v := wall.seenAs(holdfast.Broken)
				wall.step(step)
				pass(10 * time.Second)
				v.Took = 10 * time.Second
				h.Verdict(v)
				pass(10 * time.Millisecond)
				open := h.View().Open
				if len(open) != 1 {
					t.Fatalf("%d incidents are open, want 1", len(open))
				}
				if lasted := wall.now().Sub(open[0].Since).Round(time.Second); lasted != 11*time.Second {
					t.Errorf("it is said to last %v, want 11s", lasted)
				}
				if got := h.View().Stats.Steps; got != 1 {
					t.Errorf("%d steps were counted, want 1", got)
				}
			})
		})
	}
}

// steps are those that a clock is set by.
func steps() map[string]time.Duration {
	return map[string]time.Duration{"an hour forwards": time.Hour, "an hour back": -time.Hour, "30 days forwards": 720 * time.Hour, "30 days back": -720 * time.Hour}
}

// stepping is a wall clock that a test steps.
type stepping struct{ by atomic.Int64 }

func (s *stepping) now() time.Time { return time.Now().Add(time.Duration(s.by.Load())).Round(0) }

func (s *stepping) step(by time.Duration) { s.by.Add(int64(by)) }

// seenAs is a verdict of now, by this clock.
func (s *stepping) seenAs(is holdfast.Status) holdfast.Verdict {
	v := seenAs(is)
	v.At = s.now().UTC()
	return v
}

// startStepping is start with such a clock.
func startStepping(t *testing.T) (*house, *stepping) {
	t.Helper()
	wall := &stepping{}
	return startOn(t, wall.now), wall
}

// TestOwnDowntimeIsAGap: the hours in which nobody watched are filed once, at the
// check's first look.
func TestOwnDowntimeIsAGap(t *testing.T) {
	t.Parallel()
	before := seenAs(holdfast.Holds)
	before.At = before.At.Add(-3 * time.Hour)
	d := New(Options{Ledger: &house{}, Book: incident.New("test"), Looks: map[string]holdfast.Verdict{"app": before}})
	d.checks["app"] = holdfast.Check{ID: "app", Every: time.Minute, FreshFor: 3 * time.Minute}
	first := seenAs(holdfast.Holds)
	d.take(first)
	d.take(seenAs(holdfast.Holds))
	want := []journal.Gap{{Check: "app", Vantage: "local", From: before.At, To: first.At, Every: time.Minute, Fresh: 3 * time.Minute, Alive: before.At}}
	if diff := cmp.Diff(want, d.batch.Gaps); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyRepeatsOfHoldsAreThinned(t *testing.T) {
	t.Parallel()
	d := New(Options{Ledger: &house{}, Book: incident.New("test"), Room: 4})
	for range 10 {
		d.Verdict(seenAs(holdfast.Holds))
	}
	d.Verdict(seenAs(holdfast.Broken))
	if got := d.View().Stats.Thinned; got != 6 || len(d.queue) != 5 {
		t.Errorf("thinned %d, queue %d; want 6 and 5", got, len(d.queue))
	}
}

func TestBeatIsOnDiskBeforeItIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t)
		if err := h.Beat(t.Context(), "app"); err != nil {
			t.Fatal(err)
		}
		batches, _ := h.seen()
		if _, ok := batches[len(batches)-1].Beats["app"]; !ok {
			t.Error("the beat was answered and is in no batch")
		}
		h.disk(errors.New("gone"))
		if err := h.Beat(t.Context(), "app"); err == nil {
			t.Error("a beat that could not be written was answered as good")
		}
	})
}

func TestManyHandsAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				h.Verdict(seenAs(holdfast.Holds))
				h.View()
			}
		})
	}
	all.Go(func() {
		for range 20 {
			if err := h.Beat(t.Context(), "app"); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if err := h.Tell(t.Context(), incident.Event{Kind: incident.EventTick}); err != nil {
		t.Fatal(err)
	}
	if got := h.View().Stats.Verdicts; got != 1600 {
		t.Errorf("%d verdicts arrived, want 1600", got)
	}
}

// pass lets time go by inside the bubble, where it is free.
func pass(d time.Duration) { <-time.After(d) }
