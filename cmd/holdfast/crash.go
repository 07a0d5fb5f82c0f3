//go:build crash

package main

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// crashHook lets the crash harness kill this process at a named point:
// HOLDFAST_CRASH_AT=mid-send:3 makes the third passing of "mid-send" the last
// thing it does. Only a binary built
// with the tag crash has it.
func crashHook() func(string) {
	at, count, _ := strings.Cut(os.Getenv("HOLDFAST_CRASH_AT"), ":")
	if at == "" {
		return nil
	}
	left := &atomic.Int64{}
	n, err := strconv.ParseInt(first(count, "1"), 10, 64)
	if err != nil {
		n = 1
	}
	left.Store(n)
	return func(point string) {
		if point == at && left.Add(-1) == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
}
