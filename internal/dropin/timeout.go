package dropin

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

const (
	// unasked is how long a probe may take when nobody says.
	unasked = 120 * time.Second
	// margin is what is left of Prometheus's patience for the way of the answer.
	margin = 500 * time.Millisecond
	// longest bounds what a request may ask for.
	longest = 15 * time.Minute
)

// timeout is how long a probe may take: what Prometheus says in its header less a
// margin, or what the module says where that is shorter.
func timeout(header string, module time.Duration) (time.Duration, error) {
	patience := unasked
	if header != "" {
		seconds, err := strconv.ParseFloat(header, 64)
		if err != nil || math.IsNaN(seconds) {
			return 0, fmt.Errorf("the header X-Prometheus-Scrape-Timeout-Seconds is %q, want a number of seconds", header)
		}
		if seconds != 0 {
			patience = time.Duration(min(seconds, longest.Seconds()) * float64(time.Second))
		}
	}
	patience -= margin
	if module > 0 && module < patience || patience < 0 {
		return module, nil
	}
	return patience, nil
}
