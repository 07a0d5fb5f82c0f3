//go:build check

package proving

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"
)

// Life is one life of the program: holdfast run.
type Life struct {
	// Log is the end of what it wrote.
	Log  *Tail
	cmd  *exec.Cmd
	gone chan struct{} // closed when the process is reaped
}

// Start runs the program with a config until the test ends. env is added to its
// environment; within, if there is any, is the command that starts it, such as
// ip netns exec NAME, and must replace itself by it.
func Start(t *testing.T, config string, env []string, within ...string) *Life {
	t.Helper()
	command := slices.Concat(within, []string{Bin(t), "run", "-c", config})
	l := &Life{
		cmd: exec.CommandContext(context.Background(), command[0], command[1:]...), //nolint:gosec // a test's own command
		Log: &Tail{}, gone: make(chan struct{}),
	}
	l.cmd.Env = append(os.Environ(), env...)
	l.cmd.Stdout, l.cmd.Stderr = l.Log, l.Log
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(l.gone)
		_ = l.cmd.Wait() // how it ended is read from ProcessState
	}()
	t.Cleanup(l.Kill)
	return l
}

// Kill kills the process, when it still lives, and waits until it is gone.
func (l *Life) Kill() {
	_ = l.cmd.Process.Kill() // fails only when it is gone already
	<-l.gone
}

// Gone is closed when the process has ended.
func (l *Life) Gone() <-chan struct{} { return l.gone }

// State says how the process ended; it waits for the end.
func (l *Life) State() *os.ProcessState {
	<-l.gone
	return l.cmd.ProcessState
}

// Stop asks the process to end (SIGTERM) and wants it to do so well within
// twenty seconds.
func (l *Life) Stop(t *testing.T) {
	t.Helper()
	if err := l.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-l.gone:
	case <-time.After(20 * time.Second):
		t.Fatalf("holdfast lives 20 s after SIGTERM; log:\n%s", l.Log)
	}
	if code := l.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("holdfast ended with %s after SIGTERM, want exit code 0; log:\n%s", l.cmd.ProcessState, l.Log)
	}
}

// Until polls what until it holds, or the program ends, or the time is up.
func (l *Life) Until(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	end := time.After(within)
	for !holds() {
		select {
		case <-poll.C:
		case <-l.gone:
			t.Fatalf("waiting until %s: holdfast ended with %s; log:\n%s", what, l.cmd.ProcessState, l.Log)
		case <-end:
			t.Fatalf("not after %s: %s; log:\n%s", within, what, l.Log)
		}
	}
}
