package journal_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/journal"
)

// TestLetters owes a report once, moves its letters, and finds all of it again.
func TestLetters(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	j, err := journal.Open(ctx, dir, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	r := journal.Report{Period: "2026-W47", Due: due, Made: due.Add(time.Second), Body: []byte(`{"form":1}`)}
	letters := []journal.Letter{
		{Period: "2026-W47", Recipient: "A@example.com", Channel: "mail", ID: "x@example.com", Due: due, Body: []byte("mail a")},
		{Period: "2026-W47", Recipient: "b@example.com", Channel: "mail", ID: "y@example.com", Due: due, Body: []byte("mail b")},
	}
	for _, want := range []bool{true, false} {
		if owed, err := j.Owe(ctx, r, letters); err != nil || owed != want {
			t.Fatalf("owed %v (%v), want %v", owed, err, want)
		}
	}
	first := letters[0]
	first.Recipient, first.State, first.Attempts, first.Done, first.Answer = "a@example.com", holdfast.DeliveryDone, 1, due.Add(time.Minute), "taken"
	if err := j.SaveLetter(ctx, first); err != nil {
		t.Fatal(err)
	}
	if err := j.SaveLetter(ctx, journal.Letter{Period: "2026-W46", Recipient: "a@example.com"}); err == nil {
		t.Error("a letter that was never owed was saved")
	}
	if err := j.Unsubscribe(ctx, "B@example.com", due); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := journal.OpenReadOnly(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	got, ok, err := again.Report(ctx, "2026-W47")
	if diff := cmp.Diff(r, got); err != nil || !ok || diff != "" {
		t.Errorf("report %v %v\n%s", ok, err, diff)
	}
	first.Body = nil
	all, err := again.Letters(ctx, "2026-W47")
	if diff := cmp.Diff([]journal.Letter{first, letters[1]}, all); err != nil || diff != "" {
		t.Errorf("letters (%v)\n%s", err, diff)
	}
	waiting, err := again.Letters(ctx, "")
	if diff := cmp.Diff(letters[1:], waiting); err != nil || diff != "" {
		t.Errorf("waiting (%v)\n%s", err, diff)
	}
	gone, err := again.Unsubscribed(ctx)
	if diff := cmp.Diff(map[string]time.Time{"b@example.com": due}, gone); err != nil || diff != "" {
		t.Errorf("unsubscribed (%v)\n%s", err, diff)
	}
}
