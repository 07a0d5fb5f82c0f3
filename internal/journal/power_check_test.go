//go:build check

package journal_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"holdfast"
	"holdfast/internal/journal"
)

// disk is an ext4 file system in a file, on a loop device.
type disk struct{ image string }

// newDisk makes one of so many bytes.
func newDisk(t *testing.T, size int64) disk {
	t.Helper()
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		lacking(t, "mkfs.ext4 is not installed (e2fsprogs)")
	}
	d := disk{image: filepath.Join(t.TempDir(), "disk")}
	file, err := os.Create(d.image)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(size); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, "mkfs.ext4", "-q", "-F", "-m", "0", d.image)
	return d
}

// mount mounts it until the test ends, or until unmount.
func (d disk) mount(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	run(t, "mount", "-o", "loop", d.image, dir)
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// unmount takes it down for good: what was only in memory is gone.
func unmount(t *testing.T, dir string) {
	t.Helper()
	end := time.Now().Add(20 * time.Second)
	for unix.Unmount(dir, 0) != nil {
		if time.Now().After(end) {
			t.Fatalf("%s cannot be unmounted", dir)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// run runs a program.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// cut takes a file system away as a power cut would: what its journal has not
// flushed never reaches the disk (EXT4_IOC_SHUTDOWN with NOLOGFLUSH).
func cut(t *testing.T, dir string) {
	t.Helper()
	const ioctlShutdown, noLogFlush = 0x8004587d, uint32(2)
	file, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	flags := noLogFlush
	if _, _, code := unix.Syscall(unix.SYS_IOCTL, file.Fd(), ioctlShutdown, uintptr(unsafe.Pointer(&flags))); code != 0 {
		t.Fatalf("cut the power of %s: %v", dir, code)
	}
}

// cuts is how many power cuts are tried.
func cuts(t *testing.T) int {
	t.Helper()
	switch text := os.Getenv("HOLDFAST_POWER_CUTS"); {
	case os.Getenv("HOLDFAST_SOAK") == "1":
		return 60
	case text == "":
		return 6
	default:
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("HOLDFAST_POWER_CUTS is %q, want a number", text)
		}
		return n
	}
}

// TestPowerCut cuts the power of the disk under a process that writes from
// several goroutines. Every event that it had been told is on the disk must be
// there afterwards, and the journal must open as it is.
func TestPowerCut(t *testing.T) {
	if !within(t) {
		return
	}
	owed := 0
	for i := range cuts(t) {
		t.Run(strconv.Itoa(i), func(t *testing.T) { owed += powerCut(t) })
	}
	t.Logf("%d acknowledged events in %d power cuts", owed, cuts(t))
}

// powerCut cuts it once and returns how many events were owed.
func powerCut(t *testing.T) int {
	t.Helper()
	d := newDisk(t, 64<<20)
	dir := d.mount(t)
	acked := scribe(t, filepath.Join(dir, "data"), 100+rand.IntN(1500), func() { cut(t, dir) })
	unmount(t, dir)
	j := open(t, filepath.Join(d.mount(t), "data"), journal.Options{})
	have := map[int64]bool{}
	if err := j.Events(t.Context(), func(e journal.Event) error { have[e.Seq] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, seq := range acked {
		if !have[seq] {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged events are lost", lost, len(acked))
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return len(acked)
}

// writerEnv names the data directory of a process that only writes.
const writerEnv = "HOLDFAST_JOURNAL_WRITER"

// scribe runs a writing process and cuts its power after so many acknowledged
// events; it returns those that were acknowledged before.
func scribe(t *testing.T, dir string, after int, cut func()) []int64 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriter$", "-test.count=1")
	cmd.Env = append(os.Environ(), writerEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acked []int64
	lines := bufio.NewScanner(out)
	for len(acked) < after && lines.Scan() {
		if seq, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			acked = append(acked, seq)
		}
	}
	cut()
	_ = cmd.Process.Kill() // it may have ended by itself
	_ = cmd.Wait()
	if len(acked) < after {
		t.Fatalf("the writer ended after %d events", len(acked))
	}
	return acked
}

// TestWriter is the writing process: it commits events, notices and looks, and
// says the number of each event once it is acknowledged.
func TestWriter(t *testing.T) {
	dir := os.Getenv(writerEnv)
	if dir == "" {
		t.Skip("only as the child of TestPowerCut")
	}
	j := open(t, dir, journal.Options{})
	var next atomic.Int64
	var out sync.Mutex // one line at a time
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				seq := next.Add(1)
				if err := j.Commit(t.Context(), written(seq)); err != nil {
					return
				}
				out.Lock()
				_, _ = fmt.Fprintln(os.Stdout, seq)
				out.Unlock()
			}
		})
	}
	wg.Wait()
}

// written is the batch of one event.
func written(seq int64) journal.Batch {
	i := outage(fmt.Sprint("1-", seq), seq)
	return journal.Batch{
		Events:    []journal.Event{{Seq: seq, Epoch: 1, Kind: "verdict", Body: make([]byte, 300)}},
		Verdicts:  []holdfast.Verdict{calm(fmt.Sprint("host-", seq%50), morning().Add(time.Duration(seq)*time.Second), time.Millisecond)},
		Incidents: []holdfast.Incident{i},
	}
}
