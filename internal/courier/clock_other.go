//go:build !linux

package courier

import "time"

// bootClock has nothing to say here: deadlines go by the wall clock.
func bootClock() func() (string, time.Duration) {
	return func() (string, time.Duration) { return "", 0 }
}
