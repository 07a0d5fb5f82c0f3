package watch

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast"
)

// fakeGuard answers as it is told to, after a second.
type fakeGuard struct {
	mu      sync.Mutex // protects the following
	answers bool
	none    bool // no anchor is configured
	asked   int
	now     int // questions under way
	most    int // at once
}

func (g *fakeGuard) answer(yes bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answers = yes
}

func (g *fakeGuard) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	g.now++
	g.most = max(g.most, g.now)
}

func (g *fakeGuard) Sight(ctx context.Context) Sight {
	g.begin()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now--
	return Sight{Configured: !g.none, Answered: g.answers, Text: "tcp://192.0.2.1:443"}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	says := func(f holdfast.Finding, err error) probeFunc {
		return func(context.Context, holdfast.Look) (holdfast.Finding, error) { return f, err }
	}
	unlooked := []holdfast.Fault{{Key: "answer", Status: holdfast.Unknown, Text: "no answer"}}
	seeing, unseeing, unset := &fakeGuard{answers: true}, &fakeGuard{}, &fakeGuard{none: true}
	tests := []struct {
		name  string
		probe probeFunc
		guard Guard
		local bool
		heard string // a host that answered just now
		want  holdfast.Verdict
	}{
		{
			name: "holds", probe: good, guard: unseeing,
			want: holdfast.Verdict{Finding: holdfast.Finding{Status: holdfast.Holds, Reason: "200"}},
		},
		{
			name: "no reason", probe: says(holdfast.Finding{Status: holdfast.Holds}, nil),
			want: holdfast.Verdict{Finding: holdfast.Finding{Status: holdfast.Holds, Reason: "the probe gave no reason"}},
		},
		{
			name: "error", probe: says(holdfast.Finding{}, errors.New("no route to host")),
			want: holdfast.Verdict{Finding: holdfast.Finding{Status: holdfast.Unknown, Headline: "COULD NOT LOOK", Reason: "no route to host"}},
		},
		{
			name: "error while blind", probe: says(holdfast.Finding{}, errors.New("no route to host")), guard: unseeing,
			want: holdfast.Verdict{Blind: true, Finding: holdfast.Finding{
				Status: holdfast.Unknown, Headline: "BLIND",
				Reason: "no anchor of vantage dublin answered (tcp://192.0.2.1:443); what was seen of https://a proves nothing: no route to host",
			}},
		},
		{name: "the target speaks, no anchor", probe: says(down(), nil), want: holdfast.Verdict{Finding: down()}},
		{name: "the target speaks, anchor answers", probe: says(down(), nil), guard: seeing, want: holdfast.Verdict{Finding: down()}},
		{
			name: "the target speaks, blind", probe: says(down(), nil), guard: unseeing,
			want: holdfast.Verdict{Blind: true, Finding: holdfast.Finding{
				Status: holdfast.Unknown, Headline: "BLIND",
				Reason: "no anchor of vantage dublin answered (tcp://192.0.2.1:443); what was seen of https://a proves nothing: 503, want 200",
			}},
		},
		{name: "silent, anchor answers", probe: says(silent(), nil), guard: seeing, want: holdfast.Verdict{Finding: silent()}},
		{
			name: "silent, blind", probe: says(silent(), nil), guard: unseeing,
			want: holdfast.Verdict{Blind: true, Finding: holdfast.Finding{
				Status: holdfast.Unknown, Headline: "BLIND", Silence: true, Faults: unlooked,
				Reason: "no anchor of vantage dublin answered (tcp://192.0.2.1:443); what was seen of https://a proves nothing: no answer in 8 s",
			}},
		},
		{name: "silent, blind, but local", probe: says(silent(), nil), guard: unseeing, local: true, want: holdfast.Verdict{Finding: silent()}},
		{
			name: "silent, no anchor, nobody else", probe: says(silent(), nil), heard: "a",
			want: holdfast.Verdict{Finding: holdfast.Finding{
				Status: holdfast.Unknown, Headline: "COULD NOT LOOK", Silence: true, Faults: unlooked,
				Reason: "no answer in 8 s; no anchor is configured, so whose fault it is cannot be told (vantage: anchors)",
			}},
		},
		{name: "silent, no anchor, another host answered", probe: says(silent(), nil), heard: "b", want: holdfast.Verdict{Finding: silent()}},
		{name: "silent, a guard without anchors, another host answered", probe: says(silent(), nil), guard: unset, heard: "b", want: holdfast.Verdict{Finding: silent()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCheck("a", 10*time.Second, tt.probe)
				c.Local = tt.local
				o := AskOptions{Vantage: "dublin", Guard: tt.guard, Answers: &Answers{}, Lag: &Lag{}}
				o.Answers.heard(tt.heard, time.Now())
				tt.want.Check, tt.want.Vantage = "a", "dublin"
				got := Ask(t.Context(), c, holdfast.Look{}, o)
				if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(holdfast.Verdict{}, "At", "Took")); diff != "" {
					t.Errorf("verdict (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestAskKeepsTheDeadline(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                 string
		every, timeout, want time.Duration
	}{
		{"the timeout", 10 * time.Second, 5 * time.Second, 5 * time.Second},
		{"80 % of the interval", 10 * time.Second, 9 * time.Second, 8 * time.Second},
		{"no timeout", 10 * time.Second, 0, 8 * time.Second},
		{"no interval", 0, 3 * time.Second, 3 * time.Second},
		{"neither", 0, 0, 10 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newCheck("a", tt.every, hang)
				c.Timeout = tt.timeout
				if v := Ask(t.Context(), c, holdfast.Look{}, AskOptions{}); v.Took != tt.want {
					t.Errorf("the look took %s, want %s", v.Took, tt.want)
				}
			})
		})
	}
}

func TestAskAcceptsExceptions(t *testing.T) {
	t.Parallel()
	f := holdfast.Finding{Status: holdfast.Broken, Reason: "offers TLS 1.0", Faults: []holdfast.Fault{{Key: "protocol/TLS1.0", Status: holdfast.Broken, Text: "TLS 1.0"}}}
	c := newCheck("a", time.Hour, func(context.Context, holdfast.Look) (holdfast.Finding, error) { return f, nil })
	c.Accepted = []holdfast.Exception{{Faults: []string{"protocol/*"}, Until: time.Now().Add(time.Hour), By: "cto", Why: "T-4"}}
	if v := Ask(t.Context(), c, holdfast.Look{}, AskOptions{}); v.Status != holdfast.AtRisk {
		t.Errorf("status %s, want at risk: the fault is accepted", v.Status)
	}
}

func TestLateAnswerProvesNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		lag  time.Duration
		err  error
		want holdfast.Status
	}{
		{"in time", 200 * time.Millisecond, nil, holdfast.Broken},
		{"late", 400 * time.Millisecond, nil, holdfast.Unknown},
		{"late, and an error of its own", 400 * time.Millisecond, context.DeadlineExceeded, holdfast.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := AskOptions{Lag: &Lag{}, Guard: &fakeGuard{answers: true}}
				c := newCheck("a", 10*time.Second, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
					now := time.Now()
					o.Lag.mu.Lock()
					o.Lag.record(lapse{now, now.Add(tt.lag)})
					o.Lag.mu.Unlock()
					f, _ := hang(ctx, look)
					return f, tt.err
				})
				v := Ask(t.Context(), c, holdfast.Look{State: []byte("kept")}, o)
				if v.Status != tt.want || v.Late != (tt.lag > 250*time.Millisecond) {
					t.Errorf("status %s, late %v (%s); want %s", v.Status, v.Late, v.Reason, tt.want)
				}
				if v.Late && string(v.State) != "kept" {
					t.Errorf("the kind's memory is %q after a look that proves nothing, want it kept", v.State)
				}
			})
		})
	}
}

func TestLag(t *testing.T) {
	t.Parallel()
	now := time.Now()
	l := &Lag{stop: make(chan struct{}), expect: now}
	l.woke(now.Add(300 * time.Millisecond)) // and is overdue again, at 350
	at := func(ms int) time.Time { return now.Add(time.Duration(ms) * time.Millisecond) }
	tests := []struct {
		name     string
		from, to int
		want     time.Duration
	}{
		{"touches the end of the lapse", 250, 340, 300 * time.Millisecond},
		{"after the lapse", 310, 340, 0},
		{"the lapse that lasts still", 350, 850, 500 * time.Millisecond},
	}
	for _, tt := range tests {
		if got := l.Worst(at(tt.from), at(tt.to)); got != tt.want {
			t.Errorf("%s: lag %s, want %s", tt.name, got, tt.want)
		}
	}
	for range 3 * lagKept {
		l.record(lapse{at(0), at(1)})
	}
	if len(l.ring) != lagKept {
		t.Errorf("%d lapses are kept, want %d", len(l.ring), lagKept)
	}
}

// The clock goroutine is there while a look runs, and not otherwise.
func TestLagIsMeasuredWhileLooksRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := setUp(t, (&diary{}).options(), newCheck("a", time.Hour, func(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
			time.Sleep(10 * time.Second)
			return good(ctx, look)
		}))
		measuring := func() bool {
			w.asker.Lag.mu.Lock()
			defer w.asker.Lag.mu.Unlock()
			return w.asker.Lag.stop != nil
		}
		stop := launch(t, w)
		synctest.Wait()
		before := measuring()
		go func() { _, _ = w.LookNow(t.Context(), "a") }()
		time.Sleep(time.Second)
		during := measuring()
		time.Sleep(10 * time.Second)
		if after := measuring(); before || !during || after {
			t.Errorf("measuring before %v, during %v, after %v; want only during", before, during, after)
		}
		stop()
	})
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var a Answers
	a.heard("w", now.Add(-3*time.Minute))
	a.heard("x", now.Add(-2*time.Minute))
	a.heard("y", now)
	a.heard("y", now)
	a.heard("", now)
	tests := []struct {
		name string
		host string
		want bool
	}{
		{"another host", "z", true},
		{"only itself lately", "y", false},
		{"it vouches for others", "x", true},
	}
	for _, tt := range tests {
		if got := a.other(tt.host, now.Add(-time.Minute)); got != tt.want {
			t.Errorf("%s: other(%s) = %v, want %v", tt.name, tt.host, got, tt.want)
		}
	}
}

// The uplink goes and comes back: one word each, no Broken between, few questions.
func TestBlindness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		o := d.options()
		guard := &fakeGuard{}
		o.Guard = guard
		w := setUp(t, o, manyChecks(50, 10*time.Second, hang)...)
		stop := launch(t, w)
		time.Sleep(60 * time.Second)
		blind := w.Stats()
		guard.answer(true)
		time.Sleep(7 * time.Second)
		synctest.Wait()
		seeing := w.Stats()
		stop()
		if diff := cmp.Diff([]bool{true, false}, d.blind); diff != "" {
			t.Errorf("blindness told (-want +got):\n%s", diff)
		}
		if !blind.IsBlind || seeing.IsBlind || blind.Blind == 0 {
			t.Errorf("blind then %v with %d verdicts, now %v; want true, some, false", blind.IsBlind, blind.Blind, seeing.IsBlind)
		}
		if guard.asked > 67 || guard.most > 1 {
			t.Errorf("the anchors were asked %d times in 67 s, %d at once; want one question at a time", guard.asked, guard.most)
		}
		for _, v := range d.verdicts {
			if !v.Blind && v.Status != holdfast.Broken {
				t.Errorf("%s: %s, want blind, or broken once an anchor answers", v.Check, v.Status)
			}
		}
		if blind.Missed != 0 {
			t.Errorf("%d looks were missed while blind, want 0", blind.Missed)
		}
	})
}

// While nothing fails any more, the anchors are asked until they answer.
func TestBlindnessEndsWithoutFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		o := d.options()
		guard := &fakeGuard{}
		o.Guard = guard
		w := setUp(t, o, newCheck("a", time.Hour, hang))
		stop := launch(t, w)
		synctest.Wait()
		if v, err := w.LookNow(t.Context(), "a"); err != nil || !v.Blind {
			t.Errorf("the look while blind: %s, %v", v.Status, err)
		}
		guard.answer(true)
		time.Sleep(10 * time.Second)
		stop()
		if diff := cmp.Diff([]bool{true, false}, d.blind); diff != "" {
			t.Errorf("blindness told (-want +got):\n%s", diff)
		}
	})
}

// What was seen before blindness is what the next look is told of.
func TestMemorySkipsDoubtfulLooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		o := d.options()
		o.Guard = &fakeGuard{}
		n := 0
		var prev []string
		w := setUp(t, o, newCheck("a", 10*time.Second, func(_ context.Context, look holdfast.Look) (holdfast.Finding, error) {
			n++
			prev = append(prev, look.Prev.Reason+string(look.State))
			switch n {
			case 2:
				return silent(), nil
			case 3:
				return holdfast.Finding{}, errors.New("no socket left")
			default:
				return holdfast.Finding{Status: holdfast.Holds, Reason: "seen", State: []byte("!")}, nil
			}
		}))
		stop := launch(t, w)
		time.Sleep(40 * time.Second)
		stop()
		if diff := cmp.Diff([]string{"", "seen!", "seen!", "seen!"}, prev); diff != "" {
			t.Errorf("what looks were told (-want +got):\n%s", diff)
		}
		for _, v := range d.of("a") {
			if string(v.State) != "!" {
				t.Errorf("verdict %s carries state %q, want it kept for the journal", v.Status, v.State)
			}
		}
	})
}
