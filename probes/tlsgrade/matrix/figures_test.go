package matrix

import (
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsexam"
)

// roundTrip is how far away the servers of the benchmarks are, floor the four
// round trips below which no look can be: two to connect and be answered, for a
// first hello and for one that depends on its answer.
const (
	roundTrip = 50 * time.Millisecond
	floor     = 4 * roundTrip
)

// glance examines a far server without its flaws.
func glance(b testing.TB, f *far, e *pki.Examiner, name string, mode tlsask.Mode, prev *survey.Survey) *survey.Survey {
	b.Helper()
	at := netip.MustParseAddrPort(f.address)
	s, err := tlsexam.Examine(b.Context(), tlsask.Target{Host: name, Port: at.Port(), ServerName: name, Addresses: []netip.Addr{at.Addr()}},
		tlsexam.Options{Options: tlsask.Options{Mode: mode, Prev: prev}, Examiner: e, HTTP: true, UserAgent: "Holdfast (benchmark)"})
	if err != nil {
		b.Fatal(err)
	}
	p, _ := s.Endpoints[0].Best()
	if len(p.Suites) != 3 || !p.Complete {
		b.Fatalf("%s mode found %v, complete %v; want three suites", mode, p.Suites, p.Complete)
	}
	return s
}

// BenchmarkModes measures one look of each mode, at 50 ms, as a multiple of what
// the round trips allow, with its connections.
func BenchmarkModes(b *testing.B) {
	f, e := startFar(b, roundTrip), pki.New(pki.Options{})
	known := glance(b, f, e, shop, tlsask.Gentle, nil)
	for _, mode := range []tlsask.Mode{tlsask.Gentle, tlsask.Fast, tlsask.Confirm} {
		b.Run(string(mode), func(b *testing.B) {
			var prev *survey.Survey
			if mode == tlsask.Confirm {
				prev = known
			}
			var connections int
			for b.Loop() {
				connections = glance(b, f, e, shop, mode, prev).Connections.Total()
			}
			each := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(float64(each)/float64(floor), "x_floor")
			b.ReportMetric(float64(connections), "conns")
		})
	}
}

// BenchmarkCPU measures what a look costs this machine, with a new certificate
// each time.
func BenchmarkCPU(b *testing.B) {
	for _, mode := range []tlsask.Mode{tlsask.Gentle, tlsask.Fast} {
		b.Run(string(mode), func(b *testing.B) {
			f, e := startFar(b, 0), pki.New(pki.Options{})
			glance(b, f, e, "warm.test", mode, nil)
			before, n := cpu(b), 0
			for b.Loop() {
				n++
				glance(b, f, e, fmt.Sprintf("n%d.test", n), mode, nil)
			}
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(n), "cpu-ms/target")
		})
	}
}

// BenchmarkThousand looks at a thousand servers at 50 ms on one core, 64 at a time:
// what a monitor of a large house does.
func BenchmarkThousand(b *testing.B) {
	const targets, atOnce = 1000, 64
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f, e := startFar(b, roundTrip), pki.New(pki.Options{})
	round := 0
	for b.Loop() {
		round++
		var wg sync.WaitGroup
		turn := make(chan struct{}, atOnce)
		for n := range targets {
			turn <- struct{}{}
			wg.Go(func() {
				defer func() { <-turn }()
				glance(b, f, e, fmt.Sprintf("n%d.r%d.test", n, round), tlsask.Gentle, nil)
			})
		}
		wg.Wait()
	}
	all, most := f.counts(b)
	b.ReportMetric(b.Elapsed().Seconds()/float64(round), "s/1000")
	b.ReportMetric(float64(most), "sockets")
	b.ReportMetric(float64(all)/float64(round*targets), "conns/target")
	b.ReportMetric(peak(b), "MB")
}

// cpu is the processor time of this process so far.
func cpu(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory that this process ever had, in megabytes, 0 where the
// system does not tell.
func peak(b testing.TB) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	lines := strings.Split(string(text), "\n")
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "VmHWM:") })
	var kB float64
	if i < 0 {
		return 0
	}
	if _, err := fmt.Sscan(strings.TrimPrefix(lines[i], "VmHWM:"), &kB); err != nil {
		b.Fatal(err)
	}
	return kB / 1024
}

// TestFar checks that the benchmarks measure what they say: a confirming look at a
// Mozilla-intermediate server takes 12 connections at most, and finds nothing new.
func TestFar(t *testing.T) {
	t.Parallel()
	f, e := startFar(t, time.Millisecond), pki.New(pki.Options{})
	known := glance(t, f, e, shop, tlsask.Gentle, nil)
	again := glance(t, f, e, shop, tlsask.Confirm, known)
	if n := again.Connections.Total(); n > 12 || again.Mode != string(tlsask.Confirm) {
		t.Errorf("%d connections in %s mode; want 12 at most in confirm mode", n, again.Mode)
	}
	if all, most := f.counts(t); all < known.Connections.Total()+again.Connections.Total() || most < 1 {
		t.Errorf("the server counts %d connections, we %d and %d", all, known.Connections.Total(), again.Connections.Total())
	}
}
