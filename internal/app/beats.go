package app

import (
	"sync/atomic"
	"time"

	"holdfast"
)

// lateBeats stands in for the desk's heartbeats until the desk exists: kinds
// are made when the config is read, before the data directory is known.
type lateBeats struct {
	real atomic.Pointer[holdfast.Beats]
}

func (l *lateBeats) set(b holdfast.Beats) { l.real.Store(&b) }

// Last implements [holdfast.Beats].
func (l *lateBeats) Last(check string) (last, listening time.Time) {
	if b := l.real.Load(); b != nil {
		return (*b).Last(check)
	}
	return time.Time{}, time.Time{}
}

// tokened is a prober that waits for calls under a token.
type tokened interface{ Token() string }

// beatsNow is what is known of every heartbeat.
func (a *App) beatsNow() map[string]Beat {
	out := map[string]Beat{}
	for _, check := range tokens(a.Plan().Checks) {
		last, since := a.beats.Last(check)
		out[check] = Beat{Last: last, Since: since}
	}
	return out
}

// tokens maps heartbeat tokens to the checks that wait for them.
func tokens(checks []holdfast.Check) map[string]string {
	out := map[string]string{}
	for _, c := range checks {
		if t, ok := c.Prober.(tokened); ok {
			out[t.Token()] = c.ID
		}
	}
	return out
}
