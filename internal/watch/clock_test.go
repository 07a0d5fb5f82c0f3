package watch

import (
	"testing"
	"testing/synctest"
	"time"
)

// The clock that gocron reads starts at the wall's time and follows nothing but
// the time that passes.
func TestAnchoredClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wall := time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)
		c := anchor(wall)
		time.Sleep(time.Hour)
		if got, want := c.Now(), wall.Add(time.Hour); !got.Equal(want) {
			t.Errorf("an hour later it reads %s, want %s", got, want)
		}
		if got := c.Since(wall); got != time.Hour {
			t.Errorf("Since the start: %s, want 1h", got)
		}
		if got := c.Until(wall); got != -time.Hour {
			t.Errorf("Until the start: %s, want -1h", got)
		}
	})
}

func TestStepper(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wall := time.Now()
		var told []time.Duration
		s := stepper{now: func() time.Time { return wall }, clock: anchor(wall), told: func(by time.Duration) { told = append(told, by) }}
		for _, off := range []time.Duration{0, time.Second, time.Minute, time.Minute - time.Second/2, -time.Hour} {
			wall = time.Now().Add(off)
			s.check()
		}
		if len(told) != 2 || told[0] != time.Minute || told[1] != -time.Hour-time.Minute {
			t.Errorf("steps told: %v; want 1m and -1h1m, and nothing below a second", told)
		}
	})
}
