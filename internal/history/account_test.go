package history_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/history"
)

// span is short for one in seconds.
func span(from, to int64) history.Span { return history.Span{From: from * 1000, To: to * 1000} }

func TestAccount(t *testing.T) {
	t.Parallel()
	holds := history.Transition{At: 0, Status: holdfast.Holds}
	broken := history.Transition{At: 20_000, Status: holdfast.Broken}
	for _, c := range []struct {
		name   string
		record history.Record
		want   history.Times
	}{
		{"nothing known is unknown", history.Record{}, history.Times{Unknown: 100_000}},
		{"up", history.Record{Transitions: []history.Transition{holds}}, history.Times{Up: 100_000}},
		{"down from the first failed look", history.Record{Transitions: []history.Transition{holds, broken, {At: 50_000, Status: holdfast.Holds}}}, history.Times{Up: 70_000, Down: 30_000}},
		{"not looked yet, then at risk", history.Record{Transitions: []history.Transition{{At: 40_000, Status: holdfast.AtRisk}}}, history.Times{Unknown: 40_000, AtRisk: 60_000}},
		{"what is confirmed last counts", history.Record{Transitions: []history.Transition{holds, broken, {At: 10_000, Status: holdfast.Unknown}}}, history.Times{Up: 10_000, Unknown: 90_000}},
		{"maintenance before all", history.Record{Transitions: []history.Transition{holds, broken}, Maintenance: history.Set(span(10, 30)), Blind: history.Set(span(25, 40))}, history.Times{Up: 10_000, Maintenance: 20_000, Blind: 10_000, Down: 60_000}},
		{"off is blind", history.Record{Transitions: []history.Transition{holds}, Off: history.Set(span(30, 60)), Blind: history.Set(span(50, 70))}, history.Times{Up: 60_000, Blind: 40_000}},
		{"nobody looks any more", history.Record{Transitions: []history.Transition{holds}, Until: 80_000}, history.Times{Up: 80_000, Blind: 20_000}},
	} {
		if diff := cmp.Diff(c.want, history.Account(span(0, 100), c.record)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// chance makes a record that no monitor would write, over 0 to 1,000.
func chance(r *rand.Rand) history.Record {
	spans := func() history.Spans {
		var list []history.Span
		for range r.IntN(5) {
			from := r.Int64N(1100) - 50
			list = append(list, history.Span{From: from, To: from + r.Int64N(200) - 20})
		}
		return history.Set(list...)
	}
	rec := history.Record{Maintenance: spans(), Blind: spans(), Off: spans()}
	for range r.IntN(12) {
		rec.Transitions = append(rec.Transitions, history.Transition{At: r.Int64N(1100) - 50, Status: holdfast.Status(r.IntN(4))})
	}
	if r.IntN(3) == 0 {
		rec.Until = 1 + r.Int64N(1100)
	}
	return rec
}

// TestAccountProperties: for any record the six times add up to the period, the
// timeline covers it without gap or overlap, two halves add up to the whole, and
// each instant alone says the same.
func TestAccountProperties(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test wants the same numbers each time
	for range 3000 {
		rec := chance(r)
		period := history.Span{From: r.Int64N(500), To: 500 + r.Int64N(500)}
		whole := history.Account(period, rec)
		if whole.Total() != period.Length() {
			t.Fatalf("%+v is not %d long: %+v", whole, period.Length(), rec)
		}
		at := period.From
		for _, s := range history.Timeline(period, rec) {
			if s.From != at || s.Length() <= 0 {
				t.Fatalf("the timeline has %+v at %d", s, at)
			}
			at = s.To
		}
		cut := period.From + r.Int64N(period.Length()+1)
		first, second := history.Account(history.Span{From: period.From, To: cut}, rec), history.Account(history.Span{From: cut, To: period.To}, rec)
		if diff := cmp.Diff(whole, first.Add(second)); diff != "" {
			t.Fatalf("split at %d: %s", cut, diff)
		}
		if diff := cmp.Diff(whole, history.Worst(period, rec, rec)); diff != "" {
			t.Fatalf("a group of one check twice: %s", diff)
		}
	}
}

// TestTimelineAgainstInstants asks every instant alone, by the rules as the
// package comment has them.
func TestTimelineAgainstInstants(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test wants the same numbers each time
	for range 40 {
		rec := chance(r)
		period := history.Span{From: 0, To: 1000}
		for _, s := range history.Timeline(period, rec) {
			for at := s.From; at < s.To; at++ {
				if want := instant(rec, at); want != s.State {
					t.Fatalf("at %d: %v, want %v; %+v", at, s.State, want, rec)
				}
			}
		}
	}
}

func instant(r history.Record, at int64) history.State {
	in := func(spans history.Spans) bool { return spans.Within(history.Span{From: at, To: at + 1}).Length() == 1 }
	switch {
	case in(r.Maintenance):
		return history.Maintenance
	case in(r.Blind), in(r.Off), r.Until != 0 && at >= r.Until:
		return history.Blind
	}
	status := holdfast.Unknown
	for _, t := range r.Transitions {
		if t.At <= at {
			status = t.Status
		}
	}
	return map[holdfast.Status]history.State{holdfast.Holds: history.Up, holdfast.AtRisk: history.AtRisk, holdfast.Broken: history.Down}[status]
}

func TestSpansAlgebra(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test wants the same numbers each time
	for range 2000 {
		a, b := chance(r).Blind, chance(r).Off
		if got, want := a.Or(b).Length(), a.Length()+b.Length()-a.And(b).Length(); got != want {
			t.Fatalf("%v or %v is %d long, want %d", a, b, got, want)
		}
		if diff := cmp.Diff(a, history.Set(append(a.Less(b), a.And(b)...)...)); diff != "" {
			t.Fatalf("%v less %v and their common part: %s", a, b, diff)
		}
		if n := a.Less(b).And(b).Length(); n != 0 {
			t.Fatalf("%v less %v still has %d of it", a, b, n)
		}
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	o := history.Objective{Target: 0.999, Window: 30 * 24 * time.Hour}
	for _, c := range []struct {
		name  string
		times history.Times
		left  time.Duration
		burn  float64
		met   bool
	}{
		{"untouched", history.Times{Up: o.Window.Milliseconds()}, 43*time.Minute + 12*time.Second, 0, true},
		{"half", history.Times{Up: o.Window.Milliseconds() - 1_296_000, Down: 1_296_000}, 21*time.Minute + 36*time.Second, 0.5, true},
		{"overspent, with a blind day", history.Times{Up: 29*86_400_000 - 3_600_000, Blind: 86_400_000, Down: 3_600_000}, -(16*time.Minute + 48*time.Second), 1.4367816, false},
	} {
		b := o.Budget(c.times)
		if b.Left != c.left || b.Met != c.met || b.Burn < c.burn-1e-6 || b.Burn > c.burn+1e-6 {
			t.Errorf("%s: left %v, burn %v, met %v; want %v, %v, %v", c.name, b.Left, b.Burn, b.Met, c.left, c.burn, c.met)
		}
	}
	if _, ok := o.Burn(history.Times{Blind: 5}); ok {
		t.Error("a rate of nothing proven")
	}
}
