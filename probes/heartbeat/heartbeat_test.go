package heartbeat_test

import (
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/probes/heartbeat"
	"holdfast/probes/probetest"
)

const token = "canary-0123456789abcdef"

// beats is a memory of one heartbeat.
type beats struct{ last, since time.Time }

// Last implements holdfast.Beats.
func (b beats) Last(string) (last, listening time.Time) { return b.last, b.since }

func TestSuite(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	with := func(b beats) func(*testing.T) probetest.Case {
		return func(*testing.T) probetest.Case {
			return probetest.Case{
				Settings: "token: " + token + "\nperiod: 1h\n",
				Env:      holdfast.Env{Check: "backup", Beats: b, Now: func() time.Time { return at }},
			}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind:    heartbeat.Kind(),
		Good:    with(beats{at.Add(-time.Minute), at.Add(-24 * time.Hour)}),
		Bad:     with(beats{at.Add(-2 * time.Hour), at.Add(-24 * time.Hour)}),
		Secrets: []string{token},
		Offline: true,
	})
}

func TestJudgement(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	const m, h = time.Minute, time.Hour
	for name, c := range map[string]struct {
		beats    holdfast.Beats
		status   holdfast.Status
		headline string
		reason   string
	}{
		"in time":                      {beats{ago(59 * m), ago(24 * h)}, holdfast.Holds, "", "last beat 59m ago, wanted one every 1h (10m grace)"},
		"within the grace":             {beats{ago(70 * m), ago(24 * h)}, holdfast.Holds, "", "last beat 1h10m ago"},
		"past the grace":               {beats{ago(70*m + time.Second), ago(24 * h)}, holdfast.Broken, "SILENT", "no beat for 1h10m (last 2026-11-24 06:49:59 UTC), wanted one every 1h (10m grace)"},
		"never, listening too briefly": {beats{time.Time{}, ago(69 * m)}, holdfast.Unknown, "COULD NOT LOOK", "no beat yet; listening only since 2026-11-24 06:51:00 UTC, silence means something in 1m"},
		"never, listening long":        {beats{time.Time{}, ago(71 * m)}, holdfast.Broken, "SILENT", "no beat in the 1h11m since this monitor listens"},
		"after our own downtime":       {beats{ago(5 * h), ago(30 * m)}, holdfast.Unknown, "COULD NOT LOOK", "last beat 2026-11-24 03:00:00 UTC; listening only since"},
		"a beat, then our downtime":    {beats{ago(40 * m), ago(5 * m)}, holdfast.Holds, "", "last beat 40m ago"},
		"one period after it":          {beats{ago(5 * h), ago(70 * m)}, holdfast.Broken, "SILENT", "no beat for 5h"},
		"the clock was set back":       {beats{now.Add(30 * m), ago(24 * h)}, holdfast.Holds, "", "last beat 0s ago"},
		"nobody listens any more":      {beats{ago(5 * h), time.Time{}}, holdfast.Unknown, "COULD NOT LOOK", "last beat 2026-11-24 03:00:00 UTC; nobody listens for beats now"},
		"a beat, nobody listens now":   {beats{ago(5 * m), time.Time{}}, holdfast.Holds, "", "last beat 5m ago"},
		"nobody listens":               {beats{}, holdfast.Unknown, "COULD NOT LOOK", "no beat yet; nobody listens for beats now, so silence proves nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probetest.Look(t, heartbeat.Kind(), probetest.Case{
				Settings: "token: " + token + "\nperiod: 1h\ngrace: 10m",
				Env:      holdfast.Env{Check: "backup", Beats: c.beats, Now: func() time.Time { return now }},
			})
			if f.Status != c.status || f.Headline != c.headline || !strings.HasPrefix(f.Reason, c.reason) || f.Silence {
				t.Errorf("finding is %s %q (silence %t): %s\nwant %s %q: %s", f.Status, f.Headline, f.Silence, f.Reason, c.status, c.headline, c.reason)
			}
		})
	}
}

func TestWhereNoBeatCanArrive(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, heartbeat.Kind(), probetest.Case{Settings: "token: " + token + "\nperiod: 1h"})
	if f, err := p.Probe(t.Context(), holdfast.Look{}); err == nil {
		t.Errorf("finding is %s: %s, want an error: nobody could look", f.Status, f.Reason)
	}
}

func TestTokenIsForTheListener(t *testing.T) {
	t.Parallel()
	p := probetest.New(t, heartbeat.Kind(), probetest.Case{Settings: "token: " + token + "\nperiod: 1h"})
	listener, ok := p.(interface{ Token() string })
	if !ok || listener.Token() != token {
		t.Error("the prober does not give its token to the listener")
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"{token: short, period: 1h}":                     "token",
		"{token: \"with/slash/0123456789\", period: 1h}": "token",
		"{period: 1h}":                       "token",
		"token: " + token:                    "period",
		"{token: " + token + ", period: 1s}": "period",
	} {
		_, err := heartbeat.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
