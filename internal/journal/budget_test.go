package journal_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/journal"
)

// TestSpendingOfShortWindows has a check that was down for six minutes, an hour
// ago: each window tells of what fell into it.
func TestSpendingOfShortWindows(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	now := morning()
	setup := &journal.Setup{
		At:         now.Add(-30 * 24 * time.Hour),
		Checks:     []holdfast.Check{{ID: "app", FreshFor: 400 * time.Hour}, {ID: "new", FreshFor: time.Hour}},
		Objectives: map[string]history.Objective{"app": {Target: 0.99, Window: 10 * 24 * time.Hour}, "new": {Target: 0.99, Window: time.Hour}},
	}
	commit(t, j, journal.Batch{Setup: setup, Meta: map[string]string{journal.AliveKey: fmt.Sprint(now.UnixMilli())}, Transitions: []journal.Transition{
		{Check: "app", At: setup.At, Status: holdfast.Holds},
		{Check: "app", At: now.Add(-66 * time.Minute), Status: holdfast.Broken},
		{Check: "app", At: now.Add(-60 * time.Minute), Status: holdfast.Holds},
	}})
	got, err := j.Spending(t.Context(), now, 5*time.Minute, time.Hour, 2*time.Hour, 24*time.Hour)
	app := must(t, got, err)["app"]
	want := map[time.Duration]float64{5 * time.Minute: 0, time.Hour: 0, 2 * time.Hour: 5, 24 * time.Hour: 6.0 / 1440 / 0.01}
	for _, b := range app.Burns {
		if math.Abs(b.Rate-want[b.Window]) > 1e-9 {
			t.Errorf("burn over %s is %v, want %v", b.Window, b.Rate, want[b.Window])
		}
	}
	if len(app.Burns) != len(want) || app.Left != 138*time.Minute || app.Allowed != 144*time.Minute {
		t.Errorf("%d rates, %s of %s left; want %d, 138 min of 144", len(app.Burns), app.Left, app.Allowed, len(want))
	}
	if never := got["new"]; len(never.Burns) > 0 || never.Known {
		t.Errorf("a check of which nothing is known has rates: %+v", never)
	}
}

// BenchmarkSpending counts the error budgets of a thousand checks with ten
// outages each, as a monitor does every minute.
func BenchmarkSpending(b *testing.B) {
	const checks = 1000
	j := open(b, b.TempDir(), journal.Options{})
	now := morning()
	setup := &journal.Setup{At: now.Add(-30 * 24 * time.Hour), Objectives: map[string]history.Objective{}}
	batch := journal.Batch{Setup: setup}
	for i := range checks {
		id := fmt.Sprint("check-", i)
		setup.Checks = append(setup.Checks, holdfast.Check{ID: id, FreshFor: 400 * time.Hour})
		setup.Objectives[id] = history.Objective{Target: 0.999, Window: 30 * 24 * time.Hour}
		for n := range 20 {
			status := holdfast.Holds
			if n%2 == 1 {
				status = holdfast.Broken
			}
			batch.Transitions = append(batch.Transitions, journal.Transition{Check: id, At: setup.At.Add(time.Duration(n) * 34 * time.Hour), Status: status})
		}
	}
	commit(b, j, batch)
	b.ReportAllocs()
	for b.Loop() {
		got, err := j.Spending(b.Context(), now, 5*time.Minute, 30*time.Minute, time.Hour, 6*time.Hour, 72*time.Hour)
		if err != nil || len(got) != checks {
			b.Fatal(len(got), err)
		}
	}
}
