package app

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

func TestPaceHoldsItsRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		addresses int
		packets   int // by address
		want      time.Duration
	}{
		{"one address", 1, 600, 9 * time.Second},     // 60/s, one second of credit
		{"many addresses", 100, 50, 4 * time.Second}, // 1,000/s in all, one second of credit
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := NewPace()
				start := time.Now()
				for range c.packets {
					for a := range c.addresses {
						if err := p.Wait(t.Context(), netip.AddrFrom4([4]byte{10, 0, 0, byte(a)}), 1); err != nil {
							t.Fatal(err)
						}
					}
				}
				if took := time.Since(start); took < c.want-time.Second/10 || took > c.want+time.Second {
					t.Errorf("%d packets took %v, want about %v", c.packets*c.addresses, took, c.want)
				}
			})
		})
	}
}
