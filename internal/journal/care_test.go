package journal_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/journal"
)

// TestBackupIsAJournal: a copy taken while the journal is written opens and
// answers the same.
func TestBackupIsAJournal(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{calm("app", morning(), time.Millisecond)}})
	dir := t.TempDir()
	file := filepath.Join(dir, "holdfast.db")
	if err := j.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{calm("app", morning().Add(time.Minute), time.Millisecond)}})
	if err := j.Backup(t.Context(), file); err == nil {
		t.Error("an earlier copy was written over")
	}
	other := open(t, dir, journal.Options{})
	looks, err := other.Results(t.Context(), "app", morning(), morning().Add(time.Hour))
	if len(must(t, looks, err)) != 1 || other.Instance() != j.Instance() {
		t.Errorf("the copy has %d looks and is of %s, want 1 of %s", len(looks), other.Instance(), j.Instance())
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.part"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left over; %v", left, err)
	}
}

// TestTornIsRefused: a journal whose end is missing, of any size, is refused and
// left as it is.
func TestTornIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir, journal.Options{})
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{calm("app", morning(), time.Millisecond)}})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "holdfast.db")
	body := readFile(t, path)
	binary.BigEndian.PutUint32(body[28:], 1<<20) // as a file of 4 GB cut short
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"to write": func() error { _, err := journal.Open(t.Context(), dir, journal.Options{}); return err },
		"to read":  func() error { _, err := journal.OpenReadOnly(t.Context(), dir); return err },
	} {
		if err := try(); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%s: %v, want %v", name, err, journal.ErrDamaged)
		}
	}
	if diff := cmp.Diff(body, readFile(t, path)); diff != "" {
		t.Error("the file was changed")
	}
}

// TestPackedLooksReadBack: packing keeps every look, its status and marks exactly
// and its duration to 2 %, also of a look that comes when its hour is packed
// already; packing twice changes nothing.
func TestPackedLooksReadBack(t *testing.T) {
	t.Parallel()
	now := morning().Add(5 * time.Hour)
	j := open(t, t.TempDir(), journal.Options{Now: func() time.Time { return now }})
	var verdicts []holdfast.Verdict
	for i := range 400 {
		v := calm("app", morning().Add(time.Duration(i)*10*time.Second+time.Duration(i%7)*time.Millisecond), time.Duration(100+i%50)*time.Millisecond)
		v.Status, v.Relook, v.Late = holdfast.Status(i%4), i%11 == 0, i%13 == 0 //nolint:gosec // below 4
		verdicts = append(verdicts, v)
	}
	read := func() []journal.Result {
		r, err := j.Results(t.Context(), "app", morning().Add(-time.Hour), now)
		return must(t, r, err)
	}
	commit(t, j, journal.Batch{Verdicts: verdicts[:300]})
	exact := read()
	for range 2 {
		if err := j.Prune(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	near(t, exact, read())
	commit(t, j, journal.Batch{Verdicts: verdicts[300:]})
	if err := j.Prune(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if got := read(); len(got) != 400 {
		t.Errorf("%d looks after the late ones, want 400", len(got))
	}
	minutes, err := j.Minutes(t.Context(), "app", morning(), now)
	if len(must(t, minutes, err)) != 67 {
		t.Errorf("%d minutes, want 67", len(minutes))
	}
}

// near compares looks, durations to 2 %.
func near(t *testing.T, want, got []journal.Result) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d looks, want %d", len(got), len(want))
	}
	for i := range want {
		off := (got[i].Took - want[i].Took).Abs()
		if off > want[i].Took/49 {
			t.Errorf("look %d took %v, want %v", i, got[i].Took, want[i].Took)
		}
		got[i].Took = want[i].Took
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWhatIsDatedBackIsCountedAnew: a day that was made is made again when an
// outage is confirmed that began in it.
func TestWhatIsDatedBackIsCountedAnew(t *testing.T) {
	t.Parallel()
	day := morning().Truncate(24 * time.Hour)
	now := day
	j := open(t, t.TempDir(), journal.Options{Now: func() time.Time { return now }})
	commit(t, j, journal.Batch{
		Setup:       &journal.Setup{At: day, Checks: []holdfast.Check{{ID: "app", Name: "app", FreshFor: 100 * time.Hour}}},
		Transitions: []journal.Transition{{Check: "app", At: day, Status: holdfast.Holds}},
		Verdicts:    []holdfast.Verdict{calm("app", day.Add(time.Hour), time.Millisecond)},
	})
	first := func() history.Times {
		if err := j.Prune(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		days, err := j.Days(t.Context(), day, now)
		if err != nil || len(days["app"]) == 0 {
			t.Fatalf("%v, %v", days, err)
		}
		return days["app"][0].Times
	}
	now = day.Add(28 * time.Hour)
	check(t, "before", first(), history.Times{Up: 86_400_000})
	commit(t, j, journal.Batch{Transitions: []journal.Transition{{Check: "app", At: day.Add(23 * time.Hour), Status: holdfast.Broken}}})
	check(t, "after", first(), history.Times{Up: 82_800_000, Down: 3_600_000})
}

// TestARenamedCheckKeepsItsHistory goes by was: of the config.
func TestARenamedCheckKeepsItsHistory(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	of := func(id string) []holdfast.Check {
		return []holdfast.Check{{ID: id, Name: id, FreshFor: 100 * time.Hour}}
	}
	commit(t, j, journal.Batch{
		Setup: &journal.Setup{At: morning(), Checks: of("old")}, Verdicts: []holdfast.Verdict{calm("old", morning(), time.Millisecond)},
		Transitions: []journal.Transition{{Check: "old", At: morning(), Status: holdfast.Holds}},
	})
	commit(t, j, journal.Batch{Setup: &journal.Setup{At: morning().Add(time.Hour), Checks: of("new"), Renames: map[string]string{"old": "new"}}})
	commit(t, j, journal.Batch{Verdicts: []holdfast.Verdict{calm("new", morning().Add(time.Hour), time.Millisecond)}})
	got, err := j.Accounts(t.Context(), morning(), morning().Add(2*time.Hour))
	hour := time.Hour.Milliseconds()
	check(t, "times", must(t, []history.Times{got["new"]}, err), []history.Times{{Up: 2 * hour}})
	commit(t, j, journal.Batch{Setup: &journal.Setup{At: morning().Add(90 * time.Minute)}})
	got, err = j.Accounts(t.Context(), morning(), morning().Add(2*time.Hour))
	check(t, "after it was removed", must(t, []history.Times{got["new"]}, err), []history.Times{{Up: hour * 3 / 2, Unknown: hour / 2}})
}
