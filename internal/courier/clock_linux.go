package courier

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// bootClock returns the clock that counts since the machine started, sleep
// included, and the name of that start (random(4), clock_gettime(2)). Where
// either cannot be read the name is empty, and the wall clock decides.
func bootClock() func() (string, time.Duration) {
	name := sync.OnceValue(func() string {
		text, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
		return strings.TrimSpace(string(text))
	})
	return func() (string, time.Duration) {
		var ts unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
			return "", 0
		}
		return name(), time.Duration(ts.Nano())
	}
}
