//go:build check

package proving

import (
	"context"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// serverPatience bounds how long a server may take to start.
const serverPatience = 30 * time.Second

// Server is a real server in the foreground, at an address of its own.
type Server struct {
	// Address is where it listens once it runs, host:port.
	Address string
	// Log is the end of what it wrote.
	Log     *Tail
	command []string
	cmd     *exec.Cmd
	gone    chan struct{} // closed when the process is reaped
}

// NewServer makes one that is not started yet.
func NewServer(address string, command ...string) *Server {
	return &Server{Address: address, Log: &Tail{}, command: command}
}

// Start starts it and waits until it accepts connections. It ends with the test,
// or by Stop.
func (s *Server) Start(t *testing.T) {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), s.command[0], s.command[1:]...) //nolint:gosec // a test's own command
	cmd.Stdout, cmd.Stderr = s.Log, s.Log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	s.cmd, s.gone = cmd, gone
	go func() { defer close(gone); _ = cmd.Wait() }()
	t.Cleanup(func() { end(cmd.Process, gone) })
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	late := time.After(serverPatience)
	for !s.Up(t) {
		select {
		case <-poll.C:
		case <-gone:
			t.Fatalf("%s ended with %s:\n%s", s.command[0], cmd.ProcessState, s.Log)
		case <-late:
			t.Fatalf("%s does not listen on %s after %s:\n%s", s.command[0], s.Address, serverPatience, s.Log)
		}
	}
}

// end asks a process to end, and makes it after ten seconds.
func end(p *os.Process, gone <-chan struct{}) {
	_ = p.Signal(syscall.SIGTERM) // it may be gone already
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		_ = p.Kill()
		<-gone
	}
}

// Up reports whether it accepts connections.
func (s *Server) Up(t *testing.T) bool {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// Stop stops it and waits until it is gone.
func (s *Server) Stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-s.gone
}

// FreeAddress returns a loopback address that nobody listened on a moment ago.
func FreeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
