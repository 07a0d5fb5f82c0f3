package hops

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// router is a hop of a pretend way.
type router struct {
	addrs []string // taken by the flow's hash; none: never tells
	burst float64  // messages at once; 0: as many as asked
	every time.Duration
	shy   int // does not tell of the first so many

	flow   uint32
	told   float64
	filled time.Time
}

// world is a pretend way to 203.0.113.9. A port that ends at a hop arrives
// there and is dropped by its forwarding rules; one that ends at 0 is dropped
// before the first.
type world struct {
	mu      sync.Mutex // protects all below
	routers []*router
	open    []uint16
	ends    map[uint16]int
	target  bool              // the target's address tells one hop before it answers
	other   map[uint16]string // ports that meet another router at the last hop
	asked   []uint16
}

// ask implements asker.
func (w *world) ask(ctx context.Context, at netip.AddrPort, limit int, wait time.Duration) (answer, error) {
	w.mu.Lock()
	a := w.answer(at, limit)
	w.mu.Unlock()
	rtt := 20 * time.Millisecond
	if a.what == silence {
		rtt = wait
	}
	select {
	case <-time.After(rtt):
	case <-ctx.Done():
	}
	a.rtt = rtt
	return a, nil
}

// answer says what comes of a SYN.
func (w *world) answer(at netip.AddrPort, limit int) answer {
	w.asked = append(w.asked, at.Port())
	end, ends := w.ends[at.Port()]
	switch {
	case ends && limit > end:
		return answer{}
	case limit == len(w.routers) && w.other[at.Port()] != "":
		return answer{what: expired, from: netip.MustParseAddr(w.other[at.Port()])}
	case limit <= len(w.routers):
		return w.routers[limit-1].tell(time.Now())
	case w.target && limit == len(w.routers)+1:
		return answer{what: expired, from: at.Addr()}
	case slices.Contains(w.open, at.Port()):
		return answer{what: reached}
	default:
		return answer{}
	}
}

// tell is a router's message, if its limit allows one now.
func (r *router) tell(now time.Time) answer {
	if r.shy > 0 || len(r.addrs) == 0 {
		r.shy--
		return answer{}
	}
	if r.burst > 0 {
		if r.filled.IsZero() {
			r.told = r.burst
		} else {
			r.told = min(r.burst, r.told+float64(now.Sub(r.filled))/float64(r.every))
		}
		r.filled = now
		if r.told < 1 {
			return answer{}
		}
		r.told--
	}
	r.flow = r.flow*1664525 + 1013904223
	return answer{what: expired, from: netip.MustParseAddr(r.addrs[int(r.flow>>16)%len(r.addrs)])}
}

// routers makes a way from addresses; "" never tells.
func routersOf(addrs ...string) []*router {
	var list []*router
	for _, a := range addrs {
		r := &router{}
		if a != "" {
			r.addrs = []string{a}
		}
		list = append(list, r)
	}
	return list
}

// finder is a finder in a pretend world.
func finder(w *world) *Finder {
	f := New(time.Now)
	f.asker = w
	f.own = func() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")} }
	return f
}

// job asks for silent ports of the target.
func job(silent ...uint16) Job {
	return Job{Addr: netip.MustParseAddr("203.0.113.9"), Control: 443, Silent: silent}
}

// shown are the proven ports of a result.
func shown(r Result, ports ...uint16) []uint16 {
	return slices.DeleteFunc(slices.Clone(ports), func(p uint16) bool { return !r.Proven(p) })
}

// many are n ports from 10000 on.
func many(n int) []uint16 {
	var list []uint16
	for i := range n {
		list = append(list, uint16(10000+i))
	}
	return list
}

func TestProve(t *testing.T) {
	t.Parallel()
	limited := func(addr string) *router { return &router{addrs: []string{addr}, burst: 6, every: time.Second} }
	short := func() []*router { return routersOf("198.51.100.1", "192.0.2.2") }
	for name, c := range map[string]struct {
		world  *world
		silent []uint16
		shown  []uint16
		why    string
		most   int // SYNs
	}{
		"the target drops": {
			world: &world{routers: short()}, silent: []uint16{3306, 6379}, shown: []uint16{3306, 6379}, most: 11,
		},
		"the last router's own rules drop": {
			world: &world{routers: short(), ends: map[uint16]int{3306: 2}}, silent: []uint16{3306}, shown: []uint16{3306},
		},
		"our gateway drops one": {
			world: &world{routers: short(), ends: map[uint16]int{3306: 1}}, silent: []uint16{3306, 6379}, shown: []uint16{6379},
			why: "SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)",
		},
		"our own machine drops": {
			world: &world{routers: short(), ends: map[uint16]int{3306: 0}}, silent: []uint16{3306},
			why: "SYNs to 3306 got to no hop at all, those to 443 to hop 2 (192.0.2.2)",
		},
		"all ports but one stop: few are tried": {
			world: &world{routers: short(), ends: map[uint16]int{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}}, silent: []uint16{1, 2, 3, 4, 5, 6, 7},
			why: "SYNs to 1 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)", most: 40,
		},
		"a provider drops half way": {
			world: &world{routers: routersOf("192.168.1.1", "192.0.2.1", "192.0.2.66", "203.0.113.1"), ends: map[uint16]int{25: 2}}, silent: []uint16{25},
			why: "SYNs to 25 got to hop 2 (192.0.2.1), those to 443 to hop 4 (203.0.113.1)",
		},
		"a router never tells": {
			world: &world{routers: routersOf("198.51.100.1", "", "203.0.113.1")}, silent: []uint16{3306}, shown: []uint16{3306},
		},
		"the last router never tells": {
			world: &world{routers: routersOf("198.51.100.1", "")}, silent: []uint16{3306},
			why: "only our own gateway, hop 1 (198.51.100.1) of the 3 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own",
		},
		"the next hop is the target": {
			world: &world{}, silent: []uint16{3306}, why: "203.0.113.9 is the very next hop: no router lies between that could tell",
		},
		"the control does not answer": {
			world: &world{routers: short(), ends: map[uint16]int{443: 2}}, silent: []uint16{3306},
			why: "port 443 of 203.0.113.9 answers, but not while the way to it was traced",
		},
		"the last router tells once a second": {
			world: &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, limited("192.0.2.2")}}, silent: many(16), shown: many(16),
		},
		"it also drops one": {
			world:  &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, limited("192.0.2.2")}, ends: map[uint16]int{10003: 1}},
			silent: many(9), shown: slices.Delete(many(9), 3, 4),
			why: "SYNs to 10003 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)",
		},
		"it tells once a second without a burst": {
			world: &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, {addrs: []string{"192.0.2.2"}, burst: 1, every: time.Second}}}, silent: many(12), shown: many(12),
		},
		"it tells once and no more": {
			world: &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, {addrs: []string{"192.0.2.2"}, burst: 1, every: time.Hour}}}, silent: many(12),
			why: "hop 2 (192.0.2.2) tells too rarely", most: 16,
		},
		"a router tells at the second time": {
			world: &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, {addrs: []string{"192.0.2.2"}, shy: 1}}}, silent: []uint16{3306}, shown: []uint16{3306},
		},
		"balanced over eight": {
			world: &world{routers: []*router{{addrs: []string{"198.51.100.1"}}, {addrs: []string{
				"192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7", "192.0.2.8", "192.0.2.9",
			}}}},
			silent: many(12), shown: many(12),
		},
		"one port goes another way": {
			world:  &world{routers: short(), other: map[uint16]string{3306: "192.0.2.77"}},
			silent: []uint16{3306, 6379}, shown: []uint16{6379},
			why: "SYNs to 3306 go another way: at hop 2 they meet 192.0.2.77, those to 443 never do",
		},
		"the target's own address tells": {
			world: &world{routers: short(), target: true}, silent: []uint16{3306}, shown: []uint16{3306},
		},
		"the port answers now": {
			world: &world{routers: short(), open: []uint16{3306}}, silent: []uint16{3306}, shown: []uint16{3306},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := c.world
				w.open = append(w.open, 443)
				j := job(c.silent...)
				j.Within = time.Minute
				r := finder(w).Prove(t.Context(), j)
				if diff := cmp.Diff(c.shown, shown(r, c.silent...)); diff != "" && len(c.shown)+len(shown(r, c.silent...)) > 0 {
					t.Errorf("proven (-want +got):\n%s", diff)
				}
				if r.Why != c.why {
					t.Errorf("why: %s; want %s", r.Why, c.why)
				}
				if c.most > 0 && r.SYNs > c.most {
					t.Errorf("%d SYNs; want at most %d", r.SYNs, c.most)
				}
			})
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{routers: routersOf("198.51.100.1", "192.0.2.2"), open: []uint16{443}}
		want := "SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do"
		if got := finder(w).Prove(t.Context(), job(3306)).Text(); got != want {
			t.Errorf("%s; want %s", got, want)
		}
	})
}

// TestRemembers: a proof costs nothing for a day but two SYNs to see that the
// way is the same, and its renewal.
func TestRemembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{routers: routersOf("198.51.100.1", "192.0.2.2"), open: []uint16{443}}
		f := finder(w)
		f.Prove(t.Context(), job(many(12)...))
		w.asked = nil
		<-time.After(time.Minute)
		r := f.Prove(t.Context(), job(many(12)...))
		if diff := cmp.Diff([]uint16{443, 443, 10000, 10001, 10002}, w.asked); diff != "" || r.Count != 12 {
			t.Errorf("%d proven; want 12; asked (-want +got):\n%s", r.Count, diff)
		}
		<-time.After(Lasts)
		w.ends = map[uint16]int{443: 0}
		if r := f.Prove(t.Context(), job(many(12)...)); r.Count != 0 {
			t.Errorf("%d proven after a day; want none", r.Count)
		}
	})
}

// TestEnds: what ends a proof before its day is over, beside others so old that
// its renewal is not due yet.
func TestEnds(t *testing.T) {
	t.Parallel()
	ours := func(w *world) { w.ends = map[uint16]int{3306: 1} }
	for name, c := range map[string]struct {
		change func(*world, *Job)
		looks  int
		want   bool
	}{
		"nothing":                                  {change: func(*world, *Job) {}, looks: 1, want: true},
		"the port answered":                        {change: func(w *world, j *Job) { j.Answered = []uint16{3306}; ours(w) }, looks: 1},
		"a filter of our own, at its renewal":      {change: func(w *world, _ *Job) { ours(w) }, looks: 5},
		"another last router":                      {change: func(w *world, _ *Job) { w.routers[2].addrs = []string{"203.0.113.77"}; ours(w) }, looks: 1},
		"another first hop outside":                {change: func(w *world, _ *Job) { w.routers[1].addrs = []string{"192.0.2.77"}; ours(w) }, looks: 1},
		"another way, and no SYN left to trace it": {change: func(w *world, j *Job) { w.routers[1].addrs = []string{"192.0.2.77"}; j.Most = 4 }, looks: 1},
		"a witness that falls mute":                {change: func(w *world, _ *Job) { w.routers[2].addrs = nil }, looks: 1, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &world{routers: routersOf("198.51.100.1", "192.0.2.2", "203.0.113.1"), open: []uint16{443}}
				f := finder(w)
				j := job(append(many(12), 3306)...)
				if r := f.Prove(t.Context(), j); r.Count != 13 {
					t.Fatalf("not proven at first: %s", r.Why)
				}
				c.change(w, &j)
				var r Result
				for range c.looks {
					<-time.After(time.Minute)
					r = f.Prove(t.Context(), j)
				}
				if r.Proven(3306) != c.want {
					t.Errorf("proven: %v (%s); want %v", r.Proven(3306), r.Why, c.want)
				}
			})
		})
	}
}

// TestMuteForLong: a witness that tells no more is given up, and the proofs of
// the same way stay with the one before it.
func TestMuteForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{routers: routersOf("198.51.100.1", "192.0.2.2", "203.0.113.1"), open: []uint16{443}}
		f := finder(w)
		f.Prove(t.Context(), job(3306))
		w.routers[2].addrs = nil
		var r Result
		for range muteMost + 1 {
			<-time.After(time.Minute)
			r = f.Prove(t.Context(), job(3306, 6379))
		}
		if diff := cmp.Diff([]uint16{3306, 6379}, shown(r, 3306, 6379)); diff != "" || r.Witness.Depth != 2 {
			t.Errorf("witness %s, why %s; proven (-want +got):\n%s", r.Witness, r.Why, diff)
		}
	})
}

// TestBounds: a search sends no more than it may, takes no longer, and says so.
func TestBounds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		most   int
		within time.Duration
		why    string
	}{
		"SYNs":            {most: 30, within: time.Hour, why: "as many SYNs as one look may send were sent"},
		"time":            {most: 1000, within: 3 * time.Second, why: "the look's time was up"},
		"not even traced": {most: 5, within: time.Hour, why: "the way to 203.0.113.9 was not traced: as many SYNs as one look may send were sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &world{routers: routersOf("198.51.100.1", "192.0.2.2"), open: []uint16{443}}
				j := job(many(500)...)
				j.Most, j.Within = c.most, c.within
				begun := time.Now()
				r := finder(w).Prove(t.Context(), j)
				if len(w.asked) > c.most || time.Since(begun) > c.within {
					t.Errorf("%d SYNs in %v; want at most %d in %v", len(w.asked), time.Since(begun), c.most, c.within)
				}
				if !strings.HasSuffix(r.Why, c.why) || r.Unfinished != (r.Count > 0) {
					t.Errorf("why: %s, unfinished %v; want %s", r.Why, r.Unfinished, c.why)
				}
			})
		})
	}
}

// TestLeavesTime: a search ends before its context, so that its answer counts.
func TestLeavesTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		r := finder(&world{routers: routersOf("198.51.100.1", "192.0.2.2"), open: []uint16{443}}).Prove(ctx, job(many(500)...))
		if ctx.Err() != nil || r.Count < 10 {
			t.Errorf("%d proven, context: %v; want some, and time left", r.Count, ctx.Err())
		}
	})
}

// TestTogether proves for several addresses at once, for the race detector.
func TestTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := finder(&world{routers: routersOf("198.51.100.1", "192.0.2.2"), open: []uint16{443}})
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				j := job(3306)
				j.Addr = netip.AddrFrom4([4]byte{203, 0, 113, byte(10 + i)})
				if r := f.Prove(t.Context(), j); r.Count != 1 {
					t.Errorf("%s: %s", j.Addr, r.Why)
				}
				f.Keep([]netip.Addr{j.Addr})
			})
		}
		group.Wait()
	})
}

func TestTimes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var all times
	for _, p := range []uint16{1, 63, 64, 65535} {
		all.set(p, now)
	}
	all.drop(63)
	for p, want := range map[uint16]bool{1: true, 2: false, 63: false, 64: true, 65535: true} {
		if got := all.fresh(p, now.Add(Lasts-time.Second)); got != want {
			t.Errorf("port %d fresh: %v; want %v", p, got, want)
		}
	}
	if all.fresh(1, now.Add(Lasts)) || all.fresh(1, now.Add(-time.Hour)) {
		t.Error("a proof a day old, or of the future, counts")
	}
}
