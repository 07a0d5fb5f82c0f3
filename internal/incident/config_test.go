package incident

import (
	"testing"
	"time"

	"holdfast"
)

func TestReload(t *testing.T) {
	t.Parallel()
	changed := func(change func(c *holdfast.Check)) Rules { return one().with(change) }
	opening := []step{
		{"0s", bad("api", "a"), "look api 5s a\nlook api 20s a"},
		{"5s", bad("api", "a"), ""},
		{"20s", bad("api", "a"), openedBoth},
	}
	then := func(more ...step) []step { return append(append([]step(nil), opening...), more...) }
	renamed := changed(func(c *holdfast.Check) { c.ID, c.Name = "front", "front" })
	renamed.Renames = map[string]string{"api": "front"}
	fewer := one()
	fewer.Channels = fewer.Channels[:1]
	play(t, []story{
		{"the same again changes nothing", one(), then(step{"30s", configured(one()), ""})},
		{"a schedule keeps all", one(), []step{
			{"0s", bad("api"), firstLooks},
			{"1s", configured(changed(func(c *holdfast.Check) { c.Every, c.Owner = time.Hour, "web" })), ""},
			{"5s", bad("api"), ""},
			{"20s", bad("api"), openedBoth},
		}},
		{"another target clears the window", one(), []step{
			{"0s", bad("api"), firstLooks},
			{"1s", configured(changed(func(c *holdfast.Check) { c.Settings = "2" })), ""},
			{"5s", bad("api"), "look api 10s\nlook api 25s"},
		}},
		{"another target keeps the incident", one(), then(
			step{"30s", configured(changed(func(c *holdfast.Check) { c.Settings = "2" })), ""},
			step{"60s", good("api"), "look api 1m5s a\nlook api 1m20s a"},
			step{"65s", good("api"), ""},
			step{"80s", good("api"), resolvedBoth},
		)},
		{"another severity is the incident's too", one(), then(
			step{"30s", configured(changed(func(c *holdfast.Check) { c.Severity = holdfast.SeverityWarning })), "incident outage#1 warning"},
		)},
		{"a check that is gone tells who was told", one(), then(
			step{"30s", configured(Rules{Channels: one().Channels}), "incident outage#1 critical ended: no longer watched\nresolved ops outage#1\nresolved pager outage#1"},
			step{"40s", bad("api"), ""},
			step{"50s", configured(one()), ""},
			step{"60s", bad("api"), "look api 1m5s\nlook api 1m20s"},
		)},
		{"a rename keeps all", one(), then(
			step{"30s", configured(renamed), "incident outage#1 critical"},
			step{"31s", configured(renamed), ""},
			step{"60s", good("front"), "look front 1m5s a\nlook front 1m20s a"},
			step{"65s", good("front"), ""},
			step{"80s", good("front"), resolvedBoth},
		)},
		{"a channel that is gone still hears the end", one(), then(
			step{"30s", configured(fewer), ""},
			step{"60s", good("api"), "look api 1m5s a\nlook api 1m20s a"},
			step{"65s", good("api"), ""},
			step{"80s", good("api"), resolvedBoth},
		)},
		{"a channel that is gone is not told of beginnings", one().quick().routed(0, rung(0, "ops", "pager")), []step{
			{"0s", configured(fewer.quick().routed(0, rung(0, "ops", "pager"))), ""},
			{"1s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
		}},
		{"another vantage is not blind", one(), []step{
			{"0s", goesBlind(true), "incident blind#1 critical\nopened ops blind#1\nopened pager blind#1"},
			{"1s", configured(one()), ""},
			{"2s", configured(Rules{Checks: one().Checks, Channels: one().Channels, Vantage: "cork"}), "incident blind#1 critical ended: no longer watched\nresolved ops blind#1\nresolved pager blind#1"},
		}},
		{"no rules at all", one(), []step{{"0s", Event{Kind: EventConfig}, ""}, {"1s", bad("api"), "look api 6s\nlook api 21s"}}},
	})
}

func TestRenames(t *testing.T) {
	t.Parallel()
	rules := func(renames map[string]string, ids ...string) Rules {
		r := Rules{Renames: renames}
		for _, id := range ids {
			r.Checks = append(r.Checks, checkNamed(id))
		}
		return r
	}
	for _, tc := range []struct {
		name string
		then Rules
		want map[string]string // check → headline that was last seen of it
	}{
		{"a swap", rules(map[string]string{"a": "b", "b": "a"}, "a", "b"), map[string]string{"a": "AT RISK", "b": "BROKEN"}},
		{"a chain", rules(map[string]string{"a": "b", "b": "c"}, "b", "c"), map[string]string{"b": "BROKEN", "c": "AT RISK"}},
		{"the old name is still there", rules(map[string]string{"a": "c"}, "a", "b", "c"), map[string]string{"a": "BROKEN", "b": "AT RISK", "c": ""}},
		{"the new name is taken", rules(map[string]string{"a": "b"}, "b"), map[string]string{"b": "AT RISK"}},
		{"to nowhere", rules(map[string]string{"a": "x"}, "b"), map[string]string{"a": "", "b": "AT RISK"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := story{rules: rules(nil, "a", "b"), steps: []step{
				{"0s", bad("a"), "look a 5s\nlook a 20s"},
				{"1s", risky("b"), "look b 6s\nlook b 21s"},
				{"2s", configured(tc.then), ""},
				{"3s", configured(tc.then), ""},
			}}.run(t)
			for id, want := range tc.want {
				if got := b.State(id).Headline; got != want {
					t.Errorf("%s was last seen %q, want %q", id, got, want)
				}
			}
		})
	}
}

func TestClockIsSetBack(t *testing.T) {
	t.Parallel()
	ladder := one().quick().routed(0, rung(0, "ops"), rung(10*time.Minute, "pager"))
	play(t, []story{
		{"by an hour: deadlines and durations go on", ladder, []step{
			{"2h", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"1h", tick(), ""},
			{"69m", tick(), ""},
			{"70m", tick(), "opened pager outage#1"},
			{"71m", good("api"), resolvedBoth},
		}},
		{"by an hour, and a verdict is the first to say so", one(), []step{
			{"2h", bad("api"), "look api 2h0m5s\nlook api 2h0m20s"},
			{"1h", bad("api"), ""},
			{"60m5s", bad("api"), ""},
		}},
		{"by an hour, in a run of lost looks", one(), []step{
			{"2h", cannot("api"), "look api 2h1m0s\nlook api 2h5m0s\nlook api 2h15m0s"},
			{"1h", tick(), ""},
			{"74m", cannot("api"), ""},
			{"75m", cannot("api"), "incident unknown#1 error\nopened ops unknown#1"},
		}},
		{"by seconds: time stands still", ladder, []step{
			{"2h", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"119m45s", tick(), ""},
			{"2h10m", tick(), "opened pager outage#1"},
		}},
		{"forward: what is overdue is done at once", ladder, []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"720h", tick(), "opened pager outage#1"},
		}},
	})
	b := story{rules: ladder, steps: []step{
		{"2h", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
		{"1h", tick(), ""},
	}}.run(t)
	if in, _ := b.Incident("1"); !in.Since.Equal(after("1h")) {
		t.Errorf("since %v, want it moved to %v", in.Since, after("1h"))
	}
}
