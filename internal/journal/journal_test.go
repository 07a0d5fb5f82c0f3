package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/journal"
)

// open opens the journal in dir until the test ends.
func open(t testing.TB, dir string, o journal.Options) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}

// reopen closes the journal and opens it again, as a new process would.
func reopen(t testing.TB, j *journal.Journal, o journal.Options) *journal.Journal {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := journal.Open(t.Context(), j.Dir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

// fresh opens a journal in a new directory without closing it at the end, for
// tests that reopen it.
func fresh(t testing.TB) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "data"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// commit commits or fails the test.
func commit(t testing.TB, j *journal.Journal, b journal.Batch) {
	t.Helper()
	if err := j.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	name, epoch := j.Instance(), j.Epoch()
	if len(name) != 8 || strings.Trim(name, "0123456789abcdef") != "" {
		t.Errorf("instance %q; want 8 hexadecimal digits", name)
	}
	if epoch != 1 || j.LastSeq() != 0 {
		t.Errorf("first opening has epoch %d, last event %d; want 1, 0", epoch, j.LastSeq())
	}
	commit(t, j, journal.Batch{Events: []journal.Event{{Seq: 7, Epoch: 1, Kind: "tick"}}})
	j = reopen(t, j, journal.Options{})
	if j.Instance() != name || j.Epoch() != 2 || j.LastSeq() != 7 {
		t.Errorf("second opening: %s, epoch %d, last event %d; want %s, 2, 7", j.Instance(), j.Epoch(), j.LastSeq(), name)
	}
}

func TestDirectoryIsPrivate(t *testing.T) {
	t.Parallel()
	j := open(t, filepath.Join(t.TempDir(), "deep", "data"), journal.Options{})
	for path, want := range map[string]os.FileMode{"": 0o700, "holdfast.db": 0o600, "lock": 0o600} {
		info, err := os.Stat(filepath.Join(j.Dir(), path))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o; want %o", path, got, want)
		}
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir, journal.Options{})
	_, err := journal.Open(t.Context(), dir, journal.Options{})
	if !errors.Is(err, journal.ErrInUse) {
		t.Fatalf("second opening gives %v; want ErrInUse", err)
	}
	for _, part := range []string{dir, "process " + strconv.Itoa(os.Getpid())} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %q", err, part)
		}
	}
	reader, err := journal.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatalf("a reader beside it: %v", err)
	}
	defer func() { _ = reader.Close() }()
	if reader.Instance() != j.Instance() {
		t.Errorf("the reader sees instance %s; want %s", reader.Instance(), j.Instance())
	}
	if err := reader.Commit(t.Context(), journal.Batch{}); !errors.Is(err, journal.ErrReadOnly) {
		t.Errorf("a reader's commit gives %v; want ErrReadOnly", err)
	}
}

func TestReaderAloneAndWithoutJournal(t *testing.T) {
	t.Parallel()
	if _, err := journal.OpenReadOnly(t.Context(), t.TempDir()); !errors.Is(err, journal.ErrMissing) {
		t.Errorf("an empty directory gives %v; want ErrMissing", err)
	}
	j := fresh(t)
	commit(t, j, journal.Batch{Meta: map[string]string{"a": "b"}})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := journal.OpenReadOnly(t.Context(), j.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	got, err := reader.Meta(t.Context(), "a")
	if err != nil || got != "b" {
		t.Errorf("Meta gives %q, %v; want b", got, err)
	}
}

// TestRefusedFiles shows that what is no sound journal of today is named in one
// sentence and not touched.
func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  error
		says  string
	}{
		{"text", func(t *testing.T, path string) { overwrite(t, path, 0, strings.Repeat("not a database\n", 500)) }, journal.ErrForeign, "move it away"},
		{"foreign", func(t *testing.T, path string) { sqlite(t, path, "pragma application_id = 99") }, journal.ErrForeign, "another program"},
		{"newer", func(t *testing.T, path string) { sqlite(t, path, "pragma user_version = 1000") }, journal.ErrNewer, "schema 1000"},
		{"damaged page", func(t *testing.T, path string) { overwrite(t, path, 3*4096, strings.Repeat("\xff", 4096*3)) }, journal.ErrDamaged, "restore a copy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := fresh(t)
			commit(t, j, journal.Batch{Events: []journal.Event{{Seq: 1, Kind: "tick", Body: make([]byte, 40_000)}}})
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(j.Dir(), "holdfast.db")
			c.spoil(t, path)
			before := readFile(t, path)
			_, err := journal.Open(t.Context(), j.Dir(), journal.Options{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("opening gives %q; want one line that wraps %q and says %q", err, c.want, c.says)
			}
			if diff := cmp.Diff(before, readFile(t, path)); diff != "" {
				t.Error("the file was changed")
			}
		})
	}
}

func TestDamageIsNamedToReaders(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	sqlite(t, filepath.Join(j.Dir(), "holdfast.db"), "pragma user_version = 1000")
	if _, err := journal.OpenReadOnly(t.Context(), j.Dir()); !errors.Is(err, journal.ErrNewer) {
		t.Errorf("a reader gets %v; want ErrNewer", err)
	}
}

func TestClosedJournalSaysSo(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Errorf("a second Close gives %v", err)
	}
	if err := j.Commit(t.Context(), journal.Batch{}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("Commit after Close gives %v; want ErrClosed", err)
	}
}
