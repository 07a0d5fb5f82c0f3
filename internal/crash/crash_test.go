//go:build check

package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// random and between are the kills that no point names: at any moment of a
// change, and right after it was told.
const (
	random  = "random"
	between = "between"
)

// points are the kills that are planned, in turn, with the highest passing at
// which each may strike.
func points() []struct {
	name string
	most int
} {
	return []struct {
		name string
		most int
	}{
		{"before-commit", 6}, {"mid-send", 4}, {"before-receipt", 4}, {"after-commit", 6}, {random, 1},
	}
}

// kills returns how many planned kills the run wants.
func kills(t *testing.T) int {
	t.Helper()
	if os.Getenv("HOLDFAST_SOAK") == "1" {
		return 600
	}
	text := os.Getenv("HOLDFAST_KILLS")
	if text == "" {
		return 24
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < len(points()) {
		t.Fatalf("HOLDFAST_KILLS is %q, want a number from %d", text, len(points()))
	}
	return n
}

// toll counts what all worlds did together.
type toll struct {
	mu      sync.Mutex // protects all following fields
	planned int        // kills handed out
	kills   map[string]int
	outages int
	total   count
}

// next hands out the next planned kill.
func (l *toll) next() (point string, passing int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := points()[l.planned%len(points())]
	l.planned++
	return p.name, 1 + rand.IntN(p.most)
}

// killed notes a kill.
func (l *toll) killed(point string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kills[point]++
}

// worlds run side by side, since most of an outage is waiting; as many as go
// test runs in parallel on a small machine.
const worlds = 2

// TestNothingIsLostOrDoubled kills the program in the midst of outages and
// recoveries, and asks the receivers in the end.
func TestNothingIsLostOrDoubled(t *testing.T) {
	cycles := (kills(t) + 2*worlds - 1) / (2 * worlds)
	l := &toll{kills: map[string]int{}}
	t.Run("worlds", func(t *testing.T) {
		for i := range worlds {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				live(t, l, i, cycles)
			})
		}
	})
	t.Logf("kills %v, outages %d", l.kills, l.outages)
	t.Logf("seen %+v", l.total)
	t.Logf("repeats: %s", l.total.repeats())
	for _, p := range points() {
		if l.kills[p.name] == 0 {
			t.Errorf("no kill at %s", p.name)
		}
	}
}

// live leads one world through its outages and judges them.
func live(t *testing.T, l *toll, number, cycles int) {
	t.Helper()
	names := make([]string, cycles)
	for i := range names {
		names[i] = fmt.Sprintf("outage-%d-%03d-x", number, i)
	}
	v := newVictim(t)
	w := newWorld(t, names, func(name string) string { return v.URL + "/" + name })
	for _, name := range names {
		change(t, l, w, func() { v.set(name, true) })
		w.until(t, name+" is told", func() bool { return w.count(name).told() })
		w.life.Kill()
		l.killed(between)
		change(t, l, w, func() { v.set(name, false) })
		w.until(t, name+" is over", func() bool { return w.count(name).over() })
		w.life.Kill()
		l.killed(between)
	}
	w.start(t, "")
	for _, name := range names {
		w.until(t, name+" is over everywhere", func() bool { return w.count(name).overAll() })
	}
	settle(w)
	for _, name := range names {
		l.judge(t, w, name)
	}
}

// change lets the victim change under a life that ends early, and begins the
// next one.
func change(t *testing.T, l *toll, w *world, how func()) {
	t.Helper()
	point, passing := l.next()
	if point == random {
		w.start(t, "")
		how()
		select {
		case <-time.After(rand.N(5 * time.Second)):
		case <-w.life.Gone():
		}
		w.life.Kill()
		wantKilled(t, w.life)
	} else {
		at := fmt.Sprintf("%s:%d", point, passing)
		w.start(t, at)
		how()
		dies(t, w.life, patience, at)
	}
	l.killed(point)
	w.start(t, "")
}

// settleTime is longer than the courier keeps a delivery in doubt before it
// repeats it (10 s): what would still be doubled is doubled by then.
const settleTime = 12 * time.Second

// settle waits until nothing was sent for settleTime, or patience ends.
func settle(w *world) {
	calls := func() int { return w.pager.Calls() + w.slack.Calls() + w.mail.Calls() + w.web.Calls() }
	end := time.Now().Add(patience)
	for last := -1; last != calls() && time.Now().Before(end); {
		last = calls()
		<-time.After(settleTime)
	}
}

// judge judges one outage and adds it to the toll.
func (l *toll) judge(t *testing.T, w *world, name string) {
	t.Helper()
	c := w.count(name)
	c.judge(t, name)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outages++
	l.total = l.total.add(c)
}
