package incident

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

const (
	openedBoth   = "incident outage#1 critical\nopened ops outage#1\nopened pager outage#1"
	resolvedBoth = "incident outage#1 critical over\nresolved ops outage#1\nresolved pager outage#1"
)

func TestLadder(t *testing.T) {
	t.Parallel()
	ladder := one().quick().routed(20*time.Minute, rung(15*time.Minute, "ops", "pager"), rung(0, "ops"))
	play(t, []story{
		{"rungs in their time, and a channel named again is reminded", ladder, []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"10m", tick(), ""},
			{"15m", tick(), "opened pager outage#1\nreminder ops outage#1"},
			{"20m", tick(), "reminder ops outage#1"},
			{"65m", tick(), "reminder ops outage#1"},
			{"80m", tick(), "reminder ops outage#1"},
			{"81m", good("api"), resolvedBoth},
			{"100m", tick(), ""},
		}},
		{"an acknowledgement ends ladder and reminders, and counts once", ladder, []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"5m", ack("1"), "incident outage#1 critical acked by ann\nacknowledged ops outage#1"},
			{"6m", ack("1-2"), ""},
			{"15m", tick(), ""},
			{"3h", tick(), ""},
			{"4h", good("api"), "incident outage#1 critical acked by ann over\nresolved ops outage#1"},
			{"5h", ack("1"), ""},
		}},
		{"who was not told yet is not told of the end", ladder, []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"10m", good("api"), "incident outage#1 critical over\nresolved ops outage#1"},
		}},
		{"a rung that fell due while nobody was there is taken first", ladder, []step{
			{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"},
			{"16m", good("api"), "incident outage#1 critical over\nopened pager outage#1\nreminder ops outage#1\nresolved ops outage#1\nresolved pager outage#1"},
		}},
		{"the first route that matches wins, and none is nobody", Rules{
			Checks: one().quick().Checks, Channels: one().Channels,
			Routes: []holdfast.Route{
				{Match: holdfast.Match{Class: []string{"risk"}}, Steps: []holdfast.Rung{rung(0, "pager")}},
				{Match: holdfast.Match{Check: []string{"a*"}, Severity: []string{"warning"}}, Steps: []holdfast.Rung{rung(0, "ops")}},
			},
		}, []step{
			{"0s", risky("api"), "incident risk#1 warning\nopened pager risk#1"},
			{"1m", bad("api"), "incident outage#2 critical"},
			{"2m", good("api"), "incident outage#2 critical over\nincident risk#1 warning over\nresolved pager risk#1"},
		}},
	})
}

// TestOffer: a channel that refused the beginning is told it anew, once it may
// take it.
func TestOffer(t *testing.T) {
	t.Parallel()
	ladder := one().quick().routed(0, rung(0, "ops"), rung(15*time.Minute, "pager"))
	opened := step{"0s", bad("api"), "incident outage#1 critical\nopened ops outage#1"}
	play(t, []story{
		{"once for each offer, and only to who was told", ladder, []step{
			opened,
			{"1m", offered("1", "ops", "pager"), "opened ops outage#1"},
			{"2m", tick(), ""},
			{"3m", offered("1-2", "ops"), "opened ops outage#1"},
			{"15m", tick(), "opened pager outage#1"},
			{"16m", good("api"), resolvedBoth},
			{"17m", offered("1", "ops"), ""},
		}},
		{"not once somebody took it", ladder, []step{
			opened,
			{"1m", ack("1"), "incident outage#1 critical acked by ann\nacknowledged ops outage#1"},
			{"2m", offered("1", "ops"), ""},
		}},
		{"after a silence", ladder, []step{
			opened,
			{"1m", silenced("api", 10*time.Minute), "incident outage#1 critical held"},
			{"2m", offered("1", "ops"), ""},
			{"11m", tick(), "incident outage#1 critical\nopened ops outage#1"},
		}},
		{"not to a channel that is gone", ladder, []step{
			opened,
			{"1m", silenced("api", 10*time.Minute), "incident outage#1 critical held"},
			{"2m", offered("1", "ops"), ""},
			{"3m", configured(Rules{Checks: ladder.Checks, Channels: ladder.Channels[1:]}), ""},
			{"11m", tick(), "incident outage#1 critical"},
		}},
	})
	b := story{rules: ladder, steps: []step{opened, {"1m", offered("1", "ops"), "opened ops outage#1"}}}.run(t)
	again := b.Apply(Event{Epoch: 1, Seq: 9, At: after("2m"), Kind: EventOffer, Incident: "1", Channels: []string{"ops"}})
	if got, want := again[0].Notice.ID, "hf-i1-1-2/opened/4/ops"; got != want {
		t.Errorf("the second offer is notice %s, want %s", got, want)
	}
}

func TestNextDue(t *testing.T) {
	t.Parallel()
	rules := one().quick().routed(time.Hour, rung(0, "ops"), rung(15*time.Minute, "pager"))
	b := story{rules: rules, steps: []step{{"1m", bad("api"), "incident outage#1 critical\nopened ops outage#1"}}}.run(t)
	for _, want := range []string{"16m", "61m", "121m"} {
		next, ok := b.NextDue()
		if !ok || !next.Equal(after(want)) {
			t.Fatalf("next due %v %v, want %v", next, ok, after(want))
		}
		b.Apply(Event{Epoch: 1, Seq: 9, At: next, Kind: EventTick})
	}
	b.Apply(Event{Epoch: 1, Seq: 10, At: after("2h"), Kind: EventAck, Incident: "1"})
	if next, ok := b.NextDue(); ok {
		t.Errorf("acknowledged: next due %v, want nothing", next)
	}
}

func TestNotice(t *testing.T) {
	t.Parallel()
	rules := one().quick().routed(0, rung(0, "ops", "pager"), rung(15*time.Minute, "staff", "gone"), rung(90*time.Minute, "boss"))
	rules.Channels = append(rules.Channels, holdfast.Channel{Name: "staff"}, holdfast.Channel{Name: "boss"})
	rules.Promises = []holdfast.Promise{{Says: "it answers", Checks: []string{"a*"}}, {Says: "it is closed", Checks: []string{"db*"}}}
	rules.Page = "https://status.example.com/"
	b := New("i1")
	b.Apply(Event{Epoch: 7, Seq: 1, At: start(), Kind: EventConfig, Rules: &rules})
	e := bad("api", "status")
	e.Epoch, e.Seq, e.At, e.Verdict.At = 7, 42, after("1s"), after("0s")
	effects := b.Apply(e)
	check := rules.Checks[0]
	want := holdfast.Notice{
		ID: "hf-i1-7-42/opened/1/ops", Key: "hf-i1-7-42", Channel: "ops", Step: holdfast.StepOpened, At: after("1s"),
		Incident: *effects[0].Incident, Check: check, Breaks: []string{"it answers"},
		Told: "pager at once; staff after 15 min unless acknowledged; boss after 1 h 30 min unless acknowledged",
		Page: "https://status.example.com/incidents/1",
	}
	if diff := cmp.Diff(want, *effects[1].Notice); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got, want := effects[0].Incident.Looks, "1 of 1 looks"; got != want {
		t.Errorf("looks %q, want %q", got, want)
	}
}

func TestDrill(t *testing.T) {
	t.Parallel()
	b := story{rules: one(), steps: []step{
		{"0s", drilled(), "incident outage#1 info ended: drill\ndrill ops outage#1\ndrill pager outage#1"},
		{"1s", drilled("pager", "nobody"), "incident outage#2 info ended: drill\ndrill pager outage#2"},
		{"2s", drilled("nobody"), ""},
		{"3s", ack("1"), ""},
	}}.run(t)
	if open := b.Open(); len(open) != 0 {
		t.Errorf("a drill stays open: %v", open)
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	ladder := one().quick().routed(30*time.Minute, rung(0, "ops"), rung(10*time.Minute, "pager"))
	planned := ladder
	planned.Windows = []holdfast.Window{{Name: "move", Patterns: []string{"ap*"}, From: after("10m"), Until: after("1h")}}
	const openedOps, held = "incident outage#1 critical\nopened ops outage#1", "incident outage#1 critical held"
	play(t, []story{
		{"held from the opening: the ladder starts at its end", planned, []step{
			{"20m", bad("api"), held},
			{"40m", tick(), ""},
			{"60m", tick(), openedOps},
			{"70m", tick(), "opened pager outage#1"},
			{"71m", good("api"), resolvedBoth},
		}},
		{"recovered in between: nobody who was not told is told", planned, []step{
			{"20m", bad("api"), held},
			{"40m", good("api"), "incident outage#1 critical over"},
			{"60m", tick(), ""},
		}},
		{"held half way: recoveries go out all the same", planned, []step{
			{"5m", bad("api"), openedOps},
			{"10m", tick(), held},
			{"15m", tick(), ""},
			{"20m", good("api"), "incident outage#1 critical over\nresolved ops outage#1"},
		}},
		{"held half way: what fell due goes out at the end", planned, []step{
			{"5m", bad("api", "a"), openedOps},
			{"10m", tick(), held},
			{"20m", bad("api", "a", "b"), held},
			{"60m", tick(), "incident outage#1 critical\nworse ops outage#1\nopened pager outage#1\nreminder ops outage#1"},
		}},
		{"a silence, taken away", ladder, []step{
			{"0s", silenced("api", time.Hour), ""},
			{"1m", bad("api"), held},
			{"2m", unsilenced("other"), ""},
			{"3m", unsilenced("s1"), openedOps},
		}},
		{"a silence that runs out", ladder, []step{
			{"0s", bad("api"), openedOps},
			{"1m", silenced("*", time.Hour), held},
			{"20m", tick(), ""},
			{"61m", tick(), "incident outage#1 critical\nopened pager outage#1\nreminder ops outage#1"},
		}},
		{"a silence of others", ladder, []step{
			{"0s", silenced("db*", time.Hour), ""},
			{"1m", bad("api"), openedOps},
		}},
		{"an acknowledgement is no page", planned, []step{
			{"5m", bad("api"), openedOps},
			{"10m", tick(), held},
			{"11m", ack("1"), "incident outage#1 critical held acked by ann\nacknowledged ops outage#1"},
			{"60m", tick(), "incident outage#1 critical acked by ann"},
		}},
	})
}

func TestSilences(t *testing.T) {
	t.Parallel()
	b := story{rules: one(), steps: []step{
		{"0s", silenced("api", time.Hour), ""},
		{"1m", silenced("db", 2*time.Hour), ""},
		{"2m", Event{Kind: EventSilence, Silence: &holdfast.Silence{Pattern: "x", Until: time.Time{}.Add(time.Hour)}}, ""}, // over already
		{"3m", Event{Kind: EventSilence}, ""},
		{"4m", Event{Kind: EventUnsilence}, ""},
	}}.run(t)
	want := []holdfast.Silence{{ID: "s1", Pattern: "db", From: after("1m"), Until: after("2h1m"), By: "ann"}}
	if diff := cmp.Diff(want, b.Silences()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	next, _ := b.NextDue()
	if !next.Equal(after("2h1m")) {
		t.Errorf("next due %v, want the end of the silence", next)
	}
	b.Apply(Event{Epoch: 1, Seq: 99, At: next, Kind: EventTick})
	if got := b.Silences(); len(got) != 0 {
		t.Errorf("still there: %v", got)
	}
}
