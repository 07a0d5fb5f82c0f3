package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/internal/names"
)

// weekly is what the weekly mail says, to look into.
func weekly() *board {
	b := newBoard("weekly", "Weekly view", "How was the week, compared with what was promised?", "now-7d")
	passed := func(by string, window string) string {
		runs := func(result string) string {
			return "sum by (" + by + ") (increase(" + of(names.Runs, "result", "=~", result) + "[" + window + "]))"
		}
		return runs("pass") + " / " + runs("pass|fail")
	}
	const nothing = "nothing was looked at in this range"
	b.row("How was it?")
	b.stat(ask{
		title: "Looks that passed", w: 4, why: "What share of the looks that saw anything found all as wanted? This counts looks; the report counts confirmed time.", unit: units.PercentUnit, empty: nothing,
		steps: []step{{color: red}, {0.99, orange}, {0.999, green}},
	}, "%s", passed("", "$__range"))
	b.stat(ask{title: "Could not look", w: 4, why: "What share of the looks saw nothing? What was not seen is in no percentage.", unit: units.PercentUnit, empty: nothing, steps: []step{{color: green}, {0.01, purple}}},
		"sum(increase(%s[$__range])) / sum(increase(%s[$__range]))", of(names.Runs, "result", "=", "error"), names.Runs)
	b.stat(ask{title: "Promises broken now", w: 4, why: "How many published sentences are not true now?", unit: units.Short, empty: noPromises, steps: none(red), links: []link{toBoard("Promises", "promises")}},
		"sum(%s)", of(names.PromiseState, "state", "=", "broken"))
	b.stat(ask{title: "Most open at once", w: 4, why: "How many incidents were open at the worst moment of this range?", unit: units.Short, empty: "not measured yet", steps: none(orange), links: []link{toBoard("Incidents and escalation", "incidents")}},
		"max_over_time(sum(%s)[$__range:5m])", names.IncidentsOpen)
	b.stat(ask{title: "End within 30 days", w: 4, why: "How many certificates must be renewed in the next four weeks?", unit: units.Short, empty: "no certificate was seen", steps: []step{{color: green}, {1, blue}}, links: []link{toBoard("TLS posture", "tls")}},
		"count(%[1]s - time() < 30 * 86400) or (0 * count(%[1]s))", names.CertificateEnd)
	b.stat(ask{title: "Accepted exceptions", w: 4, why: "How many faults does somebody accept until a date? Each is in the report with name and reason.", unit: units.Short, empty: "not measured yet", steps: none(orange)},
		"sum(%s)", names.Accepted)
	b.row("Day by day")
	b.series(ask{title: "Looks that passed, by kind, over a day", w: 12, why: "Which question got worse, and on which day?", unit: units.PercentUnit, empty: nothing}, drawn("{{kind}}", "%s", passed("kind", "1d")))
	b.series(ask{title: "Looks a day", w: 12, why: "Was the same amount of work done every day? A hole is time in which nobody looked.", unit: units.Short, empty: nothing},
		drawn("{{result}}", "sum by (result) (increase(%s[1d]))", names.Runs))
	b.row("What should be spoken about?")
	b.table(ask{
		title: "Failed most", w: 12, why: "Which checks failed most often in this range? Counted hour by hour by a recording rule.", unit: units.Short, empty: "no look failed in a whole hour of this range", steps: none(orange),
		links: []link{toTarget(), toEvidence()},
	}, "failed looks", now("topk(20, sum by (target, check) (sum_over_time(%s[$__range])))", names.FailedHour))
	b.bars(ask{title: "Targets by grade", w: 6, why: "How is TLS over the fleet?", unit: units.Short, empty: noTLS}, moments("{{grade}}", "sum by (grade) (%s)", names.TLSGrades))
	b.bars(ask{title: "Checks by state", w: 6, why: "How does the week end?", unit: units.Short, empty: "no checks yet"}, moments("{{state}}", "sum by (state) (%s)", names.Checks))
	return b
}
