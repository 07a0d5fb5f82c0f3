package holdfast_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want time.Duration
		bad  bool
	}{
		{in: "90s", want: 90 * time.Second},
		{in: "7d", want: 7 * 24 * time.Hour},
		{in: "2w", want: 14 * 24 * time.Hour},
		{in: "1d12h", want: 36 * time.Hour},
		{in: "1w2d3h", want: (9*24 + 3) * time.Hour},
		{in: "-5s", bad: true},
		{in: "5", bad: true},
		{in: "d", bad: true},
		{in: "", bad: true},
	} {
		got, err := holdfast.ParseDuration(c.in)
		if (err != nil) != c.bad || got != c.want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v, fault %v", c.in, got, err, c.want, c.bad)
		}
	}
}

func TestFormatDurationReadsBack(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"0s", "20s", "5m", "1h30m", "6h", "1d", "7d", "1d12h", "1m30s", "250ms"} {
		d, err := holdfast.ParseDuration(want)
		if err != nil {
			t.Fatal(err)
		}
		if got := holdfast.FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*/exposure", "app.example.com/exposure", true},
		{"*/exposure", "app.example.com/uptime", false},
		{"app*", "app.example.com/uptime", true},
		{"*", "", true},
		{"a*b*c", "axxbyyc", true},
		{"a*b*c", "axxbyy", false},
		{"exact", "exact", true},
		{"exact", "exactly", false},
	} {
		if got := holdfast.Glob(c.pattern, c.name); got != c.want {
			t.Errorf("Glob(%q, %q) = %v, want %v", c.pattern, c.name, got, c.want)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	const canary = "canary-7f3a"
	s := holdfast.Secret(canary)
	body, err := json.Marshal(map[string]any{"token": s})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", s)
	for name, text := range map[string]string{
		"%v": fmt.Sprintf("%v", s), "%#v": fmt.Sprintf("%#v", s), "%s in a struct": fmt.Sprintf("%+v", struct{ T holdfast.Secret }{s}),
		"json": string(body), "slog": log.String(),
	} {
		if strings.Contains(text, canary) {
			t.Errorf("%s shows the secret: %s", name, text)
		}
	}
	if s.Reveal() != canary {
		t.Error("Reveal does not give the value")
	}
}

func TestAcceptTurnsFaultsToAtRiskUntilTheDate(t *testing.T) {
	t.Parallel()
	until := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	exceptions := []holdfast.Exception{{Faults: []string{"protocol/*"}, Until: until, By: "cto", Why: "customer X"}}
	look := func(keys ...string) holdfast.Finding {
		f := holdfast.Finding{Reason: "offers old TLS"}
		for _, k := range keys {
			f.Faults = append(f.Faults, holdfast.Fault{Key: k, Status: holdfast.Broken, Text: k})
		}
		f.Judge()
		return f
	}
	for _, c := range []struct {
		name string
		in   holdfast.Finding
		at   time.Time
		want holdfast.Status
	}{
		{"covered", look("protocol/TLS1.0"), until.Add(-time.Second), holdfast.AtRisk},
		{"past the date", look("protocol/TLS1.0"), until, holdfast.Broken},
		{"another fault remains", look("protocol/TLS1.0", "suite/X"), until.Add(-time.Hour), holdfast.Broken},
		{"nobody accepts the unseen", holdfast.CouldNotLook(fmt.Errorf("no route")), until.Add(-time.Hour), holdfast.Unknown},
		{"holds stays", holdfast.Finding{Status: holdfast.Holds}, until.Add(-time.Hour), holdfast.Holds},
	} {
		before := c.in.Status
		if got := c.in.Accept(exceptions, c.at).Status; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if c.in.Status != before || (len(c.in.Faults) > 0 && c.in.Faults[0].Status != holdfast.Broken) {
			t.Errorf("%s: the finding itself was changed", c.name)
		}
	}
}

func TestMatchFits(t *testing.T) {
	t.Parallel()
	check := holdfast.Check{ID: "db", Name: "the primary is closed", Kind: "unreachable", Owner: "platform", Labels: map[string]string{"env": "prod"}}
	for _, c := range []struct {
		name string
		m    holdfast.Match
		want bool
	}{
		{"empty matches all", holdfast.Match{}, true},
		{"severity", holdfast.Match{Severity: []string{"critical"}}, true},
		{"other severity", holdfast.Match{Severity: []string{"info"}}, false},
		{"glob on the name", holdfast.Match{Check: []string{"the *"}}, true},
		{"id", holdfast.Match{Check: []string{"db"}}, true},
		{"label", holdfast.Match{Labels: map[string]string{"env": "test"}}, false},
		{"all must fit", holdfast.Match{Kind: []string{"unreachable"}, Owner: []string{"web"}}, false},
	} {
		if got := c.m.Fits(check, holdfast.ClassOutage, holdfast.SeverityCritical); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestVerdictRoundTripsThroughJSON(t *testing.T) {
	t.Parallel()
	want := holdfast.Verdict{
		Check: "app/uptime", Vantage: "local", At: time.Date(2026, 11, 24, 3, 4, 10, 0, time.UTC), Took: 143 * time.Millisecond,
		Finding: holdfast.Finding{
			Status: holdfast.Broken, Headline: "DOWN", Reason: "503, wanted 2xx",
			Faults: []holdfast.Fault{{Key: "status", Status: holdfast.Broken, Text: "503, wanted 2xx"}},
			Facts:  []holdfast.Fact{{Name: "http_version", Value: "HTTP/2.0"}}, Measures: []holdfast.Measure{{Name: "total_seconds", Value: 0.143}},
		},
	}
	body, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got holdfast.Verdict
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
