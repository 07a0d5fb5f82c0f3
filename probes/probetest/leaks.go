package probetest

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// goroutines counts those that run a kind's code, or an HTTP client
// connection's.
func goroutines(kind string) int {
	buf := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		ours := strings.Contains(stack, "holdfast/probes/"+kind+".(") || strings.Contains(stack, "holdfast/probes/internal/") ||
			strings.Contains(stack, "net/http.(*persistConn)") || strings.Contains(stack, "net/http.(*http2ClientConn)")
		if ours && !strings.Contains(stack, "testing.tRunner") {
			n++
		}
	}
	return n
}

// gone wants the look's goroutines to end.
func gone(t *testing.T, kind string, before int) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for goroutines(kind) > before {
		select {
		case <-tick.C:
		case <-deadline:
			buf := make([]byte, 1<<20)
			t.Fatalf("goroutines of the look go on after it has ended:\n%s", buf[:runtime.Stack(buf, true)])
		}
	}
}
