package incident

import (
	"strconv"
	"testing"
	"time"

	"holdfast"
)

// calmBook is a book in which a thousand checks hold.
func calmBook(tb testing.TB) *Book {
	tb.Helper()
	rules := one()
	for i := range 1000 {
		rules.Checks = append(rules.Checks, checkNamed("c"+strconv.Itoa(i)))
	}
	b := New("i1")
	b.Apply(Event{Epoch: 1, Seq: 1, At: start(), Kind: EventConfig, Rules: &rules})
	for i := range rules.Checks {
		b.Apply(verdictAt(int64(i+2), "1s", good(rules.Checks[i].ID)))
	}
	b.Save()
	return b
}

func TestCalmCostsNothing(t *testing.T) {
	b := calmBook(t)
	v := *verdictAt(9, "1m", good("api")).Verdict
	if n := testing.AllocsPerRun(100, func() {
		if b.Matters(v) {
			t.Error("a calm check that holds again matters")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkMattersCalm(b *testing.B) {
	book := calmBook(b)
	v := *verdictAt(9, "1m", good("api")).Verdict
	b.ReportAllocs()
	for b.Loop() {
		book.Matters(v)
	}
}

// BenchmarkChange is a whole outage: three failing looks and three good ones,
// each saved.
func BenchmarkChange(b *testing.B) {
	book := calmBook(b)
	at, seq := after("1h"), int64(2000)
	b.ReportAllocs()
	for b.Loop() {
		for i := range 6 {
			e := bad("c7", "status")
			if i > 2 {
				e = good("c7")
			}
			at, seq = at.Add(10*time.Second), seq+1
			e.Epoch, e.Seq, e.At, e.Verdict.At = 1, seq, at, at
			book.Apply(e)
			book.Save()
		}
	}
}

// BenchmarkStorm is a failing look while a thousand incidents are open.
func BenchmarkStorm(b *testing.B) {
	book := calmBook(b)
	seq := int64(2000)
	for i := range 1000 {
		for _, at := range []string{"1h", "1h5s", "1h20s"} {
			seq++
			book.Apply(verdictAt(seq, at, bad("c"+strconv.Itoa(i), "status")))
		}
	}
	if n := len(book.Open()); n != 1000 {
		b.Fatalf("%d open, want 1000", n)
	}
	at := after("2h")
	b.ReportAllocs()
	for b.Loop() {
		seq++
		at = at.Add(10 * time.Second)
		e := sees("c7", holdfast.Broken, "status")
		e.Verdict.Reason = strconv.FormatInt(seq, 10)
		e.Epoch, e.Seq, e.At, e.Verdict.At = 1, seq, at, at
		book.Apply(e)
		book.NextDue()
	}
}
