package courier

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast"
	"holdfast/internal/journal"
)

// stores are the outboxes that a courier works on.
func stores(t *testing.T) map[string]Store {
	t.Helper()
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "data"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]Store{"memory": newMemory(), "journal": j}
}

// TestStores is the conformance suite of [Store].
func TestStores(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	notice := func(i int, step holdfast.Step, to string) holdfast.Notice {
		n := due(i, step, to)
		n.At, n.Incident.Since, n.Incident.Resolved = noon, noon, time.Time{}
		return n
	}
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			save(t, store, nil, notice(1, holdfast.StepOpened, "ops"), notice(1, holdfast.StepOpened, "pager"), notice(2, holdfast.StepOpened, "ops"))
			save(t, store, nil, notice(1, holdfast.StepOpened, "ops"), notice(1, holdfast.StepResolved, "ops"))
			same(t, "waiting", heads(t, store, 0), []string{"ops opened hf-test-1-1", "pager opened hf-test-1-1", "ops opened hf-test-1-2", "ops resolved hf-test-1-1"})
			same(t, "waiting after 2", len(heads(t, store, 2)), 2)

			thread, err := store.Thread(ctx, "ops", "hf-test-1-1")
			want := []holdfast.Delivery{{Seq: 1, Notice: notice(1, holdfast.StepOpened, "ops")}, {Seq: 4, Notice: notice(1, holdfast.StepResolved, "ops")}}
			want[1].Seq = thread[1].Seq // numbers may be left out, never taken twice
			if diff := cmp.Diff(want, thread, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Errorf("thread: %v\n%s", err, diff)
			}

			row := thread[0]
			row.State, row.Attempts, row.Doubt, row.Hold, row.Sent = holdfast.DeliverySending, 3, true, true, noon
			row.Next = holdfast.Instant{Wall: noon, Boot: "b", Up: time.Hour}.In(7 * time.Second)
			save(t, store, []holdfast.Delivery{row})
			thread, err = store.Thread(ctx, "ops", "hf-test-1-1")
			if diff := cmp.Diff(row, thread[0]); diff != "" || err != nil {
				t.Errorf("a row that is being sent: %v\n%s", err, diff)
			}
			row.State, row.Ref, row.Answer, row.Done = holdfast.DeliveryDone, "C1/17", "ok", noon.Add(time.Second)
			save(t, store, []holdfast.Delivery{row})
			same(t, "waiting once it is told", len(heads(t, store, 0)), 3)
			thread, err = store.Thread(ctx, "ops", "hf-test-1-1")
			if err != nil || thread[0].Ref != "C1/17" || thread[0].State != holdfast.DeliveryDone || thread[0].Notice.Step != holdfast.StepOpened {
				t.Errorf("a row that ended: %+v, %v", thread[0], err)
			}
			standings(t, store, thread[1])
		})
	}
}

// standings goes on with what a channel accepted and refused last.
func standings(t *testing.T, store Store, row holdfast.Delivery) {
	t.Helper()
	noon := row.Notice.At
	accepted, refused, err := store.Standing(t.Context(), "ops")
	if err != nil || accepted.Seq != 1 || refused.Seq != 0 {
		t.Errorf("standing: accepted %d, refused %d, %v; want 1 and none", accepted.Seq, refused.Seq, err)
	}
	row.State, row.Answer, row.Done = holdfast.DeliveryRefused, "invalid_auth", noon.Add(time.Minute)
	save(t, store, []holdfast.Delivery{row})
	other, err := store.Thread(t.Context(), "ops", "hf-test-1-2")
	if err != nil {
		t.Fatal(err)
	}
	other[0].State, other[0].Done = holdfast.DeliveryRefused, noon.Add(2*time.Minute)
	save(t, store, other)
	accepted, refused, err = store.Standing(t.Context(), "ops")
	if err != nil || accepted.Seq != 1 || refused.Seq != row.Seq || refused.Answer != "invalid_auth" {
		t.Errorf("standing: accepted %d, refused %d, %v; want 1 and the first refusal, %d", accepted.Seq, refused.Seq, err, row.Seq)
	}
	accepted, refused, err = store.Standing(t.Context(), "nobody")
	if err != nil || accepted.Seq+refused.Seq != 0 {
		t.Errorf("standing of a channel without rows: %v, %v, %v", accepted, refused, err)
	}
}

// save stores rows and notices or fails the test.
func save(t *testing.T, store Store, rows []holdfast.Delivery, more ...holdfast.Notice) {
	t.Helper()
	if err := store.SaveDeliveries(t.Context(), rows, more); err != nil {
		t.Fatal(err)
	}
}

// heads lists what waits.
func heads(t *testing.T, store Store, after int64) []string {
	t.Helper()
	rows, err := store.Waiting(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, row := range rows {
		list = append(list, strings.Join([]string{row.Notice.Channel, string(row.Notice.Step), row.Notice.Thread()}, " "))
	}
	return list
}

// TestStoreEndsWithItsContext shows that a wait for the writer can be given up.
func TestStoreEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store := stores(t)["journal"]
	for range 50 { // either it was handed over, and is stored, or it was not begun
		n := due(1, holdfast.StepOpened, "ops")
		err := store.SaveDeliveries(ctx, nil, []holdfast.Notice{n})
		if waits := len(heads(t, store, 0)); (err == nil) != (waits == 1) {
			t.Fatalf("SaveDeliveries gives %v, and %d notices wait", err, waits)
		}
		if err == nil {
			return
		}
	}
}
