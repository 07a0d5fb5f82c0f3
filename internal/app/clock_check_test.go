//go:build check

package app

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
	"holdfast/probes/probetest"
)

// TestClockStepsDuringARun runs the whole program while somebody sets the wall
// clock, forwards and back, by an hour and by a month.
func TestClockStepsDuringARun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		step time.Duration
		cert holdfast.Status // of a certificate with 20 days left, 30 wanted
	}{
		{"an hour forwards", time.Hour, holdfast.AtRisk},
		{"an hour back", -time.Hour, holdfast.AtRisk},
		{"30 days forwards", 30 * 24 * time.Hour, holdfast.Broken},
		{"30 days back", -30 * 24 * time.Hour, holdfast.Holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := &monitor{}
			ca := probetest.NewAuthority(t)
			now := time.Now()
			m.start(t, fmt.Sprintf(clockConfig, m.target(t, nil), m.target(t, nil), m.target(t, &tls.Config{
				MinVersion:   tls.VersionTLS12,
				Certificates: []tls.Certificate{ca.Issue(t, probetest.Leaf{From: now.Add(-70 * 24 * time.Hour), Till: now.Add(20 * 24 * time.Hour)})},
			}), m.receiver(t, "ops", ""), m.receiver(t, "boss", ""), ladder), ca.Pool())
			first := m.waitFor(t, "ops", "opened")
			m.beat(t)
			m.until(t, "the certificate is at risk", func() bool { return m.status("cert") == holdfast.AtRisk })
			m.until(t, "the heartbeat holds", func() bool { return m.status("job") == holdfast.Holds })
			m.wall.by.Store(int64(c.step))
			second := m.waitFor(t, "boss", "opened")
			if gap := second.Sub(first); gap < ladder-time.Second || gap > ladder+2*time.Second {
				t.Errorf("boss was told %v after ops, want %v", gap, ladder)
			}
			m.until(t, "the certificate is judged by the new time", func() bool { return m.status("cert") == c.cert })
			if s := m.status("job"); s != holdfast.Holds {
				t.Errorf("the heartbeat is %s, want holds", s)
			}
			m.wantSteady(t)
			if n := m.posts.count("ops", "reminder"); n < 1 || n > 2 {
				t.Errorf("ops was reminded %d times in %v, want once or twice", n, second.Sub(first))
			}
			if n := m.posts.count("", "opened"); n != 2 {
				t.Errorf("%d openings were told, want 2: %v", n, m.posts.list())
			}
			if page := m.get(t, m.page+"/metrics"); !strings.Contains(page, "\nholdfast_clock_steps_total 1\n") {
				t.Error("/metrics counts no step")
			}
			m.stop()
			m.wantRecorded(t, c.step)
		})
	}
}

// ladder is when the second rung is due.
const ladder = 6 * time.Second

// clockConfig is what runs.
const clockConfig = `
public: 127.0.0.1:0
checks:
  - {name: good, every: 1s, uptime: {url: %q}}
  - {name: bad, every: 1s, confirm: 1 of 1, severity: critical, uptime: {url: "%s/bad"}}
  - {name: cert, every: 1s, confirm: 1 of 1, uptime: {url: %q, certificate: {days_left: 30}}}
  - {name: job, every: 1s, confirm: 1 of 1, heartbeat: {token: canary-0123456789abcdef, period: 1m, grace: 1m}}
channels:
  ops: {webhook: {url: %q}}
  boss: {webhook: {url: %q}}
routes:
  - match: {check: bad}
    steps: [{after: 0s, to: [ops]}, {after: %s, to: [boss]}]
    remind: 4s
  - steps: []
`

// wantSteady wants a look a second of every check, no gap over an interval
// and no burst.
func (m *monitor) wantSteady(t *testing.T) {
	t.Helper()
	m.looks.mu.Lock()
	defer m.looks.mu.Unlock()
	for check, at := range m.looks.at {
		if len(at) < 5 {
			t.Errorf("%s: only %d looks", check, len(at))
		}
		for i := 2; i < len(at); i++ { // the first look comes out of turn
			if gap := at[i].Sub(at[i-1]); gap > 1900*time.Millisecond || gap < 100*time.Millisecond {
				t.Errorf("%s: look %d came %v after the one before, want about 1s", check, i+1, gap)
			}
		}
	}
}

// wantRecorded wants the step in the journal, once.
func (m *monitor) wantRecorded(t *testing.T, step time.Duration) {
	t.Helper()
	j, err := journal.OpenReadOnly(t.Context(), m.data)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var shifts []time.Duration
	err = j.Events(t.Context(), func(e journal.Event) error {
		var event incident.Event
		if e.Kind != string(incident.EventClock) {
			return nil
		}
		err := json.Unmarshal(e.Body, &event)
		shifts = append(shifts, event.Shift.Round(time.Second))
		return err
	})
	if err != nil || len(shifts) != 1 || shifts[0] != step {
		t.Errorf("the journal records the steps %v (%v), want %v", shifts, err, step)
	}
}
