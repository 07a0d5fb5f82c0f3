package watch

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSlotWidth(t *testing.T) {
	t.Parallel()
	for every, want := range map[time.Duration]time.Duration{
		100 * time.Millisecond: 100 * time.Millisecond,
		10 * time.Second:       100 * time.Millisecond,
		37 * time.Second:       400 * time.Millisecond,
		time.Minute:            600 * time.Millisecond,
		24 * time.Hour:         864 * time.Second,
	} {
		if got := slotWidth(every); got != want {
			t.Errorf("slotWidth(%s) = %s, want %s", every, got, want)
		}
	}
}

// The phase decides when each check is asked, also after an update of the
// program: these figures must never change.
func TestPhaseIsForEver(t *testing.T) {
	t.Parallel()
	got := map[string]grid{}
	for _, id := range []string{"www.example.com/uptime", "app.example.com/tlsgrade", "a", "b"} {
		got[id] = gridOf(id, time.Minute)
	}
	want := map[string]grid{
		"a":                        {time.Minute, 49200 * time.Millisecond},
		"app.example.com/tlsgrade": {time.Minute, 16800 * time.Millisecond},
		"b":                        {time.Minute, 48 * time.Second},
		"www.example.com/uptime":   {time.Minute, 600 * time.Millisecond},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(grid{})); diff != "" {
		t.Errorf("phases (-want +got):\n%s", diff)
	}
}

func TestPhasesAreEven(t *testing.T) {
	t.Parallel()
	const n = 10000
	slots := map[time.Duration]int{}
	for i := range n {
		slots[gridOf(fmt.Sprintf("check-%d", i), 10*time.Second).offset]++
	}
	if len(slots) != 100 {
		t.Fatalf("%d slots, want 100", len(slots))
	}
	for slot, count := range slots {
		if count < n/100/2 || count > n/100*2 {
			t.Errorf("slot %s has %d checks, want about %d", slot, count, n/100)
		}
	}
}

func TestGrid(t *testing.T) {
	t.Parallel()
	g := grid{every: 10 * time.Second, offset: 300 * time.Millisecond}
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct{ name, now, next string }{
		{"before", "2026-11-24T10:00:00Z", "2026-11-24T10:00:00.3Z"},
		{"on it", "2026-11-24T10:00:00.3Z", "2026-11-24T10:00:10.3Z"},
		{"after", "2026-11-24T10:00:00.4Z", "2026-11-24T10:00:10.3Z"},
		{"before 1970", "1969-12-31T23:59:51Z", "1969-12-31T23:59:60.3Z"},
	}
	tests[3].next = "1970-01-01T00:00:00.3Z"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(at(tt.next), g.next(at(tt.now))); diff != "" {
				t.Errorf("next (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGridNear(t *testing.T) {
	t.Parallel()
	g := grid{every: 10 * time.Second}
	for ms, want := range map[int]bool{0: true, 400: true, 500: true, 501: false, 5000: false, 9499: false, 9500: true, 9999: true} {
		if got := g.near(time.Unix(1000, 0).Add(time.Duration(ms)*time.Millisecond), time.Second/2); got != want {
			t.Errorf("near at %d ms = %v, want %v", ms, got, want)
		}
	}
}

func TestCrowds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		n    int
		span time.Duration
		size int
		gap  time.Duration
	}{
		{"few start at once", 50, tick, 50, tick},
		{"two crowds", 51, tick, 26, tick / 2},
		{"five hundred", 500, tick, 50, 10 * time.Millisecond},
		{"more than can be spread", 1000, tick, 100, 10 * time.Millisecond},
		{"a wide slot", 100, time.Second, 50, time.Second / 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			size, gap := crowds(tt.n, tt.span)
			if size != tt.size || gap != tt.gap {
				t.Errorf("crowds(%d, %s) = %d, %s; want %d, %s", tt.n, tt.span, size, gap, tt.size, tt.gap)
			}
		})
	}
}
