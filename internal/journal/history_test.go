package journal_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast"
	"holdfast/internal/journal"
)

// TestLastLookReadsBackTyped shows that a finding survives with the types of its
// facts, its numbers and the kind's own state.
func TestLastLookReadsBackTyped(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	v := calm("app", morning(), 143*time.Millisecond)
	v.Facts = append(v.Facts, holdfast.Fact{Name: "ok", Value: true}, holdfast.Fact{Name: "share", Value: 0.5}, holdfast.Fact{Name: "left", Value: 3 * time.Hour})
	v.Status, v.Headline, v.Silence, v.Late = holdfast.Broken, "DOWN", true, true
	v.Faults = []holdfast.Fault{{Key: "status", Status: holdfast.Broken, Text: "503"}}
	v.State = []byte("ports")
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{v}})
	j = reopen(t, j, journal.Options{})
	looks, err := j.LastLooks(t.Context())
	check(t, "looks", must(t, looks, err), map[string]journal.Look{"app": {Verdict: v, State: v.State}})
}

func TestKindStateSurvivesAFailedLook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		next []byte
		want []byte
	}{
		{"no state leaves it", nil, []byte("swept 12000")},
		{"an empty one clears it", []byte{}, nil},
		{"a new one replaces it", []byte("swept 13000"), []byte("swept 13000")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := open(t, t.TempDir(), journal.Options{})
			for i, state := range [][]byte{[]byte("swept 12000"), c.next} {
				v := calm("db", morning().Add(time.Duration(i)*time.Minute), time.Second)
				v.State = state
				commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{v}})
			}
			looks, err := j.LastLooks(t.Context())
			check(t, "state", must(t, looks, err)["db"].State, c.want)
		})
	}
}

// TestChangesAreStoredOnce shows what counts as a change of what is seen.
func TestChangesAreStoredOnce(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	broken := func(reason string) holdfast.Verdict {
		return holdfast.Verdict{Check: "app", Vantage: "here", Finding: holdfast.Finding{Status: holdfast.Broken, Headline: "DOWN", Reason: reason}}
	}
	other := calm("app", morning(), 1)
	other.Facts = other.Facts[:1]
	var want []string
	for i, step := range []struct {
		v       holdfast.Verdict
		changes bool
	}{
		{calm("app", morning(), 143*time.Millisecond), true},
		{calm("app", morning(), 2*time.Second), false}, // only the time differs
		{broken("no answer in 2.01 s, wanted 200"), true},
		{broken("no answer in 2.3 s, wanted 200"), false},
		{broken("503, wanted 200"), true},
		{broken("500, wanted 200"), true},
		{calm("app", morning(), 9*time.Millisecond), true},
		{other, true},
	} {
		step.v.At = morning().Add(time.Duration(i) * time.Minute)
		if i == 5 {
			j = reopen(t, j, journal.Options{}) // an earlier process' sight is known by its hash
			commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{broken("503, wanted 200")}})
		}
		commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{step.v}})
		if step.changes {
			want = append(want, fmt.Sprint(i, " ", step.v.Reason))
		}
	}
	changes, err := j.Changes(t.Context(), "app", morning(), morning().Add(time.Hour))
	var got []string
	for _, c := range must(t, changes, err) {
		got = append(got, fmt.Sprint(int(c.At.Sub(morning()).Minutes()), " ", c.Finding.Reason))
	}
	check(t, "changes", got, want)
}

func TestResultsOfOneCheckInATime(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	var verdicts []holdfast.Verdict
	for i := range 100 {
		for _, name := range []string{"a", "b"} {
			v := calm(name, morning().Add(time.Duration(i)*10*time.Second), time.Duration(i)*time.Millisecond)
			v.Relook = i == 42
			verdicts = append(verdicts, v)
		}
	}
	commit(t, j, journal.Batch{Verdicts: verdicts})
	results, err := j.Results(t.Context(), "a", morning().Add(410*time.Second), morning().Add(430*time.Second))
	check(t, "results", must(t, results, err), []journal.Result{
		{At: morning().Add(410 * time.Second), Vantage: "dublin", Status: holdfast.Holds, Took: 41 * time.Millisecond},
		{At: morning().Add(420 * time.Second), Vantage: "dublin", Status: holdfast.Holds, Took: 42 * time.Millisecond, Relook: true},
	})
	hours, err := j.Hours(t.Context(), "a", morning().Add(-1000*time.Hour), morning().Add(1000*time.Hour))
	n := 0
	for _, h := range must(t, hours, err) {
		n += h.N
	}
	if n != 99 {
		t.Errorf("the hours count %d looks; want 99, the re-look left out", n)
	}
	nothing, err := j.Results(t.Context(), "c", morning(), morning().Add(time.Hour))
	check(t, "an unknown check", must(t, nothing, err), nil)
}

// TestClockSetBackKeepsBothLooks: after a step back the same millisecond comes
// again, with another look, which must not be taken for the first one repeated.
func TestClockSetBackKeepsBothLooks(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	at := morning().Truncate(time.Minute).Add(time.Minute - time.Millisecond)
	before, after := calm("a", at, 10*time.Millisecond), calm("a", at, 12*time.Millisecond)
	after.Status = holdfast.Broken
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{before}})
	for range 2 { // what is written again counts once
		commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{after}})
	}
	results, err := j.Results(t.Context(), "a", at, at.Add(time.Second))
	check(t, "results", must(t, results, err), []journal.Result{
		{At: at, Vantage: "dublin", Status: holdfast.Holds, Took: 10 * time.Millisecond},
		{At: at.Add(time.Millisecond), Vantage: "dublin", Status: holdfast.Broken, Took: 12 * time.Millisecond},
	})
	hours, err := j.Hours(t.Context(), "a", at.Add(-time.Hour), at.Add(time.Hour))
	n, bad := 0, 0
	for _, h := range must(t, hours, err) {
		n, bad = n+h.N, bad+h.Bad
	}
	if n != 2 || bad != 1 {
		t.Errorf("the hours count %d looks, %d bad; want 2 and 1", n, bad)
	}
}

// TestHoursCountWhatWasSeen is the table of what a look, a missed run and a gap
// add to an hour.
func TestHoursCountWhatWasSeen(t *testing.T) {
	t.Parallel()
	now := morning
	nine := morning().Truncate(time.Hour)
	status := func(s holdfast.Status) journal.Batch {
		v := calm("app", morning(), 5*time.Millisecond)
		v.Status = s
		return journal.Batch{Verdicts: []holdfast.Verdict{v}}
	}
	took := 5 * time.Millisecond
	gap := func(from, to, every time.Duration) journal.Batch {
		return journal.Batch{Gaps: []journal.Gap{{Check: "app", Vantage: "dublin", From: nine.Add(from), To: nine.Add(to), Every: every}}}
	}
	for _, c := range []struct {
		name  string
		batch journal.Batch
		want  []journal.Hour
	}{
		{"holds", status(holdfast.Holds), []journal.Hour{{At: nine, N: 1, Sum: took, Max: took}}},
		{"at risk", status(holdfast.AtRisk), []journal.Hour{{At: nine, N: 1, Sum: took, Max: took}}},
		{"broken", status(holdfast.Broken), []journal.Hour{{At: nine, N: 1, Bad: 1, Sum: took, Max: took}}},
		{"unknown", status(holdfast.Unknown), []journal.Hour{{At: nine, N: 1, Unknown: 1, Sum: took, Max: took}}},
		{"missed", journal.Batch{Missed: map[string]int{"app": 3}}, []journal.Hour{{At: nine, Missing: 3}}},
		{"a gap within an hour", gap(0, time.Minute, 10*time.Second), []journal.Hour{{At: nine, Missing: 5}}},
		{"a gap shorter than the interval", gap(0, time.Minute, time.Minute), nil},
		{"a gap over three hours", gap(30*time.Minute, 150*time.Minute, time.Minute), []journal.Hour{
			{At: nine, Missing: 29}, {At: nine.Add(time.Hour), Missing: 60}, {At: nine.Add(2 * time.Hour), Missing: 30},
		}},
		{"a gap without an interval", gap(0, time.Hour, 0), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := open(t, t.TempDir(), journal.Options{Now: now})
			commit(t, j, c.batch)
			hours, err := j.Hours(t.Context(), "app", nine, nine.Add(5*time.Hour))
			check(t, "hours", must(t, hours, err), c.want)
		})
	}
}

func TestPruneKeepsLooksAsLongAsToldAndTheHours(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{Keep: journal.Keep{Looks: 7 * 24 * time.Hour}})
	var verdicts []holdfast.Verdict
	for day := range 10 {
		verdicts = append(verdicts, calm("app", morning().AddDate(0, 0, day), time.Millisecond))
	}
	commit(t, j, journal.Batch{Verdicts: verdicts})
	if err := j.Prune(t.Context(), morning().AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	results, err := j.Results(t.Context(), "app", morning().AddDate(-1, 0, 0), morning().AddDate(1, 0, 0))
	if len(must(t, results, err)) != 8 {
		t.Errorf("%d looks are left; want those of 7 days and of today", len(results))
	}
	hours, err := j.Hours(t.Context(), "app", morning().AddDate(-1, 0, 0), morning().AddDate(1, 0, 0))
	if len(must(t, hours, err)) != 10 {
		t.Errorf("%d hours are left; want all 10", len(hours))
	}
}

// TestStatusNumbersAreFixed guards what is on disk.
func TestStatusNumbersAreFixed(t *testing.T) {
	t.Parallel()
	got := []holdfast.Status{0, 1, 2, 3}
	want := []holdfast.Status{holdfast.Unknown, holdfast.Holds, holdfast.AtRisk, holdfast.Broken}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}
