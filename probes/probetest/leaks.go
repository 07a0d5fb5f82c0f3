package probetest

import (
	"context"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast"
)

// goroutines counts those that run a kind's code, or an HTTP client
// connection's.
func goroutines(kind string) int {
	buf := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		ours := strings.Contains(stack, "holdfast/probes/"+kind+".(") || strings.Contains(stack, "holdfast/probes/internal/") ||
			strings.Contains(stack, "net/http.(*persistConn)") || strings.Contains(stack, "net/http.(*http2ClientConn)")
		if ours && !strings.Contains(stack, "testing.tRunner") {
			n++
		}
	}
	return n
}

// gone wants the look's goroutines to end.
func gone(t *testing.T, kind string, before int) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for goroutines(kind) > before {
		select {
		case <-tick.C:
		case <-deadline:
			buf := make([]byte, 1<<20)
			t.Fatalf("goroutines of the look go on after it has ended:\n%s", buf[:runtime.Stack(buf, true)])
		}
	}
}

// conns counts the connections of an environment that are open.
type conns struct{ open atomic.Int64 }

// counted is an environment whose connections are counted.
func counted(env holdfast.Env) (holdfast.Env, *conns) {
	n := &conns{}
	dial := env.Dial
	if dial == nil {
		dial = (&net.Dialer{KeepAlive: -1}).DialContext
	}
	env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		n.open.Add(1)
		return &countedConn{Conn: c, of: n}, nil
	}
	return env, n
}

// countedConn is a connection that tells when it is closed.
type countedConn struct {
	net.Conn
	of     *conns
	closed atomic.Bool
}

// Close implements net.Conn.
func (c *countedConn) Close() error {
	if !c.closed.Swap(true) {
		c.of.open.Add(-1)
	}
	return c.Conn.Close()
}

// Closed wants every connection that a look opened to be closed after it. It
// returns the environment to look in, and what to call after the look.
func Closed(t testing.TB, env holdfast.Env) (holdfast.Env, func()) {
	t.Helper()
	env, n := counted(env)
	return env, func() {
		t.Helper()
		if open := n.open.Load(); open != 0 {
			t.Errorf("%d connections of the look are still open", open)
		}
	}
}
