package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
)

func TestLeadOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		said   time.Duration
		sweeps int
		want   time.Duration
	}{
		{"it is said", 3 * time.Hour, 60, 3 * time.Hour},
		{"never", 0, 60, 0},
		{"no sweep", config.LookAsNeeded, 0, time.Hour},
		{"one", config.LookAsNeeded, 1, 91 * time.Minute},
		{"sixty hosts take hours", config.LookAsNeeded, 60, 4 * sweepTakes * 5 / 4},
		{"a day at most", config.LookAsNeeded, 1000, 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := &config.Plan{Report: config.Report{Look: c.said}, Checks: []holdfast.Check{{Kind: "uptime"}}}
			for range c.sweeps {
				p.Checks = append(p.Checks, holdfast.Check{Kind: "exposure"})
			}
			if got := leadOf(p); got.Truncate(time.Minute) != c.want.Truncate(time.Minute) {
				t.Errorf("begins %s before, want %s", got, c.want)
			}
		})
	}
}

// TestFullLookSaysWhatIsNotFinished: one check is well, one could not be looked
// at, one proved nothing, a sweep goes on when the report is due.
func TestFullLookSaysWhatIsNotFinished(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	j, err := journal.Open(t.Context(), t.TempDir(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	limited, due := context.WithCancel(t.Context())
	var under report.FullLook
	r := &Reporter{Journal: j, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Look: func(ctx context.Context, check string, progress func(holdfast.Progress)) (holdfast.Verdict, error) {
		v := holdfast.Verdict{Check: check, Finding: holdfast.Finding{Status: holdfast.Holds}}
		switch check {
		case "sweep":
			progress(holdfast.Progress{Stage: "ports", Done: 12_000, Of: 65_535})
			under, err = gather.FullLook(t.Context(), j, "2026-W47")
			due()
			<-ctx.Done()
			return v, fmt.Errorf("look at sweep: %w", ctx.Err())
		case "gone":
			return v, errors.New("no such check is watched")
		case "dark":
			return holdfast.Verdict{Finding: holdfast.Finding{Reason: "no anchor answers"}}, nil
		}
		return v, nil
	}}
	f := &fullLook{r: r, period: "2026-W47", told: report.FullLook{Asked: 4, From: now, Unfinished: []report.Unlooked{}}, at: map[string]holdfast.Progress{}}
	checks := []holdfast.Check{{ID: "well", Name: "well"}, {ID: "gone", Name: "gone"}, {ID: "dark", Name: "dark"}, {ID: "sweep", Name: "sweep", Kind: "exposure", Heavy: true}}
	now = now.Add(2 * time.Hour)
	for _, c := range checks[:3] { // before the sweep ends what is due
		f.each(limited, []holdfast.Check{c})
	}
	f.run(t.Context(), limited, checks[3:])
	if err != nil || under.Asked != 4 || !under.To.IsZero() {
		t.Errorf("while it is under way the journal says %+v, %v", under, err)
	}
	got, err := gather.FullLook(t.Context(), j, "2026-W47")
	want := report.FullLook{Asked: 4, Done: 1, From: now.Add(-2 * time.Hour), To: now, Unfinished: []report.Unlooked{
		{Check: "dark", Name: "dark", Why: "no anchor answers"},
		{Check: "gone", Name: "gone", Why: "no such check is watched"},
		{Check: "sweep", Name: "sweep", Why: "the look was not over when the report was due (ports: 12000 of 65535)"},
	}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
