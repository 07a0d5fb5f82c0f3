package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

const noPromises = "the config has no promises"

// promises are the sentences of the published statement.
func promises() *board {
	b := newBoard("promises", "Promises", "Does the company keep what its security statement says, and how do we know?", "now-7d")
	count := func(title, state, why, color string) {
		b.stat(ask{title: title, w: 5, why: why, unit: units.Short, empty: noPromises, steps: none(color)}, "sum(%s)", of(names.PromiseState, "state", "=", state))
	}
	b.row("Is every sentence true now?")
	count("Broken", "broken", "How many published sentences are not true now? Any number but 0 is an incident: the list below says which.", red)
	count("At risk", "at_risk", "How many are true but will not be for long, or only by an accepted exception?", orange)
	count("Unknown", "unknown", "How many can nobody vouch for this minute? Unknown is not kept.", purple)
	count("Unproven", "unproven", "How many sentences has no check behind them? Write one, or take the sentence back.", grey)
	b.stat(ask{
		title: "Oldest proof", w: 4, why: "How long ago was the least recently verified sentence verified? A green wall of old proofs is worth nothing.", unit: units.Seconds, empty: "nothing is verified yet",
		steps: older(limits.EvidenceOld, limits.EvidenceStale),
	}, "time() - min(%s)", names.PromiseVerified)
	b.row("Sentence by sentence")
	b.timeline(ask{title: "State of each promise", w: 24, why: "When was which promise kept, at risk, broken or unknown?", empty: noPromises, words: stateWords()}, 10,
		drawn("{{promise}}", "%s", stateCode(names.PromiseState, "promise")))
	b.table(ask{title: "What was published", w: 15, why: "What does each sentence say, and what is its state?", empty: noPromises}, "",
		now("%s * on (promise) group_left (state) (%s == 1)", names.PromiseInfo, names.PromiseState))
	b.table(ask{
		title: "Verified", w: 9, why: "How long ago was each promise's least recent check looked at?", unit: units.DurationSeconds, empty: "nothing is verified yet",
		steps: older(limits.EvidenceOld, limits.EvidenceStale),
	}, "ago", now("time() - %s", names.PromiseVerified))
	b.row("How much failure is left?")
	const noSLO = "no check has an objective (slo: in the config)"
	b.table(ask{
		title: "Error budget left", w: 12, why: "Which objectives have least of their error budget left? Below 0 the promise of availability is broken for this window.", unit: units.PercentUnit, empty: noSLO,
		links: []link{toTarget(), toEvidence()}, steps: []step{{color: red}, {0, orange}, {0.25, green}},
	}, "left", now("bottomk(50, %s)", names.SLOBudget))
	b.table(ask{
		title: "Burn rate", w: 12, why: "Where is the budget spent faster than it lasts? Above 1 it ends before its window does.", unit: units.Short, empty: noSLO,
		links: []link{toTarget(), toEvidence()}, steps: []step{{color: green}, {1, orange}, {burnFast(), red}},
	}, "times", now("topk(50, %s)", names.SLOBurn))
	b.series(ask{title: "Failed looks of an hour, over what the objective allows", w: 12, why: "When was the budget spent, and by whom? The ten worst; above 14.4 somebody is called.", unit: units.Short, empty: noSLO},
		drawn("{{check}}", "topk(10, %s / on (target, check) group_left () (1 - %s))", names.Failed("1h"), names.SLOObjective))
	b.table(ask{title: "Objectives", w: 12, why: "What share of the known time is each check to be well?", unit: units.PercentUnit, empty: noSLO, links: []link{toTarget(), toEvidence()}},
		"objective", now("topk(50, %s)", names.SLOObjective))
	return b
}

// burnFast is the rate that calls somebody.
func burnFast() float64 { return limits.Burns()[0].Rate }
