package demo

import (
	"context"
	"time"
)

// scene is one thing that the script does, and when.
type scene struct {
	at   time.Duration
	tell string // what to say of it; empty says nothing
	do   func()
}

// script is the story, from the moment that the monitor runs.
func script(e *estate, r *receivers) []scene {
	return []scene{
		{at: 6 * time.Second, do: func() { e.down.Store(true) }},
		{at: 8 * time.Second, tell: "slack goes away (the demo's doing)", do: func() { r.slackDown.Store(true) }},
		{at: 20 * time.Second, do: func() { e.down.Store(false) }},
		{at: 32 * time.Second, tell: "slack is back", do: func() { r.slackDown.Store(false) }},
		{at: 40 * time.Second, tell: "own network cut (the demo's doing)", do: func() { e.network.cut.Store(true) }},
		{at: 52 * time.Second, tell: "own network is back", do: func() { e.network.cut.Store(false) }},
	}
}

// play runs the scenes until the last one or until ctx ends.
func play(ctx context.Context, scenes []scene, say func(string)) {
	began := time.Now()
	for _, s := range scenes {
		timer := time.NewTimer(s.at - time.Since(began))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		s.do()
		if s.tell != "" {
			say(s.tell)
		}
	}
}
