package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDBCommands goes through a small simulated journal as a person would.
func TestDBCommands(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	truth, copied, out := filepath.Join(t.TempDir(), "truth.json"), filepath.Join(t.TempDir(), "holdfast.db"), t.TempDir()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"db", "simulate", "--weeks", "1", "--end", "2026-11-23", "--data", dir, "--truth", truth}, ""},
		{[]string{"db", "size", "--data", dir}, "chunk"},
		{[]string{"db", "size", "--data", dir, "-o", "json"}, "\"file_bytes\""},
		{[]string{"db", "backup", "--data", dir, copied}, "every page checked"},
		{[]string{"db", "size", "--data", filepath.Dir(copied)}, "roll_1d"},
		{[]string{"db", "export", "days", "--data", dir, "--from", "2026-11-16", "--to", "2026-11-23"}, "www.example.com/uptime,2026-11-20T00:00:00.000Z"},
		{[]string{"db", "export", "incidents", "--data", dir, "--format", "json", "--from", "2026-11-16"}, "\"acked_by\":\"lena\""},
		{[]string{"db", "export", "--data", dir, "--format", "parquet", "--from", "2026-11-16", "--dir", out}, "facts.parquet"},
		{[]string{"db", "vacuum", "--data", dir}, "rewritten"},
		{[]string{"replay", "--data", dir}, "as stored"},
	} {
		code, text, errs := call(t, c.args...)
		if code != exitFine || !strings.Contains(text, c.want) {
			t.Fatalf("%v: exit code %d, want 0 and %q:\n%s%s", c.args, code, c.want, text, errs)
		}
	}
}

// TestDBRefusesWhatIsNoJournal: one sentence, exit code 2, and the file as it was.
func TestDBRefusesWhatIsNoJournal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"garbage": {strings.Repeat("no database ", 1000), "no Holdfast journal"},
		"torn":    {"SQLite format 3\x00\x10\x00\x02\x02\x00\x40\x20\x20\x00\x00\x00\x01\x00\x00\x10\x00" + strings.Repeat("\x00", 4064), "damaged"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "holdfast.db")
		if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"db", "size", "--data", dir}, {"db", "vacuum", "--data", dir}, {"db", "backup", "--data", dir, filepath.Join(t.TempDir(), "x")}, {"db", "export", "days", "--data", dir}} {
			code, _, errs := call(t, args...)
			if code != exitUsage || !strings.Contains(errs, c.want) || strings.Count(strings.TrimSpace(errs), "\n") > 0 {
				t.Errorf("%s: %v: exit code %d, want 2 and one line with %q:\n%s", name, args, code, c.want, errs)
			}
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != c.body { //nolint:gosec // a file of the test
			t.Errorf("%s: the file was changed; %v", name, err)
		}
	}
}
