package tlsask

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/survey"
)

// roundTrip is that of the servers that are far away.
const roundTrip = 50 * time.Millisecond

// far opens connections to a server that is a round trip away: it takes one to
// connect, and one from a question to its answer.
type far struct {
	open func(ctx context.Context) (net.Conn, error)

	mu    sync.Mutex // protects dials
	begun time.Time
	pumps sync.WaitGroup
	dials []time.Duration // since the beginning
}

// dial is a dial function.
func (f *far) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	f.mu.Lock()
	f.dials = append(f.dials, time.Since(f.begun))
	f.mu.Unlock()
	if err := sleep(ctx, roundTrip); err != nil {
		return nil, err
	}
	conn, err := f.open(ctx)
	if err != nil {
		return nil, err
	}
	here, there := net.Pipe()
	f.pumps.Go(func() { delay(conn, there) })
	return &farConn{Conn: here, direct: conn}, nil
}

// delay hands over what comes, a round trip later.
func delay(from, to net.Conn) {
	type piece struct {
		due  time.Time
		data []byte
	}
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			b := make([]byte, 32<<10)
			n, err := from.Read(b)
			if n > 0 {
				pieces <- piece{time.Now().Add(roundTrip), b[:n]}
			}
			if err != nil {
				pieces <- piece{due: time.Now().Add(roundTrip)}
				return
			}
		}
	}()
	for p := range pieces {
		_ = sleep(context.Background(), time.Until(p.due))
		if p.data != nil {
			_, _ = to.Write(p.data)
		}
	}
	_ = to.Close()
}

// farConn writes at once and reads what was delayed.
type farConn struct {
	net.Conn

	direct net.Conn
}

// Write implements [net.Conn].
func (c *farConn) Write(b []byte) (int, error) { return c.direct.Write(b) }

// Close implements [net.Conn].
func (c *farConn) Close() error { _ = c.direct.Close(); return c.Conn.Close() }

// near serves in memory.
func near(handle func(net.Conn)) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			handle(server)
		}()
		return client, nil
	}
}

// depth looks at a server that is far away, and returns the survey with how many
// round trips it took.
func depth(t *testing.T, open func(context.Context) (net.Conn, error), o Options) (*survey.Survey, float64) {
	t.Helper()
	f := &far{open: open, begun: time.Now()}
	o.Dialer = netdial.New(holdfast.Env{Dial: f.dial})
	at := netip.MustParseAddr("127.0.0.1")
	s, err := Look(t.Context(), Target{Host: shop, Port: 443, ServerName: shop, Addresses: []netip.Addr{at}}, o)
	if err != nil {
		t.Fatal(err)
	}
	took := float64(time.Since(f.begun)) / float64(roundTrip)
	f.pumps.Wait()
	t.Logf("mode %s: %.2f round trips, %d connections at %v", orElse(o.Mode, Gentle), took, len(f.dials), slices.Compact(slices.Sorted(slices.Values(f.dials))))
	return s, took
}

// TestRoundTrips checks that a look in fast mode takes two connections one after
// the other and not three, and sees what a gentle one sees.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*tls.Config){
		"a usual server":   func(*tls.Config) {},
		"all groups":       func(c *tls.Config) { c.CurvePreferences = nil },
		"all suites":       func(c *tls.Config) { c.CurvePreferences, c.CipherSuites = nil, nil },
		"TLS 1.2 at most":  func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
		"TLS 1.3 at least": func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 },
		"two keys": func(c *tls.Config) {
			c.CurvePreferences, c.CipherSuites = nil, nil
			c.Certificates = append(c.Certificates, certificate(t, ecKey(t)))
		},
	} {
		config := usualServer(t)
		change(config)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fast, took := depth(t, near(speak(config)), Options{Mode: Fast, Head: head})
				if took > 4.01 {
					t.Errorf("%.2f round trips, want 4", took)
				}
				gentle, _ := depth(t, near(speak(config)), Options{Head: head})
				if diff := cmp.Diff(versionsOf(gentle.Endpoints[0]), versionsOf(fast.Endpoints[0])); diff != "" {
					t.Errorf("what the modes see (-gentle +fast):\n%s", diff)
				}
			})
		})
	}
}
