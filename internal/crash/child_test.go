//go:build check

package crash

import (
	"os"
	"syscall"
	"testing"
	"time"

	"holdfast/internal/proving"
)

// TestMain builds the program, with its named points, once for all tests.
func TestMain(m *testing.M) { os.Exit(proving.Main(m, "crash")) }

// dies wants the process to be killed, by itself, within a time.
func dies(t *testing.T, life *proving.Life, within time.Duration, point string) {
	t.Helper()
	select {
	case <-life.Gone():
		wantKilled(t, life)
	case <-time.After(within):
		t.Fatalf("holdfast lives %s after it was armed with %s; log:\n%s", within, point, life.Log)
	}
}

// wantKilled wants the process to have ended by SIGKILL and nothing else.
func wantKilled(t *testing.T, life *proving.Life) {
	t.Helper()
	status, ok := life.State().Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("holdfast ended with %s, want SIGKILL; log:\n%s", life.State(), life.Log)
	}
}
