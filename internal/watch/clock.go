package watch

import (
	"time"

	"github.com/jonboulle/clockwork"
)

// anchored is a clock that was set by the wall once and has followed the
// monotonic clock ever since. It is what gocron reads: gocron strips the
// monotonic reading from every time it sees (it calls Time.In), so with the
// ordinary clock a wall set back by an hour silences its jobs for an hour.
type anchored struct {
	clockwork.Clock
	wall  time.Time // without monotonic reading, UTC
	began time.Time // the same moment, with it
}

// anchor returns a clock that reads wall now.
func anchor(wall time.Time) *anchored {
	return &anchored{Clock: clockwork.NewRealClock(), wall: wall.UTC().Round(0), began: time.Now()}
}

// Now returns the anchored time, without a monotonic reading of its own.
func (a *anchored) Now() time.Time { return a.at(time.Now()) }

// at returns the anchored time of a moment that time.Now gave.
func (a *anchored) at(moment time.Time) time.Time { return a.wall.Add(moment.Sub(a.began)) }

// Since returns the time elapsed since t, an anchored time.
func (a *anchored) Since(t time.Time) time.Duration { return a.Now().Sub(t) }

// Until returns the time left to t, an anchored time.
func (a *anchored) Until(t time.Time) time.Duration { return t.Sub(a.Now()) }
