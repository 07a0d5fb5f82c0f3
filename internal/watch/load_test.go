package watch

import (
	"context"
	"flag"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"holdfast"
)

// loadFigures are what measure finds.
type loadFigures struct {
	due, started uint64
	missed       uint64
	cpuPerRun    time.Duration
	heap         float64 // MB beside the checks themselves
	p50, p99     time.Duration
}

// TestLoad runs no-op checks in real time: nothing is missed, and a run costs a
// tenth at most of what one gocron job a check would. The bound is generous, for
// the machine may be busy; BenchmarkHundredThousand gives the figure.
func TestLoad(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("takes three seconds, and measures the race detector under it")
	}
	got := measure(t, 2000, time.Second, 2*time.Second)
	t.Logf("%+v", got)
	if got.missed > 0 {
		t.Errorf("%d of %d due runs were missed", got.missed, got.due)
	}
	if got.cpuPerRun > 50*time.Microsecond {
		t.Errorf("%s of CPU a run, want far less than 50µs", got.cpuPerRun)
	}
}

// BenchmarkHundredThousand runs 100,000 no-op checks at 10 s in real time for
// half a minute (run it with -benchtime 1x):
//
//	go test ./internal/watch -run '^$' -bench HundredThousand -benchtime 1x
func BenchmarkHundredThousand(b *testing.B) {
	for b.Loop() {
		got := measure(b, *loadChecks, 10*time.Second, *loadFor)
		b.ReportMetric(float64(got.cpuPerRun.Nanoseconds()), "cpu-ns/run")
		b.ReportMetric(got.heap, "heap-MB")
		b.ReportMetric(float64(got.missed), "missed")
		b.ReportMetric(float64(got.due), "due")
		b.ReportMetric(float64(got.p50.Microseconds())/1000, "late-ms-p50")
		b.ReportMetric(float64(got.p99.Microseconds())/1000, "late-ms-p99")
	}
}

var (
	loadChecks = flag.Int("load.checks", 100000, "checks of BenchmarkHundredThousand")
	loadFor    = flag.Duration("load.for", 30*time.Second, "how long BenchmarkHundredThousand runs")
)

// measure runs n no-op checks for so long after all have been asked once.
func measure(tb testing.TB, n int, every, span time.Duration) loadFigures {
	tb.Helper()
	checks := manyChecks(n, every, func(context.Context, holdfast.Look) (holdfast.Finding, error) {
		return holdfast.Finding{Status: holdfast.Holds, Reason: "ok"}, nil
	})
	before := heap()
	var late histogram
	w, err := New(Options{Sink: func(holdfast.Verdict) {}, Observe: late.observe})
	if err != nil {
		tb.Fatal(err)
	}
	w.files = func() int { return 1 << 20 }
	if err := w.Set(checks); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	wait(tb, every+every/2)
	late.reset()
	from, cpu := w.Stats(), cpuTime(tb)
	wait(tb, span)
	to, used := w.Stats(), cpuTime(tb)-cpu
	f := loadFigures{due: to.Due - from.Due, started: to.Started - from.Started, missed: to.Missed - from.Missed, p50: late.quantile(0.5), p99: late.quantile(0.99)}
	f.cpuPerRun = used / time.Duration(max(1, f.started))
	f.heap = (heap() - before) / (1 << 20)
	runtime.KeepAlive(checks)
	cancel()
	if err := <-ended; err != nil {
		tb.Error(err)
	}
	return f
}

// wait lets real time pass.
func wait(tb testing.TB, span time.Duration) {
	tb.Helper()
	select {
	case <-time.After(span):
	case <-tb.Context().Done():
		tb.Fatal(tb.Context().Err())
	}
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// histogram counts delays in steps of a tenth of a millisecond, up to a second.
type histogram [10000]atomic.Uint32

func (h *histogram) observe(delay, _ time.Duration, _ holdfast.Check) {
	h[min(int(delay/(100*time.Microsecond)), len(h)-1)].Add(1)
}

func (h *histogram) reset() {
	for i := range h {
		h[i].Store(0)
	}
}

func (h *histogram) quantile(q float64) time.Duration {
	counts := make([]uint64, len(h))
	var sum uint64
	for i := range h {
		sum += uint64(h[i].Load())
		counts[i] = sum
	}
	i, _ := slices.BinarySearch(counts, uint64(q*float64(sum)))
	return time.Duration(i) * 100 * time.Microsecond
}

// BenchmarkAsk is one look without a scheduler.
func BenchmarkAsk(b *testing.B) {
	c := newCheck("a", 10*time.Second, good)
	o := AskOptions{Answers: &Answers{}, Lag: &Lag{}}
	o.Lag.begin() // others are running, too
	defer o.Lag.end()
	b.ReportAllocs()
	for b.Loop() {
		Ask(b.Context(), c, holdfast.Look{}, o)
	}
}

// BenchmarkRun is a crowd of 50 due runs, from their slot to the sink.
func BenchmarkRun(b *testing.B) {
	told := make(chan struct{}, crowd)
	w, err := New(Options{Sink: func(holdfast.Verdict) { told <- struct{}{} }})
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Set(manyChecks(crowd, 10*time.Second, good)); err != nil {
		b.Fatal(err)
	}
	w.base = b.Context()
	list := w.all()
	b.ReportAllocs()
	for b.Loop() {
		w.startAll(list, w.clock.Now())
		for range crowd {
			<-told
		}
		for _, running, _ := w.light.state(); running > 0; _, running, _ = w.light.state() {
			runtime.Gosched()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(w.count.started.Load()), "ns/run")
}
