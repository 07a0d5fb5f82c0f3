package simulate_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/history"
	"holdfast/internal/history/simulate"
	"holdfast/internal/journal"
)

// TestEveryNumberEqualsTheTruth writes eight weeks and asks for everything.
func TestEveryNumberEqualsTheTruth(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := simulate.NewScript(8, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	if err := script.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	j, err := journal.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	truth := script.Truth()
	for name, test := range map[string]func(*testing.T, *journal.Journal, simulate.Truth){
		"times": times, "weeks": weeks, "days": days, "latency": latency, "incidents": incidents, "facts": facts, "health": health, "budgets": budgets,
	} {
		t.Run(name, func(t *testing.T) { test(t, j, truth) })
	}
}

// equal compares what came with the truth.
func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-truth +journal):\n%s", what, diff)
	}
}

func times(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	records, err := j.Records(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	period := history.Between(truth.Start, truth.End)
	for check, want := range truth.Checks {
		equal(t, check+" timeline", truth.Spans[check], history.Timeline(period, records[check]))
		equal(t, check, want.Times, history.Account(period, records[check]))
	}
	if len(records) != len(truth.Checks) {
		t.Errorf("%d checks have records, want %d", len(records), len(truth.Checks))
	}
}

func weeks(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	for i := range truth.Checks["www.example.com/uptime"].Weeks {
		from := truth.Start.AddDate(0, 0, 7*i)
		got, err := j.Accounts(t.Context(), from, from.AddDate(0, 0, 7))
		if err != nil {
			t.Fatal(err)
		}
		for check, want := range truth.Checks {
			equal(t, check+" in the week of "+from.Format(time.DateOnly), want.Weeks[i], got[check])
		}
	}
}

func days(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	got, err := j.Days(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	for check, want := range truth.Checks {
		if len(got[check]) != len(want.Days) {
			t.Errorf("%s has %d days, want %d", check, len(got[check]), len(want.Days))
			continue
		}
		for i, d := range got[check] {
			date := d.At.Format(time.DateOnly)
			equal(t, check+" on "+date, want.Days[i], d.Times)
			equal(t, check+" looks on "+date, truth.Looked[check][date], simulate.LooksTruth{Looks: d.Looks, Bad: d.Bad, Unknown: d.Unknown, Missing: d.Missing})
			if d.Open {
				t.Errorf("%s: %s was not made", check, date)
			}
		}
	}
}

func latency(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	got, err := j.Latencies(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	for check, want := range truth.Checks {
		s := got[check]
		if s.Len() != int64(want.Latency.Looks) {
			t.Errorf("%s: %d good looks, want %d", check, s.Len(), want.Latency.Looks)
		}
		for q, exact := range map[float64]time.Duration{0.5: want.Latency.P50, 0.95: want.Latency.P95, 0.99: want.Latency.P99} {
			if off := math.Abs(float64(s.Quantile(q)-exact)) / float64(exact); off > 0.0201 {
				t.Errorf("%s: quantile %v is %v, want %v within 2 %%", check, q, s.Quantile(q), exact)
			}
		}
	}
}

func incidents(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	stories, err := j.Stories(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	var got []simulate.IncidentTruth
	for _, s := range stories {
		i := s.Incident
		got = append(got, simulate.IncidentTruth{
			Check: i.Check, Class: i.Class, Headline: i.Headline, Since: i.Since, Opened: i.Opened, Until: i.Until,
			AckedBy: i.AckedBy, Acked: i.Acked, Told: s.Told, Channel: s.Channel, Reminders: s.Reminders,
		})
	}
	equal(t, "incidents", truth.Incidents, got)
}

func facts(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	got, err := j.Facts(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "facts", truth.Facts, nonEmpty(got))
	equal(t, "ports", truth.Ports, history.Elements(got["www.example.com/exposure"], "open_ports"))
}

func nonEmpty(m map[string][]history.FactSpan) map[string][]history.FactSpan {
	out := map[string][]history.FactSpan{}
	for k, v := range m {
		if len(v) > 0 {
			out[k] = v
		}
	}
	return out
}

func health(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	h, err := j.Health(t.Context(), truth.Start, truth.End)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "health", truth.Health, simulate.HealthTruth{
		Blind: h.Blind, Off: h.Off, Looks: h.Looks, Missed: h.Missed, Slowest: h.Slowest, Drill: h.Drill, Starts: h.Starts,
	})
}

func budgets(t *testing.T, j *journal.Journal, truth simulate.Truth) {
	got, err := j.Budgets(t.Context(), truth.End)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "budgets", truth.Budgets, got)
}
