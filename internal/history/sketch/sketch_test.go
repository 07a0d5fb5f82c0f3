package sketch_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/history/sketch"
)

// latencies are log-normal around 140 ms, as those of a web server.
func latencies(n int, seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test wants the same numbers each time
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = time.Duration(140_000*math.Exp(r.NormFloat64()*0.4)) * time.Microsecond
	}
	return out
}

func of(values []time.Duration) sketch.Sketch {
	var s sketch.Sketch
	for _, v := range values {
		s.Add(v)
	}
	return s
}

func TestQuantilesAreWithinTwoPercent(t *testing.T) {
	t.Parallel()
	values := latencies(10_000, 7)
	s := of(values)
	slices.Sort(values)
	for _, q := range []float64{0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1} {
		rank := max(int(math.Ceil(q*float64(len(values)))), 1)
		want, got := values[rank-1], s.Quantile(q)
		if off := math.Abs(float64(got-want)) / float64(want); off > sketch.Accuracy+1e-4 {
			t.Errorf("quantile %v: %v, want %v within 2 %%, is %.3f off", q, got, want, off)
		}
	}
}

func TestMergeIsExact(t *testing.T) {
	t.Parallel()
	values := latencies(5_000, 3)
	whole := of(values)
	var parts sketch.Sketch
	for chunk := range slices.Chunk(values, 360) {
		parts.Merge(of(chunk))
	}
	if diff := cmp.Diff(whole.Encode(), parts.Encode()); diff != "" {
		t.Error("the sketch of the parts is another than that of the whole:", diff)
	}
}

func TestAgainFromItsMiddleIsTheSame(t *testing.T) {
	t.Parallel()
	for bin := range int64(900) {
		if got := sketch.Bin(sketch.Middle(bin)); bin > 120 && got != bin {
			t.Fatalf("the middle of bin %d, %v, falls into %d", bin, sketch.Middle(bin), got)
		}
	}
}

func TestEmptyAndExtremes(t *testing.T) {
	t.Parallel()
	var empty sketch.Sketch
	if got := empty.Quantile(0.5); got != 0 {
		t.Errorf("the median of nothing is %v", got)
	}
	s := of([]time.Duration{-time.Second, 0, time.Nanosecond, math.MaxInt64})
	back, err := sketch.Decode(s.Encode())
	if err != nil || back.Len() != 4 {
		t.Errorf("after a round trip: %d counted, %v", back.Len(), err)
	}
}

func FuzzDecode(f *testing.F) {
	s := of(latencies(100, 1))
	f.Add(s.Encode())
	f.Add([]byte{})
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := sketch.Decode(body)
		if err != nil {
			return
		}
		again, err := sketch.Decode(s.Encode())
		if err != nil || again.Len() != s.Len() || s.Len() < 0 {
			t.Errorf("not stable: %d and %d, %v", s.Len(), again.Len(), err)
		}
	})
}
