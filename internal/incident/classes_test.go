package incident

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestRisk(t *testing.T) {
	t.Parallel()
	play(t, []story{
		{"at risk wakes nobody, and is told once a band", one().quick(), []step{
			{"0s", risky("api", "ends/30d"), "incident risk#1 warning\nopened ops risk#1"},
			{"1m", risky("api", "ends/30d"), ""},
			{"2m", risky("api", "ends/7d"), "incident risk#1 warning\nworse ops risk#1"},
			{"3m", risky("api", "ends/30d"), "incident risk#1 warning"},
			{"4m", good("api"), "incident risk#1 warning over\nresolved ops risk#1"},
		}},
		{"a risk that becomes an outage goes on underneath", one().quick().routed(time.Hour, rung(0, "ops"), rung(10*time.Minute, "pager")), []step{
			{"0s", risky("api", "a"), "incident risk#1 warning\nopened ops risk#1"},
			{"5m", bad("api", "b"), "incident outage#2 critical\nopened ops outage#2"},
			{"10m", tick(), ""},
			{"15m", tick(), "opened pager outage#2"},
			{"20m", risky("api", "a"), "incident outage#2 critical over\nresolved ops outage#2\nresolved pager outage#2\nopened pager risk#1"},
			{"30m", good("api"), "incident risk#1 warning over\nresolved ops risk#1\nresolved pager risk#1"},
		}},
		{"an outage that improves opens a risk", one().quick(), []step{
			{"0s", bad("api", "a"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"1m", risky("api", "a"), "incident outage#1 critical over\nincident risk#2 warning\nresolved ops outage#1\nresolved pager outage#1\nopened ops risk#2"},
			{"2m", bad("api", "a"), "incident outage#3 critical\nopened ops outage#3\nopened pager outage#3"},
			{"3m", good("api"), "incident outage#3 critical over\nincident risk#2 warning over\nresolved ops outage#3\nresolved pager outage#3\nresolved ops risk#2"},
		}},
		{"no more severe than its check", one().quick().with(func(c *holdfast.Check) { c.Severity = holdfast.SeverityInfo }), []step{
			{"0s", risky("api"), "incident risk#1 info\nopened ops risk#1"},
		}},
	})
}

func TestWorse(t *testing.T) {
	t.Parallel()
	play(t, []story{
		{"a new fault must be confirmed too", one(), []step{
			{"0s", bad("api", "a"), "look api 5s a\nlook api 20s a"},
			{"5s", bad("api", "a"), ""},
			{"20s", bad("api", "a"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"60s", bad("api", "a", "b"), "look api 1m5s b\nlook api 1m20s b"},
			{"65s", bad("api", "a", "b"), ""},
			{"80s", bad("api", "a", "b"), "incident outage#1 critical\nworse ops outage#1\nworse pager outage#1"},
			{"120s", bad("api", "a", "b"), ""},
			{"180s", bad("api", "a"), "incident outage#1 critical"},
			{"240s", bad("api", "a", "b"), "incident outage#1 critical"},
		}},
		{"a fault seen once is not told", one(), []step{
			{"0s", bad("api", "a"), "look api 5s a\nlook api 20s a"},
			{"5s", bad("api", "a"), ""},
			{"20s", bad("api", "a"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"60s", bad("api", "a", "b"), "look api 1m5s b\nlook api 1m20s b"},
			{"65s", bad("api", "a"), ""},
			{"80s", bad("api", "a"), ""},
			{"120s", bad("api", "a"), ""},
			{"180s", bad("api", "a"), ""},
		}},
	})
}

func TestAcceptedExceptions(t *testing.T) {
	t.Parallel()
	rules := one().quick().with(func(c *holdfast.Check) {
		c.Accepted = []holdfast.Exception{{Faults: []string{"port/*"}, Until: after("1h"), By: "cto", Why: "moving"}}
	})
	play(t, []story{{"at risk until the date, broken past it", rules, []step{
		{"0s", bad("api", "port/21"), "incident risk#1 warning\nopened ops risk#1"},
		{"59m", bad("api", "port/21"), ""},
		{"60m", bad("api", "port/21"), "incident outage#2 critical\nopened ops outage#2\nopened pager outage#2"},
	}}})
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	const again = "look api 1m0s\nlook api 5m0s\nlook api 15m0s"
	six := one().with(func(c *holdfast.Check) { c.Every = 6 * time.Hour })
	quick := one().with(func(c *holdfast.Check) { c.Every = 2 * time.Second })
	play(t, []story{
		{"asked again after 1, 5 and 15 min before it counts", six, []step{
			{"0s", cannot("api"), again},
			{"1m", cannot("api"), ""},
			{"5m", cannot("api"), ""},
			{"15m", cannot("api"), "incident unknown#1 error\nopened ops unknown#1"},
			{"20m", cannot("api"), ""},
			{"21m", bad("api"), "incident unknown#1 error over\nresolved ops unknown#1\nlook api 21m5s\nlook api 21m20s"},
		}},
		{"sooner for checks that are asked often", quick, []step{
			{"0s", cannot("api"), "look api 6s\nlook api 12s\nlook api 24s"},
			{"6s", cannot("api"), ""},
			{"24s", cannot("api"), "incident unknown#1 error\nopened ops unknown#1"},
			{"26s", good("api"), "incident unknown#1 error over\nresolved ops unknown#1"},
		}},
		{"one look that sees ends the run", six, []step{
			{"0s", cannot("api"), again},
			{"5m", good("api"), ""},
			{"15m", cannot("api"), "look api 16m0s\nlook api 20m0s\nlook api 30m0s"},
		}},
		{"a sweep that is not finished is no lost look", six, []step{
			{"0s", unfinishedLook("api"), ""},
			{"1m", cannot("api"), "look api 2m0s\nlook api 6m0s\nlook api 16m0s"},
			{"5m", unfinishedLook("api"), ""},
			{"16m", cannot("api"), "look api 17m0s\nlook api 21m0s\nlook api 31m0s"},
		}},
		{"an outage is known already", one().quick(), []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"},
			{"1m", cannot("api"), "look api 2m0s\nlook api 6m0s\nlook api 16m0s"},
			{"16m", cannot("api"), ""},
			{"17m", good("api"), "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"stale counts as a lost look, and by itself in the end", six, []step{
			{"0s", noLook("api"), again},
			{"15m", tick(), "incident unknown#1 error\nopened ops unknown#1"},
			{"16m", good("api"), "incident unknown#1 error over\nresolved ops unknown#1"},
		}},
		{"stale, and then this program was off: one more look first", six, []step{
			{"0s", noLook("api"), again},
			{"8h", tick(), "look api 8h0m0s"},
			{"8h1m", good("api"), ""},
		}},
		{"stale of a check that nobody knows", one(), []step{{"0s", noLook("other"), ""}}},
	})
}

func TestBlind(t *testing.T) {
	t.Parallel()
	play(t, []story{
		{"one incident, told to everybody, none of a check", one(), []step{
			{"0s", good("api"), ""},
			{"1m", goesBlind(true), "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"},
			{"2m", blindLook("api"), ""},
			{"3m", goesBlind(true), ""},
			{"20m", blindLook("api"), ""},
			{"40m", goesBlind(false), "incident blind#1 critical over\nresolved ops blind#1\nresolved pager blind#1"},
			{"41m", goesBlind(false), ""},
			{"42m", good("api"), ""},
		}},
		{"what has begun is looked at again at its end", one(), []step{
			{"0s", bad("api", "a"), "look api 5s a\nlook api 20s a"},
			{"4s", goesBlind(true), "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"},
			{"5s", blindLook("api"), ""},
			{"20s", blindLook("api"), ""},
			{"60s", goesBlind(false), "incident blind#1 critical over\nresolved ops blind#1\nresolved pager blind#1\nlook api 1m0s"},
		}},
		{"heard although no route speaks of it", Rules{
			Checks: one().Checks, Channels: one().Channels,
			Routes: []holdfast.Route{{Match: holdfast.Match{Kind: []string{"uptime"}}, Steps: []holdfast.Rung{rung(0, "ops")}}},
		}, []step{
			{"0s", goesBlind(true), "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"},
		}},
	})
}

func TestState(t *testing.T) {
	t.Parallel()
	local := checkNamed("here")
	local.Local = true
	rules := one()
	rules.Checks = append(rules.Checks, local)
	for _, tc := range []struct {
		name  string
		steps []step
		want  CheckState
		word  string
	}{
		{"not yet looked", nil, CheckState{Check: "api"}, "not yet looked"},
		{
			"holds",
			[]step{{"1m", good("api"), ""}},
			CheckState{Check: "api", Status: holdfast.Holds, Looked: true, Since: after("1m"), Reason: "holds"},
			"holds",
		},
		{
			"one failed look changes nothing yet",
			[]step{{"1m", good("api"), ""}, {"2m", bad("api"), "look api 2m5s\nlook api 2m20s"}},
			CheckState{Check: "api", Status: holdfast.Holds, Looked: true, Since: after("1m"), Pending: "1 of 3 looks failed", Headline: "BROKEN", Reason: "broken"},
			"holds",
		},
		{
			"lost looks fade the proof once it is no longer fresh",
			[]step{
				{"1m", good("api"), ""}, {"2m", cannot("api"), "look api 3m0s\nlook api 7m0s\nlook api 17m0s"}, {"5m", cannot("api"), ""},
			},
			CheckState{Check: "api", Looked: true, Since: after("2m"), Pending: "could not look since 03:02:00 UTC", Headline: "UNKNOWN", Reason: "unknown"},
			"unknown",
		},
		{
			"an unfinished sweep proves nothing",
			[]step{{"1m", good("api"), ""}, {"2m", unfinishedLook("api"), ""}},
			CheckState{Check: "api", Looked: true, Since: after("2m"), Reason: "unknown"},
			"unknown",
		},
		{
			"blind",
			[]step{{"1m", good("api"), ""}, {"2m", Event{Kind: EventBlind, Blind: true, Reason: "no anchor"}, "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"}},
			CheckState{Check: "api", Looked: true, Since: after("2m"), Pending: "blind: no anchor", Reason: "holds"},
			"unknown",
		},
		{
			"what is local is seen all the same",
			[]step{{"1m", good("here"), ""}, {"2m", goesBlind(true), "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"}},
			CheckState{Check: "here", Status: holdfast.Holds, Looked: true, Since: after("1m"), Reason: "holds"},
			"holds",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := story{rules: rules, steps: tc.steps}.run(t).State(tc.want.Check)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if got.Word() != tc.word {
				t.Errorf("word %q, want %q", got.Word(), tc.word)
			}
		})
	}
}

func TestOpenIsWorstFirst(t *testing.T) {
	t.Parallel()
	rules := one().quick()
	for _, id := range []string{"b", "c"} {
		c := rules.Checks[0]
		c.ID, c.Name = id, id
		rules.Checks = append(rules.Checks, c)
	}
	rules.Checks[1].Severity = holdfast.SeverityWarning
	b := story{rules: rules, steps: []step{
		{"0s", risky("api"), "incident risk#1 warning\nopened ops risk#1"},
		{"1s", bad("b"), "incident outage#2 warning\nopened ops outage#2\nopened pager outage#2"},
		{"2s", goesBlind(true), "incident blind#3 critical\nopened ops blind#3\nopened pager blind#3"},
		{"3s", bad("c"), "incident outage#4 critical\nopened ops outage#4\nopened pager outage#4"},
	}}.run(t)
	var got []int64
	for _, in := range b.Open() {
		got = append(got, in.Number)
	}
	if diff := cmp.Diff([]int64{4, 2, 3, 1}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
