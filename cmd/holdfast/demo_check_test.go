//go:build check

package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestDemoTellsItsWholeStory plays the demo as a newcomer does, once, in real
// time.
func TestDemoTellsItsWholeStory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	began := time.Now()
	code := run(t.Context(), []string{"demo", "--for", "62s", "--data", t.TempDir()}, &out, &out)
	text := out.String()
	if code != exitFine {
		t.Fatalf("exit %d after %v:\n%s", code, time.Since(began), text)
	}
	at := 0
	for _, want := range []string{
		"holdfast demo  http://127.0.0.1:", "EXPOSED", "nobody is told yet", "slack goes away", "DOWN", "resolved", "slack is back",
		"told opened", "own network cut", "BLIND", "own network is back", "next: holdfast scan",
	} {
		i := strings.Index(text[at:], want)
		if i < 0 {
			t.Fatalf("no %q in its place:\n%s", want, text)
		}
		at += i
	}
	blind := text[strings.Index(text, "own network cut"):]
	for _, host := range []string{"shop", "legacy", "cache", "flaky"} {
		if strings.Contains(blind, host+"    DOWN") || strings.Contains(blind, host+"   DOWN") {
			t.Errorf("%s was called down while our own network was cut:\n%s", host, blind)
		}
	}
}
