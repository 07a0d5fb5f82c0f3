package watch

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// A failure is looked at again after 5 and 20 s, about its fault only.
func TestRelooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const every = time.Minute
		d := &diary{}
		o := d.options()
		var w *Watch
		note := o.Sink
		o.Sink = func(v holdfast.Verdict) {
			note(v)
			if !v.Relook {
				w.Relook(v.Check, v.At.Add(5*time.Second), []string{"status"})
				w.Relook(v.Check, v.At.Add(20*time.Second), []string{"status"})
			}
		}
		var confirms []int
		w = setUp(t, o, newCheck("a", every, func(_ context.Context, look holdfast.Look) (holdfast.Finding, error) {
			confirms = append(confirms, len(look.Confirm))
			return down(), nil
		}))
		stop := launch(t, w)
		first := gridOf("a", every).next(time.Now())
		time.Sleep(time.Until(first) + 30*time.Second)
		stop()
		got := d.of("a")
		if len(got) != 3 {
			t.Fatalf("%d looks, want 3", len(got))
		}
		for i, want := range []time.Duration{0, 5 * time.Second, 20 * time.Second} {
			after := got[i].At.Sub(first)
			if after < want || after > want+tick {
				t.Errorf("look %d after %s, want %s", i, after, want)
			}
			if got[i].Relook != (i > 0) {
				t.Errorf("look %d: Relook is %v", i, got[i].Relook)
			}
		}
		if diff := cmp.Diff([]int{0, 1, 1}, confirms); diff != "" {
			t.Errorf("faults to confirm (-want +got):\n%s", diff)
		}
		if len(w.agenda) != 0 {
			t.Errorf("%d slots are left on the agenda, want none", len(w.agenda))
		}
	})
}

func TestRelooksShareJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		checks := manyChecks(200, time.Hour, good)
		w := setUp(t, d.options(), checks...)
		stop := launch(t, w)
		time.Sleep(2 * time.Minute)
		jobs := len(w.cron.Jobs())
		at := time.Now().Add(5 * time.Second)
		for _, c := range checks {
			w.Relook(c.ID, at, nil)
		}
		if more := len(w.cron.Jobs()) - jobs; more != 1 {
			t.Errorf("%d jobs for 200 confirmations at one time, want 1", more)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if left := len(w.cron.Jobs()); left != jobs {
			t.Errorf("%d jobs are left, want %d: those that ran are removed", left, jobs)
		}
		stop()
		instants := map[time.Time]int{}
		for _, v := range d.verdicts {
			if v.Relook {
				instants[v.At]++
			}
		}
		for start, n := range instants {
			if n > crowd {
				t.Errorf("%d confirmations began at %s, want at most %d", n, start, crowd)
			}
		}
		if len(instants) != 4 {
			t.Errorf("200 confirmations began at %d times, want 4 crowds of 50", len(instants))
		}
	})
}

func TestRelookIsTheDueRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const every = 10 * time.Second
		d := &diary{}
		slow := func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(3 * time.Second)
			return good(ctx, look)
		}
		w := setUp(t, d.options(), newCheck("a", every, slow))
		stop := launch(t, w)
		due := gridOf("a", every).next(time.Now())
		w.Relook("a", due.Add(300*time.Millisecond), nil)  // about the due time: is that run
		w.Relook("a", due.Add(1500*time.Millisecond), nil) // while it runs: is that run
		w.Relook("a", due.Add(8*time.Second), nil)         // runs into the next: becomes it
		time.Sleep(time.Until(due) + 12*time.Second)
		synctest.Wait()
		s := w.Stats()
		stop()
		if got := len(d.of("a")); got != 2 {
			t.Errorf("%d looks, want 2", got)
		}
		if s.Due != 2 || s.Started != 2 || s.Missed != 0 || s.Relooks != 0 {
			t.Errorf("%d due, %d started, %d missed, %d relooks; want 2, 2, 0, 0", s.Due, s.Started, s.Missed, s.Relooks)
		}
	})
}

func TestRelookAboutTheDueTimeIsTheDueRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const every = 10 * time.Second
		d := &diary{}
		w := setUp(t, d.options(), newCheck("a", every, good))
		stop := launch(t, w)
		synctest.Wait()
		due := gridOf("a", every).next(time.Now())
		for _, off := range []time.Duration{-600, -400, 0, 400, 600} { // half a second is close
			w.Relook("a", due.Add(off*time.Millisecond), nil)
		}
		time.Sleep(time.Until(due) + 2*time.Second)
		stop()
		var after []time.Duration
		for _, v := range d.of("a") {
			after = append(after, v.At.Sub(due))
		}
		if diff := cmp.Diff([]time.Duration{-600 * time.Millisecond, 0, 600 * time.Millisecond}, after); diff != "" {
			t.Errorf("looks about the due time (-want +got):\n%s", diff)
		}
	})
}

// A first look that takes long is the due run that comes meanwhile.
func TestFirstLookIsTheDueRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const every = time.Hour
		d := &diary{}
		w := setUp(t, d.options(), newCheck("a", every, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(10 * time.Minute)
			return good(ctx, look)
		}))
		e := w.find("a")
		due := e.grid().next(time.Now())
		time.Sleep(time.Until(due) - 4*time.Minute)
		stop := launch(t, w) // the first look comes within a minute, the due time after it
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		s := w.Stats()
		stop()
		if s.Due != 1 || s.Started != 1 || s.Missed != 0 || len(d.of("a")) != 1 {
			t.Errorf("%d due, %d started, %d missed, %d verdicts; want one look and nothing missed", s.Due, s.Started, s.Missed, len(d.of("a")))
		}
	})
}

func TestRelookOfTheUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		w := setUp(t, d.options(), newCheck("a", time.Hour, good))
		w.Relook("a", time.Now(), nil) // before Run
		stop := launch(t, w)
		w.Relook("b", time.Now(), nil)
		stop()
		w.Relook("a", time.Now(), nil) // after it
		if len(d.verdicts) != 0 {
			t.Errorf("%d verdicts, want none", len(d.verdicts))
		}
	})
}

func TestLookNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		slow := func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(time.Second)
			return good(ctx, look)
		}
		w := setUp(t, d.options(), newCheck("a", 24*time.Hour, slow))
		stop := launch(t, w)
		synctest.Wait()
		answers := make(chan holdfast.Verdict, 2)
		for range 2 {
			go func() {
				v, err := w.LookNow(t.Context(), "a")
				if err != nil {
					t.Error(err)
				}
				answers <- v
			}()
		}
		first, second := <-answers, <-answers
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("two who ask at once get different verdicts:\n%s", diff)
		}
		if first.Status != holdfast.Holds || len(d.of("a")) != 1 {
			t.Errorf("verdict %s, %d looks; want holds by one look", first.Status, len(d.of("a")))
		}
		if _, err := w.LookNow(t.Context(), "b"); err == nil || err.Error() != "look at b now: no such check is watched" {
			t.Errorf("LookNow of an unknown check: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := w.LookNow(ctx, "a"); err == nil {
			t.Error("LookNow with too short a time: no error")
		}
		stop()
	})
}
