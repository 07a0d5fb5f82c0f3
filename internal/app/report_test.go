package app

import (
	"context"
	"log/slog"
	"net/mail"
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/journal"
)

// carrying is a mail channel that takes everything.
type carrying struct{}

func (carrying) Notify(context.Context, holdfast.Notice) holdfast.Receipt { return holdfast.Receipt{} }

func (carrying) Sender() *mail.Address { return &mail.Address{Address: "holdfast@lab.invalid"} }

func (carrying) Carry(context.Context, string, []byte) holdfast.Receipt {
	return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted}
}

// TestDue lets weeks pass: the section that was written on a Tuesday wants no
// report of the week before, each week has one, and one that was missed is late
// and says why.
func TestDue(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	j, err := journal.Open(t.Context(), t.TempDir(), journal.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	check := holdfast.Check{ID: "web", Name: "web", Kind: "uptime", Every: time.Minute, FreshFor: time.Hour}
	if err := j.Commit(t.Context(), journal.Batch{Setup: &journal.Setup{At: now, Checks: []holdfast.Check{check}}}); err != nil {
		t.Fatal(err)
	}
	looked := 0
	plan := &config.Plan{
		Checks: []holdfast.Check{check}, Channels: []holdfast.Channel{{Name: "staff", Kind: "email", Notifier: carrying{}}},
		Report: config.Report{Channel: "staff", To: []string{"a@lab.invalid"}, Period: "week", Day: time.Monday, At: 7 * time.Hour, Zone: "UTC", Look: time.Hour},
	}
	r := &Reporter{
		Journal: j, Plan: func() *config.Plan { return plan }, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Started: now,
		Look: func(context.Context, string, func(holdfast.Progress)) (holdfast.Verdict, error) {
			looked++
			return holdfast.Verdict{}, nil
		},
	}
	if err := r.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		at      time.Time
		started bool
		letters int
		late    string
	}{
		{"at the first start", now, false, 0, ""},
		{"on Sunday", time.Date(2026, 11, 8, 12, 0, 0, 0, time.UTC), false, 0, ""},
		{"an hour before", time.Date(2026, 11, 9, 6, 30, 0, 0, time.UTC), false, 0, ""},
		{"when it is due", time.Date(2026, 11, 9, 7, 0, 5, 0, time.UTC), false, 1, ""},
		{"a minute later", time.Date(2026, 11, 9, 7, 1, 0, 0, time.UTC), false, 1, ""},
		{"two weeks later, after a start", time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), true, 3, "the monitor did not run then"},
	} {
		now = c.at
		if c.started {
			r.Started = now
		}
		r.tick(t.Context())
		r.looking.Lock()   // a full look is over when this is to be had
		r.looking.Unlock() //nolint:staticcheck // nothing is done under it
		letters, err := j.Letters(t.Context(), "%")
		if err != nil || len(letters) != c.letters {
			t.Fatalf("%s: %d letters (%v), want %d", c.name, len(letters), err, c.letters)
		}
		if c.late != "" && !strings.Contains(string(letters[len(letters)-1].Body), c.late) {
			t.Errorf("%s: the mail does not say %q", c.name, c.late)
		}
	}
	if looked != 1 {
		t.Errorf("looked %d times before the report, want once", looked)
	}
	text, err := j.Meta(t.Context(), "report-look/2026-W45")
	if err != nil || !strings.Contains(text, `"asked":1,"done":0`) {
		t.Errorf("the full look left %q (%v); what told nothing is not done", text, err)
	}
}
