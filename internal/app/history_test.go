package app

import (
	"compress/gzip"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/history"
	"holdfast/internal/journal"
)

// TestOldJournalGetsItsHistory opens a journal that the version before histories
// made: 600 minutes of one check from 08:00, down from 09:00 to 09:30, a window
// from 14:00 to 15:00, nobody there from 12:10 to 14:40. Nothing of it is lost,
// and its time is counted from its events. The hours in which nobody looked are
// known as whole hours only: 13:00 to 14:00.
func TestOldJournalGetsItsHistory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unpackFixture(t, "schema1.db.gz", filepath.Join(dir, "holdfast.db"))
	j, err := journal.Open(t.Context(), dir, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	a := &App{journal: j, log: slog.New(slog.DiscardHandler)}
	for range 2 { // the second time changes nothing
		if err := a.derive(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	from := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	got, err := j.Accounts(t.Context(), from, from.Add(10*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	minute := time.Minute.Milliseconds()
	want := map[string]history.Times{"a.example.com/uptime": {Unknown: minute, Down: 30 * minute, Maintenance: 60 * minute, Blind: 60 * minute, Up: (600 - 151) * minute}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	looks, err := j.Results(t.Context(), "a.example.com/uptime", from, from.Add(11*time.Hour))
	if err != nil || len(looks) != 451 {
		t.Errorf("%d looks are left, want 451; %v", len(looks), err)
	}
	stories, err := j.Stories(t.Context(), from, from.Add(10*time.Hour))
	if err != nil || len(stories) != 1 || stories[0].Incident.Lasted(from) != 30*time.Minute {
		t.Errorf("stories: %+v, %v", stories, err)
	}
}

// unpackFixture unpacks a file of testdata.
func unpackFixture(t *testing.T, name, into string) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name)) //nolint:gosec // testdata
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(into, body, 0o600); err != nil {
		t.Fatal(err)
	}
}
