package watch

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestEveryCheckIsAskedInItsPhase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n, every = 2000, 10 * time.Second
		d, s := live(t, 3*every, manyChecks(n, every, good)...)
		instants := map[time.Time]int{}
		for id, at := range d.starts() {
			if len(at) != 3 {
				t.Fatalf("%s was asked %d times in three intervals, want 3", id, len(at))
			}
			for i, start := range at {
				instants[start]++
				if i > 0 && start.Sub(at[i-1]) != every {
					t.Fatalf("%s: looks %s apart, want %s", id, start.Sub(at[i-1]), every)
				}
			}
		}
		for at, count := range instants {
			if count > crowd {
				t.Errorf("%d looks began at %s, want at most %d", count, at, crowd)
			}
		}
		if len(instants) > 3*100 {
			t.Errorf("%d wake-ups for 3 intervals, want at most 300", len(instants))
		}
		want := Stats{Checks: n, Due: 3 * n, Started: 3 * n}
		got := Stats{Checks: s.Checks, Due: s.Due, Started: s.Started, Missed: s.Missed}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stats (-want +got):\n%s", diff)
		}
	})
}

func TestCrowdedSlotIsSpread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _ := live(t, 1100*time.Millisecond, manyChecks(3000, time.Second, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(50 * time.Millisecond)
			return good(ctx, look)
		})...)
		instants := map[time.Time]int{}
		total := 0
		for _, at := range d.starts() {
			instants[at[0]]++
			total++
		}
		for at, count := range instants {
			if count > crowd {
				t.Errorf("%d looks began at %s, want at most %d", count, at, crowd)
			}
		}
		if total != 3000 {
			t.Errorf("%d checks were asked, want 3000", total)
		}
	})
}

func TestFirstLook(t *testing.T) {
	t.Parallel()
	const every = 6 * time.Hour
	tests := []struct {
		name        string
		ago         time.Duration // the last look; 0 never
		early, late time.Duration // when the first look is wanted, from the start
	}{
		{"never looked at", 0, 0, time.Minute},
		{"overdue", 7 * time.Hour, 0, time.Minute},
		{"from the future, under a wrong clock", -3 * time.Hour, 0, time.Minute},
		{"still fresh", 4 * time.Hour, time.Minute, 2*time.Hour + time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, began := &diary{}, time.Now()
				o := d.options()
				o.Memory = func(string) (Memory, bool) { return Memory{At: began.Add(-tt.ago)}, tt.ago != 0 }
				stop := launch(t, setUp(t, o, manyChecks(50, every, good)...))
				time.Sleep(every + time.Minute)
				stop()
				for id, at := range d.starts() {
					if first := at[0].Sub(began); first > tt.late {
						t.Errorf("%s: first look after %s, want it within %s", id, first, tt.late)
					}
					for i := 1; i < len(at); i++ {
						if gap := at[i].Sub(at[i-1]); gap > every {
							t.Errorf("%s: gap of %s, want at most %s", id, gap, every)
						}
					}
				}
				if got := len(d.starts()); got != 50 {
					t.Errorf("%d checks were looked at, want 50", got)
				}
			})
		})
	}
}

// A check of 6 h whose program is restarted every 5 h is looked at all the same.
func TestDueTimesSurviveRestarts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const every, life = 6 * time.Hour, 5 * time.Hour
		d := &diary{}
		o := d.options()
		o.Memory = func(check string) (Memory, bool) {
			seen := d.of(check)
			if len(seen) == 0 {
				return Memory{}, false
			}
			last := seen[len(seen)-1]
			return Memory{Prev: last.Finding, At: last.At}, true
		}
		began := time.Now()
		for range 4 {
			stop := launch(t, setUp(t, o, manyChecks(20, every, good)...))
			time.Sleep(life)
			stop()
		}
		for id, at := range d.starts() {
			for i, start := range append(at, time.Now()) {
				before := began
				if i > 0 {
					before = at[i-1]
				}
				if gap := start.Sub(before); gap > every+time.Minute {
					t.Errorf("%s: nothing for %s, want a look every %s", id, gap, every)
				}
			}
			if len(at) > 6 {
				t.Errorf("%s was asked %d times in 20 h, want about 4", id, len(at))
			}
		}
	})
}

func TestPhaseSurvivesRestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		for range 2 {
			stop := launch(t, setUp(t, d.options(), newCheck("a", time.Minute, good)))
			time.Sleep(90 * time.Second)
			stop()
		}
		for _, v := range d.of("a") {
			g := gridOf("a", time.Minute)
			if !g.at(g.index(v.At)).Equal(v.At) {
				t.Errorf("look at %s is off the grid", v.At)
			}
		}
	})
}

// Every target hangs until its deadline: none is skipped, none overlaps.
func TestNothingIsSkippedWhenAllHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n, every = 500, 10 * time.Second
		var now, most atomic.Int64
		d, s := live(t, 60*time.Second, manyChecks(n, every, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			for top := most.Load(); top < now.Add(1) && !most.CompareAndSwap(top, now.Load()); top = most.Load() {
			}
			defer now.Add(-1)
			return hang(ctx, look)
		})...)
		if s.Missed != 0 || s.Due != 6*n || s.Started != 6*n {
			t.Errorf("%d due, %d started, %d missed; want %d, %d, 0", s.Due, s.Started, s.Missed, 6*n, 6*n)
		}
		for _, delay := range d.delays {
			if delay > 0 {
				t.Fatalf("a look began %s late, want at once: %d permits", delay, s.Permits)
			}
		}
		if s.Permits >= n+spare {
			t.Errorf("%d permits for a load of 400, want fewer than a permit a check", s.Permits)
		}
	})
}

func TestCheckNeverOverlapsItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stubborn := func(context.Context, holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(25 * time.Second) // honours no deadline
			return good(t.Context(), holdfast.Look{})
		}
		d, s := live(t, 60*time.Second, newCheck("a", 10*time.Second, stubborn))
		if diff := cmp.Diff(map[string]int{WhyOverlap: 4}, d.missed); diff != "" {
			t.Errorf("missed (-want +got):\n%s", diff)
		}
		if s.Due != s.Started+s.Missed {
			t.Errorf("%d due, %d started, %d missed: some are silent", s.Due, s.Started, s.Missed)
		}
		for _, v := range d.of("a") {
			if v.Status != holdfast.Unknown {
				t.Errorf("verdict %s (%s), want unknown: the look outlasted its deadline", v.Status, v.Reason)
			}
		}
		if got := len(d.of("a")); got != 2 {
			t.Errorf("%d verdicts, want one for each look that would not end", got)
		}
	})
}

func TestHeavyLooksCostTheOthersNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		sweep := func(context.Context, holdfast.Look) (holdfast.Finding, error) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer now.Add(-1)
			time.Sleep(20 * time.Second)
			return holdfast.Finding{Status: holdfast.Holds, Reason: "80, 443"}, nil
		}
		checks := manyChecks(100, 10*time.Second, good)
		for i := range 12 {
			c := newCheck(fmt.Sprintf("sweep-%d", i), time.Hour, sweep)
			c.Heavy = true
			checks = append(checks, c)
		}
		d, s := live(t, 3*time.Minute, checks...)
		if most.Load() != 4 {
			t.Errorf("%d sweeps at once, want 4", most.Load())
		}
		if s.Missed != 0 {
			t.Errorf("%d looks missed, want 0: a first sweep waits for its turn", s.Missed)
		}
		for id, at := range d.starts() {
			if want := 18; id[:4] == "host" && len(at) != want {
				t.Errorf("%s asked %d times, want %d", id, len(at), want)
			}
		}
	})
}

func TestDueRunBehindAFullPoolIsCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		o := d.options()
		o.Permits = 1
		stop := launch(t, setUp(t, o, newCheck("a", 10*time.Second, hang), newCheck("b", 10*time.Second, hang), newCheck("c", 10*time.Second, hang)))
		time.Sleep(41 * time.Second)
		stop()
		if d.missed[WhyWaiting] == 0 {
			t.Errorf("missed %v; want some for want of a permit", d.missed)
		}
	})
}

func TestPanicIsAnUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _ := live(t, 20*time.Second, newCheck("a", 10*time.Second, func(context.Context, holdfast.Look) (holdfast.Finding, error) {
			panic("index out of range")
		}))
		want := holdfast.Finding{Status: holdfast.Unknown, Headline: "COULD NOT LOOK", Reason: "the probe panicked: index out of range"}
		got := d.of("a")
		if len(got) != 2 {
			t.Fatalf("%d verdicts, want 2: the schedule goes on", len(got))
		}
		if diff := cmp.Diff(want, got[0].Finding); diff != "" {
			t.Errorf("finding (-want +got):\n%s", diff)
		}
	})
}

func TestReloadKeepsWhatStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		counting := func(_ context.Context, look holdfast.Look) (holdfast.Finding, error) {
			return holdfast.Finding{Status: holdfast.Holds, Reason: "ok", State: append(look.State, 'x')}, nil
		}
		stays, changes, goes := newCheck("stays", time.Minute, counting), newCheck("changes", time.Minute, counting), newCheck("goes", time.Minute, counting)
		w := setUp(t, d.options(), stays, changes, goes)
		stop := launch(t, w)
		time.Sleep(90 * time.Second)
		changes.Settings = "another target"
		next := []holdfast.Check{stays, changes, newCheck("comes", 2*time.Hour, counting)}
		if err := w.Set(next); err != nil {
			t.Fatal(err)
		}
		reloaded := time.Now()
		time.Sleep(3 * time.Minute)
		stop()
		at := d.starts()
		for i := 1; i < len(at["stays"]); i++ {
			if gap := at["stays"][i].Sub(at["stays"][i-1]); gap != time.Minute {
				t.Errorf("the check that stays: %s between looks, want 1m", gap)
			}
		}
		if last := at["goes"][len(at["goes"])-1]; last.After(reloaded) {
			t.Errorf("the check that goes was asked at %s, after it went", last)
		}
		if len(at["comes"]) != 1 || at["comes"][0].Sub(reloaded) > time.Minute {
			t.Errorf("the check that comes was asked at %v, want once within a minute of %s", at["comes"], reloaded)
		}
		states := map[string]string{}
		for _, id := range []string{"stays", "changes"} {
			seen := d.of(id)
			states[id] = string(seen[len(seen)-1].State)
		}
		if diff := cmp.Diff(map[string]string{"stays": "xxxxx", "changes": "xxx"}, states); diff != "" {
			t.Errorf("memory of the kind (-want +got):\n%s", diff)
		}
	})
}

func TestVerdictOfARemovedCheckIsDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		w := setUp(t, d.options(), newCheck("a", time.Minute, hang))
		stop := launch(t, w)
		time.Sleep(time.Until(gridOf("a", time.Minute).next(time.Now())) + time.Second)
		if err := w.Set(nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		stop()
		if got := d.of("a"); len(got) != 0 {
			t.Errorf("%d verdicts of a check that is gone, want none", len(got))
		}
	})
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	w := setUp(t, (&diary{}).options())
	w.files = func() int { return 1024 }
	none := newCheck("none", time.Second, nil)
	none.Prober = nil
	err := w.Set([]holdfast.Check{newCheck("", time.Second, good), newCheck("a", time.Second, good), newCheck("a", time.Second, good), newCheck("fast", time.Millisecond, good), none})
	want := "check 1 () has no ID\ncheck a is there twice; IDs must differ\ncheck fast is asked every 1ms; want at least 100ms\ncheck none has no prober"
	if err == nil || err.Error() != want {
		t.Errorf("Set: %v\nwant %s", err, want)
	}
	err = w.Set(manyChecks(2000, 10*time.Second, good))
	want = "if every target hangs, 1600 looks run at once (the sum of timeout/every), but the limit on open files leaves room for 768: raise it (LimitNOFILE, ulimit -n) to 1856, or shorten timeouts"
	if err == nil || err.Error() != want {
		t.Errorf("Set: %v\nwant %s", err, want)
	}
}

// The wall clock is set while checks run: no gap, no burst, and the step is told.
func TestWallClockSteps(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]time.Duration{"an hour on": time.Hour, "an hour back": -time.Hour, "30 days on": 720 * time.Hour, "30 days back": -720 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const every = 10 * time.Second
				var wall atomic.Int64
				var mu sync.Mutex
				asked := map[int][]time.Time{}
				checks := manyChecks(100, every, nil)
				for i := range checks {
					checks[i].Prober = probeFunc(func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
						mu.Lock()
						defer mu.Unlock()
						asked[i] = append(asked[i], time.Now())
						return good(ctx, look)
					})
				}
				d := &diary{}
				o := d.options()
				o.Now = func() time.Time { return time.Now().Add(time.Duration(wall.Load())) }
				w := setUp(t, o, checks...)
				stop := launch(t, w)
				time.Sleep(35 * time.Second)
				wall.Store(int64(step))
				time.Sleep(65 * time.Second)
				stop()
				for i, at := range asked {
					if len(at) != 10 {
						t.Errorf("check %d was asked %d times in ten intervals, want 10", i, len(at))
					}
					for k := 1; k < len(at); k++ {
						if gap := at[k].Sub(at[k-1]); gap != every {
							t.Errorf("check %d: %s between looks, want %s", i, gap, every)
						}
					}
				}
				if diff := cmp.Diff([]time.Duration{step}, d.steps); diff != "" {
					t.Errorf("steps told (-want +got):\n%s", diff)
				}
				last := d.verdicts[len(d.verdicts)-1].At
				if off := time.Now().Add(step).Sub(last); off.Abs() > time.Minute {
					t.Errorf("the last verdict is stamped %s, want the wall clock's time", last)
				}
			})
		})
	}
}

func TestDrain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			select {
			case <-time.After(3 * time.Second):
				return good(ctx, look)
			case <-ctx.Done():
				return holdfast.Finding{}, ctx.Err()
			}
		}
		ends, cut := newCheck("ends in time", 100*time.Second, slow), newCheck("is cut short", 100*time.Second, hang)
		waits := newCheck("waits", 100*time.Second, good)
		d := &diary{}
		o := d.options()
		o.Permits = 2
		w := setUp(t, o, ends, cut, waits)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.Run(ctx) }()
		synctest.Wait()
		for _, id := range []string{ends.ID, cut.ID, waits.ID} {
			w.begin(&run{entry: w.find(id), due: w.clock.Now(), scheduled: true})
		}
		synctest.Wait()
		asked := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v, want no error", err)
		}
		if took := time.Since(asked); took > 6*time.Second {
			t.Errorf("the end took %s, want about the 5 s that looks may go on", took)
		}
		if diff := cmp.Diff(map[string]int{WhyShutdown: 2}, d.missed); diff != "" {
			t.Errorf("missed (-want +got):\n%s", diff)
		}
		if len(d.of(ends.ID)) != 1 || len(d.verdicts) != 1 {
			t.Errorf("verdicts %v, want that of the look that ended in time", d.verdicts)
		}
		if _, err := w.LookNow(t.Context(), ends.ID); err == nil {
			t.Error("LookNow after the end: no error, want one")
		}
	})
}

func TestStalledDueTimesAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		w := setUp(t, d.options(), newCheck("a", time.Second, good))
		stop := launch(t, w)
		synctest.Wait()
		for _, b := range w.buckets {
			b.last.Add(-3) // as if three due times had passed unseen
		}
		time.Sleep(time.Second)
		synctest.Wait()
		s := w.Stats()
		stop()
		if diff := cmp.Diff(map[string]int{WhyStalled: 3}, d.missed); diff != "" {
			t.Errorf("missed (-want +got):\n%s", diff)
		}
		if s.Due != 4 || s.Started != 1 || s.Missed != 3 {
			t.Errorf("%d due, %d started, %d missed; want 4, 1, 3", s.Due, s.Started, s.Missed)
		}
	})
}

func TestRunTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := setUp(t, (&diary{}).options())
		stop := launch(t, w)
		synctest.Wait()
		if err := w.Run(t.Context()); err == nil {
			t.Error("the second Run: no error, want one")
		}
		stop()
	})
}

// Everything that may be called while checks run, at once: for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		o := d.options()
		guard := &fakeGuard{}
		o.Guard = guard
		all := manyChecks(60, time.Second, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(30 * time.Millisecond)
			if len(look.Confirm) > 0 {
				return down(), nil
			}
			return good(ctx, look)
		})
		w := setUp(t, o, all...)
		stop := launch(t, w)
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				for k := range 40 {
					id := all[(i*7+k)%len(all)].ID
					switch i {
					case 0:
						if err := w.Set(all[:30+k%30]); err != nil {
							t.Error(err)
						}
					case 1:
						_ = w.Stats()
						_ = w.Next(id)
					case 2:
						guard.answer(k%2 == 0)
					case 3:
						_, _ = w.LookNow(t.Context(), id)
					default:
						w.Relook(id, time.Now().Add(time.Duration(k)*50*time.Millisecond), []string{"status"})
					}
					time.Sleep(37 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		stop()
	})
}
