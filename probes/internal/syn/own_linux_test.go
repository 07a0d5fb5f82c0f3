package syn

import (
	"errors"
	"net/netip"
	"testing"
)

func TestBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to   int
		low, high  int
		wantFailed bool
	}{
		{32768, 60999, 61000, 65535, false},
		{1024, 60999, 61000, 65535, false},
		{32768, 65535, 1024, 32767, false},
		{32768, 65200, 1024, 32767, false},
		{1024, 65535, 0, 0, true},
		{1100, 65400, 0, 0, true},
	} {
		for range 100 {
			low, high, err := beside(c.from, c.to)
			if (err != nil) != c.wantFailed {
				t.Fatalf("%d-%d: error %v; want one: %v", c.from, c.to, err, c.wantFailed)
			}
			if err == nil && (int(low) < c.low || int(high) > c.high || int(high)-int(low)+1 < ownLeast || int(high)-int(low)+1 > ownMost) {
				t.Fatalf("%d-%d: %d-%d; want at least %d within %d-%d", c.from, c.to, low, high, ownLeast, c.low, c.high)
			}
		}
	}
}

// TestRouteToOurselves asks the real kernel.
func TestRouteToOurselves(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"127.0.0.1", "::1"} {
		if _, err := route(netip.MustParseAddr(addr)); !errors.Is(err, errLocal) {
			t.Errorf("%s: error %v; want %v", addr, err, errLocal)
		}
	}
}
