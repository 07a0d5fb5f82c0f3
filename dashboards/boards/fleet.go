package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/internal/names"
)

// fleet is where everybody begins.
func fleet() *board {
	b := newBoard("fleet", "Fleet", "Is anything wrong anywhere, and where do I look next?", "now-6h")
	b.row("Is anything wrong now?")
	b.stat(ask{
		title: "Broken", w: 4, why: "How many checks are broken, confirmed? Any number but 0: open the list below, worst first.", unit: units.Short,
		empty: "no checks yet", steps: none(red),
	}, "sum(%s)", of(names.Checks, "state", "=", "broken"))
	b.stat(ask{
		title: "At risk", w: 4, why: "How many checks hold but will not for long (a certificate's last weeks, an accepted exception)? Plan the work.", unit: units.Short,
		empty: "no checks yet", steps: none(orange),
	}, "sum(%s)", of(names.Checks, "state", "=", "at_risk"))
	b.stat(ask{
		title: "Unknown", w: 4, why: "Of how many checks does nobody know the answer? Unknown is never green: read each one's reason on its page.", unit: units.Short,
		empty: "no checks yet", steps: none(purple),
	}, "sum(%s)", of(names.Checks, "state", "=", "unknown"))
	b.stat(ask{
		title: "Without a fresh look", w: 4, why: "How many checks were not looked at for longer than a look counts? If it grows, see the board of Holdfast itself.", unit: units.Short,
		empty: "no checks yet", steps: none(purple), links: []link{toBoard("Holdfast itself", "self")},
	}, "sum(%s)", names.Stale)
	b.stat(ask{
		title: "Open incidents", w: 4, why: "How many incidents that call somebody are open? Open their board to see who was told.", unit: units.Short,
		empty: "not measured yet", steps: none(red), links: []link{toBoard("Incidents and escalation", "incidents")},
	}, "sum(%s)", of(names.IncidentsOpen, "severity", "=~", "critical|error"))
	b.stat(ask{
		title: "Targets", w: 4, why: "How many hosts are watched? A number that falls without a change of the config is a finding.", unit: units.Short,
		empty: "not measured yet", steps: []step{{color: grey}, {1, blue}},
	}, "sum(%s)", names.Targets)
	b.row("Which checks do not hold?")
	b.table(ask{
		title: "Not holding", w: 14, why: "Which checks do not hold now? From the target's column to its board, from the check's to the evidence.",
		empty: "every check holds", links: []link{toTarget(), toEvidence()},
	}, "", now("topk(50, %s == 1)", of(names.CheckState, "state", "!=", "holds")))
	b.table(ask{
		title: "Broken for", w: 10, why: "Since when is it broken? The longest first: what has been red for weeks is an exception that nobody has written down.", unit: units.DurationSeconds,
		empty: "nothing is broken", links: []link{toTarget(), toEvidence()}, steps: []step{{color: orange}, {3600, red}},
	}, "broken for",
		now("topk(50, (time() - %s) and on (target, check) (%s == 1))", names.CheckStateSince, of(names.CheckState, "state", "=", "broken")))
	b.row("Since when, and of which kind?")
	b.stacked(ask{title: "Checks by state", w: 12, why: "When did the fleet's state change? A step at one moment has one cause; red lines are incidents.", unit: units.Short, empty: "no checks yet"},
		stateColors(), drawn("{{state}}", "sum by (state) (%s)", names.Checks))
	b.series(ask{title: "Not holding, by kind", w: 12, why: "Which question fails: reachability, ports, TLS? Several kinds at once point at the network, one kind at a change.", unit: units.Short, empty: "no checks yet"},
		drawn("{{kind}}", "sum by (kind) (%s)", of(names.Checks, "state", "!=", "holds")))
	b.row("Are they slow?")
	b.series(ask{title: "Duration of looks, p95", w: 14, why: "How long do looks of each kind take? An exemplar names the check.", unit: units.Seconds, empty: "nothing was looked at in this range"},
		quantile(0.95, names.CheckDuration, "kind"))
	b.table(ask{
		title: "Slowest", w: 10, why: "Which looks took longest the last time? Compare with their timeout on the check's page.", unit: units.Seconds,
		empty: "not measured yet", links: []link{toTarget(), toEvidence()},
	}, "took", now("topk(20, %s)", names.CheckLastTook))
	return b
}
