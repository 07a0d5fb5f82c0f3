package sweep

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// selfConnected returns a loop in which a socket has just met itself, and the
// socket's port, at which nobody listens.
func selfConnected(t *testing.T, l *loop) uint16 {
	t.Helper()
	fd, err := NewSocket(l.job.Addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, SocketAddress(l.job.Addr, 0)); err != nil {
		t.Fatal(err)
	}
	own, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	port := addrPort(own).Port()
	if err := unix.Connect(fd, own); err != nil && !errors.Is(err, unix.EINPROGRESS) {
		t.Fatalf("connect to itself: %v", err)
	}
	l.plan.flying++
	if err := l.watch(fd, task{port: port}, time.Now()); err != nil {
		t.Fatal(err)
	}
	return port
}

// TestSelfConnect: a connect that met itself is no open port, and is asked
// again.
func TestSelfConnect(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1", "::1"} {
		t.Run(addr, func(t *testing.T) {
			t.Parallel()
			l, err := newLoop(Job{Addr: netip.MustParseAddr(addr)}.withDefaults())
			if err != nil {
				t.Fatal(err)
			}
			defer l.close()
			port := selfConnected(t, l)
			if err := l.collect(1000); err != nil {
				t.Fatal(err)
			}
			if len(l.plan.open) != 0 || len(l.plan.queue) != 1 {
				t.Fatalf("open %v, %d to ask again; want none, 1", l.plan.open, len(l.plan.queue))
			}
			if err := l.run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := l.plan.res.State(port); s != Closed {
				t.Errorf("port %d is %v at last; want closed", port, s)
			}
		})
	}
}
