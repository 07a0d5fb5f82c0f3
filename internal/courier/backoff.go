package courier

import "time"

// The bounds of a back-off, and the least time in which a lost answer settles.
const (
	backoffLeast = time.Second
	backoffMost  = time.Minute
	settleLeast  = 5 * time.Second
	settleMost   = 10 * time.Second // a mail waits no longer for a server that may still be taking it
)

// backoff is the wait after an attempt that was certainly not taken. It doubles
// from a second to a minute, but is never above a twentieth of the time that the
// notice has been due: a receiver that comes back after two minutes is asked
// within six seconds, after twenty minutes within the minute. chance, from 0 to
// 1, spreads it by a quarter either way.
func backoff(attempts int, due time.Duration, chance float64) time.Duration {
	wait := backoffMost
	if attempts < 7 {
		wait = backoffLeast << max(attempts-1, 0)
	}
	wait = max(min(wait, due/20, backoffMost), backoffLeast)
	return time.Duration(float64(wait) * (0.75 + chance/2))
}

// settle is how long after its start an attempt whose answer was lost may still
// be on its way: the channel's timeout, within bounds. A repeat carries the same
// key, so a wait that was too short costs a double that a receiver can tell.
func settle(timeout time.Duration) time.Duration { return min(max(settleLeast, timeout), settleMost) }
