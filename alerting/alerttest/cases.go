package alerttest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast"
)

// Run runs the whole suite.
func Run(t *testing.T, s Suite) {
	t.Helper()
	for name, run := range map[string]func(*testing.T, Suite){
		"taken": taken, "life": life, "closed port": closedPort, "cancelled": cancelled,
		"longest": longest, "concurrent": concurrent, "wait": wait,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, s)
		})
	}
	for _, mode := range []Mode{Refuse, Limit, Busy, ResetBefore, ResetAfter, HangBefore, HangAfter, Garbage, Gateway} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			failing(t, s, mode)
		})
	}
}

// taken: one notice is one call, and it says what is wrong.
func taken(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	want(t, b.send(t, Opened()), holdfast.OutcomeAccepted)
	seen := b.receiver.Seen()
	if b.receiver.Calls() != 1 || len(seen) != 1 {
		t.Fatalf("%d calls, seen %+v; want one", b.receiver.Calls(), seen)
	}
	for _, words := range []string{"EXPOSED: Redis on db2.example.com:6379", "db2.example.com/unreachable"} {
		if !strings.Contains(unfolded(seen[0].Text), words) {
			t.Errorf("%q is not said in\n%s", words, seen[0].Text)
		}
	}
	if s.Keyless && !strings.Contains(seen[0].Text, Opened().ID) {
		t.Errorf("no key, and the notice's id is not said in\n%s", seen[0].Text)
	}
}

// life: each step of an incident is accepted, and its end says so.
func life(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	var refs []string
	for i, step := range []holdfast.Step{
		holdfast.StepOpened, holdfast.StepWorse, holdfast.StepReminder, holdfast.StepAcknowledged, holdfast.StepResolved,
	} {
		r := b.send(t, At(step, i, refs...))
		want(t, r, holdfast.OutcomeAccepted)
		if r.Ref != "" {
			refs = append(refs, r.Ref)
		}
	}
	seen := b.receiver.Seen()
	if last := seen[len(seen)-1]; !strings.Contains(unfolded(last.Text), "RESOLVED: db2.example.com/unreachable") {
		t.Errorf("the end does not say so: %+v", last)
	}
	want(t, b.send(t, At(holdfast.StepDrill, 9)), holdfast.OutcomeAccepted)
	want(t, b.send(t, Over()), holdfast.OutcomeAccepted)
}

// closedPort: nothing can have been taken.
func closedPort(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	b.receiver.Close()
	want(t, b.send(t, Opened()), holdfast.OutcomeRetry)
}

// cancelled: a context that has ended sends nothing.
func cancelled(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	want(t, b.notifier.Notify(ctx, Opened()), holdfast.OutcomeRetry)
	if calls := b.receiver.Calls(); calls != 0 {
		t.Errorf("%d calls, want none", calls)
	}
}

// longest: whatever the input, the receiver's limits hold.
func longest(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	n := Longest()
	r := b.send(t, n)
	want(t, r, holdfast.OutcomeAccepted)
	for _, step := range []holdfast.Step{holdfast.StepWorse, holdfast.StepAcknowledged, holdfast.StepResolved} {
		n.Step, n.ID = step, string(step)+n.ID
		if r.Ref != "" {
			n.Refs = []string{r.Ref}
		}
		want(t, b.send(t, n), holdfast.OutcomeAccepted)
	}
}

// concurrent: one channel serves many goroutines.
func concurrent(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	const many = 12
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			n := Opened()
			n.ID, n.Key = fmt.Sprint("1-", i, "-opened"), fmt.Sprint("hf-5c1d-1-", i)
			if r := b.send(t, n); r.Outcome != holdfast.OutcomeAccepted {
				t.Errorf("notice %d: %v (%s)", i, r.Outcome, r.Answer)
			}
		})
	}
	all.Wait()
	keys := map[string]bool{}
	for _, seen := range b.receiver.Seen() {
		keys[seen.Key] = true
	}
	if wanted := map[bool]int{true: 1, false: many}[s.Keyless]; len(keys) != wanted || len(b.receiver.Seen()) != many {
		t.Errorf("seen %d messages with %d keys, want %d with %d", len(b.receiver.Seen()), len(keys), many, wanted)
	}
}

// wait: the time that a receiver names is handed on.
func wait(t *testing.T, s Suite) {
	t.Helper()
	b := s.set(t)
	b.receiver.Fail(Limit)
	r := b.send(t, Opened())
	if wanted := map[bool]time.Duration{true: 0, false: 7 * time.Second}[s.NoWait]; r.RetryAfter != wanted {
		t.Errorf("wait %v, want %v", r.RetryAfter, wanted)
	}
}

// failing: the outcome of a failure is true, and the repeat is seen as it must.
func failing(t *testing.T, s Suite, mode Mode) {
	t.Helper()
	b := s.set(t)
	b.receiver.Fail(mode)
	n, timeout := Opened(), 20*time.Second
	if mode == HangBefore || mode == HangAfter {
		timeout = 300 * time.Millisecond
	}
	r := b.sendFor(t, n, timeout)
	want(t, r, s.outcome(mode))
	if r.Outcome == holdfast.OutcomeRefused || r.Outcome == holdfast.OutcomeAccepted {
		return
	}
	n.Attempt, n.Doubt = 2, r.Outcome == holdfast.OutcomeUnknown
	want(t, b.send(t, n), holdfast.OutcomeAccepted)
	b.once(t, mode)
}

// once demands that a message and its repeat are seen once, or under one key.
func (b *bench) once(t *testing.T, mode Mode) {
	t.Helper()
	var visible []Seen
	for _, seen := range b.receiver.Seen() {
		if seen.Action != "merged" {
			visible = append(visible, seen)
		}
	}
	switch {
	case len(visible) == 1:
	case len(visible) == 2 && mode.Taken() && !b.suite.Merges && (b.suite.Keyless || visible[0].Key == visible[1].Key):
	default:
		t.Errorf("seen %d messages: %+v", len(visible), visible)
	}
}

// unfolded joins the lines that a mail's encoding broke.
func unfolded(s string) string {
	return strings.NewReplacer("=\r\n", "", "=\n", "", "\r\n ", " ", "=3D", "=").Replace(s)
}
