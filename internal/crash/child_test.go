//go:build check

package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binEnv names the program under test, which TestMain builds.
const binEnv = "HOLDFAST_CRASH_BIN"

// TestMain builds the program once for all tests.
func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "holdfast-crash-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin := filepath.Join(dir, "holdfast")
	build := exec.CommandContext(context.Background(), "go", "build", "-tags", "crash", "-o", bin, "./cmd/holdfast")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building holdfast: %w\n%s", err, out)
	}
	if err := os.Setenv(binEnv, bin); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// child is one life of the program.
type child struct {
	cmd  *exec.Cmd
	log  *tail
	gone chan struct{} // closed when the process is reaped
}

// start runs the program with a config; at names where it shall die ("" for
// nowhere), as "point:count".
func start(t *testing.T, config, at string) *child {
	t.Helper()
	c := &child{
		cmd: exec.CommandContext(context.Background(), os.Getenv(binEnv), "run", "-c", config),
		log: &tail{}, gone: make(chan struct{}),
	}
	c.cmd.Env = append(os.Environ(), "HOLDFAST_CRASH_AT="+at)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.gone)
		_ = c.cmd.Wait() // how it ended is read from ProcessState
	}()
	t.Cleanup(c.kill)
	return c
}

// kill kills the process, when it still lives, and waits until it is gone.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // fails only when it is gone already
	<-c.gone
}

// dies wants the process to be killed, by itself, within a time.
func (c *child) dies(t *testing.T, within time.Duration, point string) {
	t.Helper()
	select {
	case <-c.gone:
		c.wantKilled(t)
	case <-time.After(within):
		t.Fatalf("holdfast lives %s after it was armed with %s; log:\n%s", within, point, c.log)
	}
}

// wantKilled wants the process to have ended by SIGKILL and nothing else.
func (c *child) wantKilled(t *testing.T) {
	t.Helper()
	<-c.gone
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("holdfast ended with %s, want SIGKILL; log:\n%s", c.cmd.ProcessState, c.log)
	}
}

// tailSize is how much of a log is kept, in bytes.
const tailSize = 8 << 10

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex // protects buf
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf.Write(p)
	l.buf.Next(max(0, l.buf.Len()-tailSize))
	return len(p), nil
}

// String returns the kept end.
func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
