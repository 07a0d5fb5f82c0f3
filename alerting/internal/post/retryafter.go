package post

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// waitLimit bounds what a receiver can ask for: a day.
const waitLimit = 24 * time.Hour

// retryAfter reads a Retry-After header (RFC 9110 §10.2.3): seconds or an HTTP
// date. What cannot be read, and the past, is zero.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, waitLimit)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), waitLimit)
	}
	return 0
}
