package incident

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

const firstLooks = "look api 5s\nlook api 20s"

func TestConfirmation(t *testing.T) {
	t.Parallel()
	twoOfThree := one().with(func(c *holdfast.Check) { c.Confirm.Need = 2 })
	play(t, []story{
		{"three of three open, three of three resolve", one(), []step{
			{"0s", bad("api", "status"), "look api 5s status\nlook api 20s status"},
			{"5s", bad("api", "status"), ""},
			{"20s", bad("api", "status"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"60s", good("api"), "look api 1m5s status\nlook api 1m20s status"},
			{"65s", good("api"), ""},
			{"80s", good("api"), "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"a restart of nginx tells nobody", one(), []step{
			{"0s", bad("api"), firstLooks},
			{"5s", bad("api"), ""},
			{"20s", good("api"), ""},
			{"60s", good("api"), ""},
		}},
		{"a look that fails anew after a good one is looked at anew", one(), []step{
			{"0s", bad("api"), firstLooks},
			{"5s", good("api"), ""},
			{"20s", good("api"), ""},
			{"60s", bad("api"), "look api 1m5s\nlook api 1m20s"},
		}},
		{"two of three, with a good one between", twoOfThree, []step{
			{"0s", bad("api"), firstLooks},
			{"5s", good("api"), ""},
			{"20s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"60s", good("api"), "look api 1m5s\nlook api 1m20s"},
			{"65s", good("api"), "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"looks from before the last three are forgotten", twoOfThree, []step{
			{"0s", bad("api"), firstLooks},
			{"5s", good("api"), ""},
			{"20s", good("api"), ""},
			{"60s", bad("api"), "look api 1m5s\nlook api 1m20s"},
			{"65s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
		}},
		{"unknown freezes the window", one(), []step{
			{"0s", bad("api"), firstLooks},
			{"5s", bad("api"), ""},
			{"20s", cannot("api"), "look api 1m20s\nlook api 5m20s\nlook api 15m20s"},
			{"60s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"120s", cannot("api"), "look api 3m0s\nlook api 7m0s\nlook api 17m0s"},
			{"180s", good("api"), "look api 3m5s\nlook api 3m20s"},
			{"185s", cannot("api"), "look api 4m5s\nlook api 8m5s\nlook api 18m5s"},
			{"200s", good("api"), "look api 3m25s\nlook api 3m40s"},
			{"260s", good("api"), "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"duplicates and late verdicts are nothing", one(), []step{
			{"10s", bad("api"), "look api 15s\nlook api 30s"},
			{"10s", bad("api"), ""},
			{"8s", bad("api"), ""},
			{"15s", bad("api"), ""},
			{"14s", good("api"), ""},
			{"30s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
		}},
		{"one look is enough where the rule says so", one().quick(), []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"60s", good("api"), "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"a check that nobody knows", one(), []step{{"0s", bad("other"), ""}}},
	})
}

func TestTimesOfAnIncident(t *testing.T) {
	t.Parallel()
	b := story{rules: one(), steps: []step{
		{"0s", good("api"), ""},
		{"60s", bad("api", "status"), "look api 1m5s status\nlook api 1m20s status"},
		{"65s", bad("api", "status"), ""},
		{"80.5s", bad("api", "status"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
	}}.run(t)
	want := holdfast.Incident{
		ID: "1-5", Number: 1, Check: "api", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical,
		Status: holdfast.Broken, Headline: "BROKEN", Reason: "broken",
		Faults: []holdfast.Fault{{Key: "status", Status: holdfast.Broken, Text: "status"}},
		Since:  after("60s"), Opened: after("80.5s"), Looks: "3 of 3 looks in 21 s",
	}
	got, _ := b.Incident("1")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	b.Apply(verdictAt(6, "120s", good("api")))
	b.Apply(verdictAt(7, "125s", good("api")))
	over := b.Apply(verdictAt(8, "140s", good("api")))[0].Incident
	want.Until, want.Resolved = after("120s"), after("140s")
	if diff := cmp.Diff(want, *over); diff != "" {
		t.Errorf("recovered: (-want +got)\n%s", diff)
	}
	if got := over.Lasted(after("1h")); got != time.Minute {
		t.Errorf("lasted %v, want 1m0s", got)
	}
}

// verdictAt puts number and time to a verdict's event.
func verdictAt(seq int64, at string, e Event) Event {
	e.Epoch, e.Seq, e.At = 1, seq, after(at)
	e.Verdict.At = e.At
	return e
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		of   int
		over time.Duration
		want []time.Duration
	}{
		{1, 20 * time.Second, []time.Duration{}},
		{2, 20 * time.Second, []time.Duration{20 * time.Second}},
		{3, 20 * time.Second, []time.Duration{5 * time.Second, 20 * time.Second}},
		{3, time.Second, []time.Duration{250 * time.Millisecond, time.Second}},
		{5, 20 * time.Second, []time.Duration{2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, 20 * time.Second}},
		{3, 0, []time.Duration{0, 0}},
	} {
		if diff := cmp.Diff(tc.want, spread(holdfast.Confirm{Need: 1, Of: tc.of, Over: tc.over})); diff != "" {
			t.Errorf("%d looks in %v: (-want +got)\n%s", tc.of, tc.over, diff)
		}
	}
}

func TestConfirmLevels(t *testing.T) {
	t.Parallel()
	const h, r, b = holdfast.Holds, holdfast.AtRisk, holdfast.Broken
	for _, tc := range []struct {
		name  string
		need  int
		level holdfast.Status
		looks []holdfast.Status
		want  holdfast.Status // Unknown: stays
	}{
		{"broken thrice", 3, h, []holdfast.Status{b, b, b}, b},
		{"broken and at risk, broken last", 3, h, []holdfast.Status{b, r, b}, holdfast.Unknown},
		{"broken and at risk agree on at risk", 3, h, []holdfast.Status{b, b, r}, r},
		{"worse at the last moment", 2, r, []holdfast.Status{b, h, b}, b},
		{"better by one level", 3, b, []holdfast.Status{r, h, r}, r},
		{"better by one level, good last", 3, b, []holdfast.Status{r, r, h}, holdfast.Unknown},
		{"better by two", 3, b, []holdfast.Status{h, h, h}, h},
		{"two of three good", 2, b, []holdfast.Status{h, b, h}, h},
		{"the last look contradicts", 1, b, []holdfast.Status{h, b}, holdfast.Unknown},
		{"too few", 3, h, []holdfast.Status{b, b}, holdfast.Unknown},
		{"from the very first look", 1, holdfast.Unknown, []holdfast.Status{b}, b},
	} {
		var window []look
		for i, s := range tc.looks {
			window = push(window, look{start().Add(time.Duration(i) * time.Second), s}, tc.level, 3)
		}
		if got, _ := confirm(tc.level, window, holdfast.Confirm{Need: tc.need, Of: 3}); got.To != tc.want {
			t.Errorf("%s: moves to %v, want %v", tc.name, got.To, tc.want)
		}
	}
}
