package exposure

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOrderIsAPermutation(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]uint16{
		"one":  {443},
		"few":  {22, 80, 443, 3306},
		"odd":  make100(),
		"many": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrder(list, "key")
			if list == nil {
				o = newOrder(everyPort(), "key")
			}
			got := map[uint16]bool{}
			for b := range o.blocks() {
				for _, p := range o.block(b) {
					if got[p] || p == 0 {
						t.Fatalf("port %d comes twice, or is none", p)
					}
					got[p] = true
				}
			}
			if len(got) != o.n {
				t.Errorf("%d ports; want %d", len(got), o.n)
			}
		})
	}
}

func make100() []uint16 {
	var list []uint16
	for p := range uint16(100) {
		list = append(list, 1000+p)
	}
	return list
}

func everyPort() []uint16 {
	var list []uint16
	for p := 1; p <= 65535; p++ {
		list = append(list, uint16(p))
	}
	return list
}

func TestOrderDependsOnKeyAndList(t *testing.T) {
	t.Parallel()
	a, b, c := newOrder(everyPort(), "a"), newOrder(everyPort(), "b"), newOrder(make100(), "a")
	if a.print == b.print || a.print == c.print {
		t.Error("different orders have the same print")
	}
	if cmp.Equal(a.block(0), b.block(0)) {
		t.Error("different keys give the same slices")
	}
}

func TestMemoryRoundTrip(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	want := &memory{print: 77, at: at, places: map[netip.Addr]*place{
		netip.MustParseAddr("203.0.113.9"): {
			owed: 0.25, open: []uint16{80, 443}, seen: []sighting{{443, at}, {6379, at.Add(-time.Hour)}},
			blocks: []block{{at: at, closed: 60, proven: 1, silent: 1, rejected: 1, unknown: 1}, {}, {at: at.Add(-time.Minute), silent: 64}},
		},
		netip.MustParseAddr("2001:db8::9"): {},
	}}
	got, err := decode(want.encode())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(memory{}, place{}, block{}, sighting{}), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
		t.Errorf("memory (-want +got):\n%s", diff)
	}
}

func FuzzDecode(f *testing.F) {
	m := newMemory(newOrder(make100(), "k"))
	m.place(netip.MustParseAddr("203.0.113.9"), newOrder(make100(), "k"))
	f.Add(m.encode())
	f.Add([]byte{stateVersion})
	f.Fuzz(func(t *testing.T, state []byte) {
		m, err := decode(state)
		if err != nil {
			return
		}
		if again, err := decode(m.encode()); err != nil || len(again.places) != len(m.places) {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
	})
}
