package boards

import (
	"time"

	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/internal/names"
)

// target is everything known of one host.
func target() *board {
	b := newBoard("target", "Target", "What is known of one target, and since when?", "now-24h")
	b.choose("target", "Target", names.CheckInfo)
	mine := func(metric string, more ...string) string {
		return of(metric, append([]string{"target", "=", "$target"}, more...)...)
	}
	b.row("Is it well now?")
	b.stat(ask{
		title: "Worst state", w: 4, why: "What is the worst that any check says of it? Broken or unknown: open the check in the list below.", empty: "not watched", words: stateWords(),
		steps: []step{{color: green}, {1, orange}, {2, purple}, {3, red}},
	}, "max(%s)", stateCode(names.CheckState, "check", "target", "=", "$target"))
	b.stat(ask{
		title: "TLS grade", w: 4, why: "Which grade do protocol, suites, chain and forward secrecy earn? What would make it better is on the check's page.", empty: "no TLS is asked here", words: gradeWords(),
		links: []link{toBoard("TLS posture", "tls")},
	}, "min(%s)", mine(names.TLSGrade))
	b.stat(ask{title: "Certificate ends in", w: 4, why: "How long is the certificate valid that ends first? Red: renew it now, the renewal has failed.", unit: units.DurationSeconds, empty: "no certificate here", steps: endsIn()},
		"min(%s) - time()", mine(names.CertificateEnd))
	b.stat(ask{
		title: "Forbidden ports", w: 4, why: "How many ports are open that should not be? Close them, or allow them in the config with a reason.", unit: units.Short, empty: "ports are not asked here", steps: none(red),
		links: []link{toBoard("Exposure", "exposure")},
	}, "count(%s == 1) or (0 * count(%s))", mine(names.ForbiddenPort), mine(names.OpenPorts))
	b.stat(ask{title: "Last look", w: 4, why: "How long ago was anything asked of it? An old look proves nothing about now.", unit: units.Seconds, empty: "not looked at yet", steps: older(time.Hour, 24*time.Hour)},
		"time() - max(%s)", mine(names.CheckLastRun))
	b.stat(ask{
		title: "Missed looks", w: 4, why: "How many due looks could not start in this range? Any: the monitor had no room, see its own board.", unit: units.Short, empty: "not watched in this range", steps: none(orange),
		links: []link{toBoard("Holdfast itself", "self")},
	}, "sum(increase(%s[$__range]))", mine(names.CheckMissed))
	b.row("Since when?")
	b.timeline(ask{
		title: "State of each check", w: 24, why: "Which check was in which state, and when did it change? Red lines are the starts of incidents.", empty: "not watched in this range", words: stateWords(),
		links: []link{{"Open the evidence", "${page}/checks/${__field.labels.check}"}},
	}, 8, drawn("{{check}}", "%s", stateCode(names.CheckState, "check", "target", "=", "$target")))
	b.row("What exactly?")
	b.table(ask{title: "Checks", w: 14, why: "Which questions are asked of it, who owns them, and how severe is a failure? Each check leads to its evidence.", empty: "not watched", links: []link{toEvidence()}},
		"", now("%s", mine(names.CheckInfo)))
	b.table(ask{
		title: "Last look of each check", w: 10, why: "Which check passed when it was last asked? No line: it has no fresh look.", empty: "not looked at yet", links: []link{toEvidence()},
		words: yesNo("not as wanted", red, "passed", green),
	}, "last look", now("%s", mine(names.CheckSuccess)))
	b.row("How does it answer?")
	b.series(ask{title: "Duration of looks", w: 12, why: "Has it become slower, and which question?", unit: units.Seconds, empty: "not looked at in this range"}, drawn("{{check}}", "%s", mine(names.CheckLastTook)))
	b.series(ask{title: "Looks that did not pass", w: 12, why: "How many looks failed or could not be taken? Single ones are weather, a row of them is an incident.", unit: units.Short, empty: "not looked at in this range"},
		drawn("{{check}} {{result}}", "sum by (check, result) (increase(%s[$__rate_interval]))", mine(names.CheckRuns, "result", "!=", "pass")))
	b.row("What does it offer?")
	b.table(ask{
		title: "Forward secrecy", w: 8, why: "Do all suites that it accepts protect yesterday's traffic from tomorrow's stolen key? If not, its TLS check lists them.", empty: "no TLS is asked here", links: []link{toEvidence()},
		words: yesNo("some suites lack it", red, "all suites have it", green),
	}, "forward secrecy", now("%s", mine(names.ForwardSecrecy)))
	b.table(ask{
		title: "Unwanted suites", w: 8, why: "How many suites does it accept that are not wanted? The check's page has the shortest list of changes.", unit: units.Short, empty: "no TLS is asked here", links: []link{toEvidence()},
		steps: none(red),
	}, "suites", now("%s", mine(names.WeakSuites)))
	b.table(ask{title: "Open ports", w: 8, why: "How many TCP ports answer? Which, and what is behind them, is on the check's page.", unit: units.Short, empty: "ports are not asked here", links: []link{toEvidence()}},
		"open", now("%s", mine(names.OpenPorts)))
	return b
}
