//go:build check

package journal_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"holdfast/internal/journal"
)

// withinEnv marks a run of the tests inside mount and process tables of its own.
const withinEnv = "HOLDFAST_JOURNAL_WITHIN"

// within runs the calling test again in a mount namespace of its own, so that
// what it mounts is nobody else's and can be unmounted. It returns true there.
func within(t *testing.T) bool {
	t.Helper()
	if os.Getenv(withinEnv) == t.Name() {
		return true
	}
	if os.Geteuid() != 0 {
		lacking(t, "mounting needs root")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.count=1")
	cmd.Env = append(os.Environ(), withinEnv+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("in a mount namespace of its own: %v", err)
	}
	return false
}

// lacking skips the test, or fails it where nothing may be skipped.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// mount mounts a file system on a new directory until the test ends.
func mount(t *testing.T, source, kind string, flags uintptr, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount(source, dir, kind, flags, options); err != nil {
		t.Fatalf("mount %s on %s: %v", kind, dir, err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// TestFullDisk fills a disk under a journal: each commit that failed says so in
// one sentence, none that was acknowledged is lost, and when there is room again
// it goes on by itself.
func TestFullDisk(t *testing.T) {
	if !within(t) {
		return
	}
	for _, c := range []struct {
		name  string
		mount func(t *testing.T) string
	}{
		{"tmpfs", func(t *testing.T) string { return mount(t, "none", "tmpfs", 0, "size=2m") }},
		{"ext4", func(t *testing.T) string { return newDisk(t, 4<<20).mount(t) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := c.mount(t)
			ballast := filepath.Join(dir, "ballast")
			if err := os.WriteFile(ballast, make([]byte, 600<<10), 0o600); err != nil {
				t.Fatal(err)
			}
			j := open(t, filepath.Join(dir, "data"), journal.Options{})
			stored := fill(t, j)
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
			stored++
			commit(t, j, journal.Batch{Events: []journal.Event{{Seq: stored, Kind: "tick", Body: make([]byte, 1000)}}})
			if got := count(t, j); got != stored {
				t.Errorf("%d events; want the %d that were acknowledged", got, stored)
			}
		})
	}
}

// fill commits events until the disk is full and returns how many were
// acknowledged.
func fill(t *testing.T, j *journal.Journal) int64 {
	t.Helper()
	for seq := int64(1); seq < 100_000; seq++ {
		err := j.Commit(t.Context(), journal.Batch{Events: []journal.Event{{Seq: seq, Kind: "tick", Body: make([]byte, 1000)}}})
		if err == nil {
			continue
		}
		wants(t, err, journal.ErrFull, "free some space")
		return seq - 1
	}
	t.Fatal("the disk is never full")
	return 0
}

// count counts the events.
func count(t *testing.T, j *journal.Journal) int64 {
	t.Helper()
	var n int64
	if err := j.Events(t.Context(), func(journal.Event) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// wants wants one sentence that wraps a cause and says something.
func wants(t *testing.T, err, cause error, says string) {
	t.Helper()
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error is %q; want one line that wraps %q and says %q", err, cause, says)
	}
	t.Log(err)
}

// TestOpenOnFullDisk has no room for a journal at all.
func TestOpenOnFullDisk(t *testing.T) {
	if !within(t) {
		return
	}
	for _, room := range []int{0, 4 << 10, 16 << 10, 64 << 10} {
		t.Run(fmt.Sprint(room), func(t *testing.T) {
			dir := mount(t, "none", "tmpfs", 0, "size=1m")
			if err := os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 1<<20-room), 0o600); err != nil {
				t.Fatal(err)
			}
			j, err := journal.Open(t.Context(), filepath.Join(dir, "data"), journal.Options{})
			if err == nil {
				t.Fatal("it opens", j.Close())
			}
			wants(t, err, journal.ErrFull, "free some space")
		})
	}
}

// TestReadOnlyDisk mounts a journal's disk without the right to write, before it
// is opened and under an open one.
func TestReadOnlyDisk(t *testing.T) {
	if !within(t) {
		return
	}
	dir := mount(t, "none", "tmpfs", 0, "size=8m")
	data := filepath.Join(dir, "data")
	j, err := journal.Open(t.Context(), data, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, j, journal.Batch{Events: []journal.Event{{Seq: 1, Kind: "tick"}}})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	_, err = journal.Open(t.Context(), data, journal.Options{})
	wants(t, err, journal.ErrReadOnly, "HOLDFAST_DATA")
	_, err = journal.Open(t.Context(), filepath.Join(dir, "new"), journal.Options{})
	wants(t, err, journal.ErrReadOnly, "make data directory")
	reader, err := journal.OpenReadOnly(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, reader); n != 1 {
		t.Errorf("a reader sees %d events; want 1", n)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
}
