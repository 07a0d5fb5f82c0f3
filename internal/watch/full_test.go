package watch

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// sweeper is a prober whose full look takes long; it notes what each ordinary
// look was told after it.
type sweeper struct {
	mu    sync.Mutex // protects the following
	full  bool       // a full look has ended
	fault string     // what ordinary looks find
	after []holdfast.Look
}

const sweepTakes = 30 * time.Minute

func (s *sweeper) probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	if look.Full {
		look.Progress(holdfast.Progress{Stage: "ports", Done: 1, Of: 2})
		select {
		case <-time.After(sweepTakes):
		case <-ctx.Done():
			return holdfast.Finding{}, ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if look.Full {
		s.full = true
		return holdfast.Finding{Status: holdfast.Broken, Reason: "8081 is open", State: []byte("all"), Faults: []holdfast.Fault{{Key: "port/8081", Status: holdfast.Broken}}}, nil
	}
	if s.full {
		s.after = append(s.after, holdfast.Look{State: look.State, Confirm: look.Confirm})
	}
	f := holdfast.Finding{Status: holdfast.Holds, Reason: "closed", State: []byte("slice")}
	if s.fault != "" {
		f.Status, f.Faults = holdfast.Broken, []holdfast.Fault{{Key: s.fault, Status: holdfast.Broken}}
	}
	return f, nil
}

// TestLookFull: the scheduled looks go on beside a full look, and the one that
// follows it starts from what it left, or asks what it found wrong when that has
// changed in the meantime.
func TestLookFull(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fault string
		want        holdfast.Look
	}{
		{"nothing changed", "", holdfast.Look{State: []byte("all")}},
		{"a slice found another port", "port/9090", holdfast.Look{State: []byte("slice"), Confirm: []string{"port/8081"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, s := &diary{}, &sweeper{}
				w := setUp(t, d.options(), newCheck("a", time.Minute, s.probe))
				stop := launch(t, w)
				time.Sleep(2 * time.Minute)
				time.AfterFunc(10*time.Minute, func() {
					s.mu.Lock()
					defer s.mu.Unlock()
					s.fault = c.fault
				})
				var told []holdfast.Progress
				v, err := w.LookFull(t.Context(), "a", func(p holdfast.Progress) { told = append(told, p) })
				stats := w.Stats()
				stop()
				if err != nil || v.Reason != "8081 is open" || v.Took < sweepTakes || len(told) != 1 {
					t.Errorf("%q in %s, %d times told, %v", v.Reason, v.Took, len(told), err)
				}
				if diff := cmp.Diff(c.want, s.after[0]); diff != "" {
					t.Errorf("the look after it was told (-want +got):\n%s", diff)
				}
				for _, v := range d.of("a") {
					if v.Took > time.Minute {
						t.Errorf("a verdict of %s is in the sink", v.Took)
					}
				}
				if stats.Missed != 0 || stats.Due < 31 {
					t.Errorf("%d due, %d missed; want more than 30 and none", stats.Due, stats.Missed)
				}
			})
		})
	}
}

// TestLookFullIsCutShort: by its own context, or by the program's end.
func TestLookFullIsCutShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &sweeper{}
		w := setUp(t, (&diary{}).options(), newCheck("a", time.Minute, s.probe))
		stop := launch(t, w)
		time.Sleep(2 * time.Minute)
		nothing := func(holdfast.Progress) {}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if v, err := w.LookFull(ctx, "a", nothing); err != nil || v.Status != holdfast.Unknown || v.Took > time.Minute {
			t.Errorf("a look that was cut short is %s after %s, %v; want unknown", v.Status, v.Took, err)
		}
		if _, err := w.LookFull(t.Context(), "b", nothing); err == nil {
			t.Error("a check that is not watched has no error")
		}
		time.AfterFunc(time.Minute, func() { stop() })
		if _, err := w.LookFull(t.Context(), "a", nothing); err == nil {
			t.Error("a look that was cut short by the program's end is none, and has no error")
		}
		synctest.Wait()
	})
}
