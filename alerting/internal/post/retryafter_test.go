package post

import (
	"testing"
	"time"
)

func FuzzRetryAfter(f *testing.F) {
	f.Add("7")
	f.Add("Tue, 24 Nov 2026 03:02:00 GMT")
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if got := retryAfter(header, now); got < 0 || got > waitLimit {
			t.Errorf("retryAfter(%q) = %v", header, got)
		}
	})
}
