package syn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"holdfast/probes/internal/sweep"
)

// somePath draws a path, a host's open ports and what the host's others do.
func somePath(r *rand.Rand) (p path, open []uint16, words string) {
	for range 1 + r.IntN(12) {
		open = append(open, uint16(1+r.IntN(3000)))
	}
	slices.Sort(open)
	open = slices.Compact(open)
	rest := []sweep.State{sweep.Filtered, sweep.Filtered, sweep.Closed, sweep.Rejected}[r.IntN(4)]
	p.host = only(rest, open...)
	p.rtt = time.Duration(r.IntN(300)) * time.Millisecond
	p.loss = []float64{0, 0.01, 0.05, 0.1, 0.2}[r.IntN(5)]
	words = fmt.Sprintf("%d open, rest %v, %v, loss %.2f", len(open), rest, p.rtt, p.loss)
	switch r.IntN(7) {
	case 0:
		pps, queue := 200+r.IntN(10_000), 10+r.IntN(300)
		p.there, words = bottleneck(pps, queue), words+fmt.Sprintf(", bottleneck %d/s, queue %d", pps, queue)
	case 1:
		pps := 50 + 1000*r.Float64()
		p.there, words = policer(pps, pps), words+fmt.Sprintf(", polices %.0f/s", pps)
	case 2:
		p.there, words = firstDrop(), words+", drops first SYNs"
	case 3:
		p.there, words = bursts(rand.New(rand.NewPCG(r.Uint64(), 1)), time.Second, 50*time.Millisecond), words+", bursts"
	case 4:
		bans := 0
		p.there, words = ban(100+400*r.Float64(), 500, 20*time.Second, &bans), words+", bans"
	case 5:
		from := time.Duration(r.IntN(3000)) * time.Millisecond
		p.there = func(_ probe, at time.Duration) (time.Duration, bool) { return 0, at < from }
		words += fmt.Sprintf(", gone at %v", from)
	}
	return p, open, words
}

// TestNoLies looks at many hosts over many paths. An open port may be not known,
// but called silent no more often than the results themselves allow for.
func TestNoLies(t *testing.T) {
	t.Parallel()
	n := 60
	if testing.Short() {
		n = 12
	}
	allowed, lies, missed, of := 0.0, 0, 0, 0
	var slow time.Duration
	slowest := ""
	for seed := range n {
		p, open, words := somePath(rand.New(rand.NewPCG(uint64(seed), 9)))
		l := walk(t, uint64(seed), sweep.Job{Ports: span(1, 3000), Control: []uint16{open[0]}, Patience: 40 * time.Second}, p)
		miss, lied := l.missed(open...)
		of += len(open)
		missed += len(miss)
		lies += len(lied)
		if l.Sighted() || l.Blind && l.Canary.Port != 0 {
			allowed += l.Miss * float64(len(open))
		} else if l.Canary.Port == 0 {
			lies -= len(lied) // nothing was ever seen, and the result says so
		}
		if l.took > 2*time.Hour || l.Count(sweep.Unknown) > 0 && !l.Blind && p.loss < 0.2 {
			t.Errorf("%d (%s): %v, %d unknown", seed, words, l.took, l.Count(sweep.Unknown))
		}
		if l.took > slow {
			slow, slowest = l.took, fmt.Sprint(seed, words)
		}
		if len(lied) > 0 {
			t.Logf("%d (%s): %v called silent; miss %.2g", seed, words, lied, l.Miss)
		}
	}
	t.Logf("the slowest: %v, %s", slow, slowest)
	t.Logf("%d open ports, %d not found, %d of them called silent; the bounds allow for %.2f", of, missed, lies, allowed)
	if float64(lies) > 3*allowed+1 {
		t.Errorf("%d open ports called silent; the bounds allow for %.2f", lies, allowed)
	}
}
