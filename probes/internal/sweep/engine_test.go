package sweep

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// listen opens a port of an address that accepts and closes.
func listen(t *testing.T, addr string) uint16 {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", net.JoinHostPort(addr, "0"))
	if err != nil {
		t.Skipf("listen on %s: %v", addr, err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	}()
	return netip.MustParseAddrPort(l.Addr().String()).Port()
}

// wildcards returns the ports that somebody on this machine listens at on all
// addresses: they are open on every loopback address, rightly.
func wildcards(t *testing.T) map[uint16]bool {
	t.Helper()
	out := map[uint16]bool{}
	for _, path := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			fields := strings.Fields(lines.Text())
			if len(fields) < 4 || fields[3] != "0A" {
				continue
			}
			host, hex, _ := strings.Cut(fields[1], ":")
			if port, err := strconv.ParseUint(hex, 16, 16); err == nil && strings.Trim(host, "0") == "" {
				out[uint16(port)] = true
			}
		}
		_ = file.Close()
	}
	return out
}

// TestLoopbackSweep sweeps the ports that the kernel takes its sources from,
// three times: what it finds is what listens, and no connect that met itself.
func TestLoopbackSweep(t *testing.T) {
	addr := "127.93.17.5"
	want := []uint16{listen(t, addr), listen(t, addr)}
	for range 3 {
		before := wildcards(t)
		res, err := New().Sweep(t.Context(), Job{Addr: netip.MustParseAddr(addr), Ports: span(32768, 60999), Rate: 200_000})
		if err != nil {
			t.Fatal(err)
		}
		after := wildcards(t)
		open := slices.DeleteFunc(res.In(Open), func(p uint16) bool {
			return !slices.Contains(want, p) && (before[p] || after[p])
		})
		slices.Sort(want)
		if diff := cmp.Diff(want, open); diff != "" {
			t.Errorf("open ports (-want +got):\n%s", diff)
		}
		if n := res.Count(Open) + res.Count(Closed); n != res.Asked() {
			t.Errorf("%d of %d ports have an answer; want all (%d silent, %d unknown)", n, res.Asked(), res.Count(Filtered), res.Count(Unknown))
		}
		if res.Canary.Answered == 0 || res.Blind {
			t.Errorf("canary %+v, blind %v; want it answered", res.Canary, res.Blind)
		}
	}
}

func TestSweepIPv6(t *testing.T) {
	t.Parallel()
	port := listen(t, "::1")
	res, err := New().Sweep(t.Context(), Job{Addr: netip.MustParseAddr("::1"), Ports: []uint16{port, 1}, Control: []uint16{port}})
	if err != nil {
		t.Fatal(err)
	}
	if res.State(port) != Open || res.State(1) != Closed || res.Canary.Port != port {
		t.Errorf("port %v, 1 %v, canary %d; want open, closed, %d", res.State(port), res.State(1), res.Canary.Port, port)
	}
}

// TestFewSockets sweeps with hardly any window: slow, and right.
func TestFewSockets(t *testing.T) {
	t.Parallel()
	addr := "127.93.17.6"
	port := listen(t, addr)
	res, err := New().Sweep(t.Context(), Job{Addr: netip.MustParseAddr(addr), Ports: append(span(100, 400), port), Window: 2, Rate: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if res.State(port) != Open || res.Count(Unknown) != 0 {
		t.Errorf("port %v, %d unknown; want open, 0", res.State(port), res.Count(Unknown))
	}
}

// counter is a pacer that counts.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) Wait(ctx context.Context, _ netip.Addr, n int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += n
	return ctx.Err()
}

func TestPaceIsAskedForEachTry(t *testing.T) {
	t.Parallel()
	pace := &counter{}
	res, err := New().Sweep(t.Context(), Job{Addr: netip.MustParseAddr("127.93.17.7"), Ports: span(200, 300), Pace: pace})
	if err != nil {
		t.Fatal(err)
	}
	if pace.n != res.Attempts || pace.n < 101 {
		t.Errorf("the pacer let %d out, %d were begun; want the same, at least 101", pace.n, res.Attempts)
	}
}

func TestEndOfContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	res, err := New().Sweep(ctx, Job{Addr: netip.MustParseAddr("127.93.17.8"), Ports: span(1, 100)})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if n := res.Count(Unknown); err == nil && n != 100 {
		t.Errorf("%d ports unknown; want all 100", n)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	addr := "127.93.17.9"
	port := listen(t, addr)
	var done int
	var open []uint16
	_, err := New().Sweep(t.Context(), Job{
		Addr: netip.MustParseAddr(addr), Ports: append(span(1, 50), port),
		Progress: func(d int, o []uint16) { done, open = d, slices.Clone(o) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if done != 51 || !slices.Contains(open, port) {
		t.Errorf("last progress %d, open %v; want 51 with %d", done, open, port)
	}
}

// TestManySweepsAtOnce is for the race detector, and for sockets that several
// sweeps share.
func TestManySweepsAtOnce(t *testing.T) {
	t.Parallel()
	engine := New()
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			addr := netip.AddrFrom4([4]byte{127, 93, 18, byte(1 + i)})
			res, err := engine.Sweep(t.Context(), Job{Addr: addr, Ports: span(1, 2000), Rate: 50_000})
			if err != nil || res.Count(Unknown)+res.Count(Filtered) != 0 {
				t.Errorf("%s: %v, %d unknown, %d silent; want all answered", addr, err, res.Count(Unknown), res.Count(Filtered))
			}
		})
	}
	group.Wait()
}

func TestNoRoute(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := New().Sweep(ctx, Job{Addr: netip.MustParseAddr("fe80::1%nosuchlink"), Ports: []uint16{1}})
	if _, ok := errors.AsType[*NoRouteError](err); !ok {
		t.Errorf("error %v; want a NoRouteError", err)
	}
}
