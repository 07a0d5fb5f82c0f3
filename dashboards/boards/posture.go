package boards

import (
	"github.com/grafana/grafana-foundation-sdk/go/units"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

const noTLS = "no TLS is asked anywhere (kind tlsgrade)"

// posture is TLS over the whole fleet.
func posture() *board {
	b := newBoard("tls", "TLS posture", "How good is TLS everywhere, and what ends soon?", "now-7d")
	b.row("Is any of it below what we want?")
	b.stat(ask{title: "Below A-", w: 4, why: "How many targets have a grade below A-? The worst are listed below; each check's page has the shortest list of changes.", unit: units.Short, empty: noTLS, steps: none(red)},
		"sum(%s)", of(names.TLSGrades, "grade", "!~", `A.*|\\?`))
	b.stat(ask{title: "Without forward secrecy", w: 4, why: "How many accept a suite without forward secrecy? Traffic recorded today can be read with a key stolen tomorrow.", unit: units.Short, empty: noTLS, steps: none(red)},
		"count(%[1]s == 0) or (0 * count(%[1]s))", names.ForwardSecrecy)
	ends := func(title, why, color, condition string) {
		b.stat(ask{title: title, w: 4, why: why, unit: units.Short, empty: "no certificate was seen", steps: none(color)},
			"count(%[1]s - time() %[2]s) or (0 * count(%[1]s))", names.CertificateEnd, condition)
	}
	ends("Ended", "How many certificates have ended? Visitors are turned away now: replace them.", red, "< 0")
	ends("End within 3 days", "How many end within three days? The renewal has failed: renew by hand.", red, "< "+seconds(limits.CertificateNow))
	ends("End within 14 days", "How many end within two weeks? See whether their renewal is due.", orange, "< "+seconds(limits.CertificateSoon))
	b.stat(ask{title: "Unwanted suites", w: 4, why: "How many suites are accepted somewhere that are not wanted?", unit: units.Short, empty: noTLS, steps: none(orange)}, "sum(%s)", names.WeakSuites)
	b.row("How is it distributed, and does it get better?")
	b.bars(ask{title: "Targets by grade", w: 8, why: "How many targets have which grade?", unit: units.Short, empty: noTLS}, moments("{{grade}}", "sum by (grade) (%s)", names.TLSGrades))
	b.stacked(ask{title: "Grades over time", w: 16, why: "When did grades change? A step down at one moment is a change of a shared config.", unit: units.Short, empty: noTLS}, gradeColors(),
		drawn("{{grade}}", "sum by (grade) (%s)", names.TLSGrades))
	b.row("Where do I begin?")
	b.table(ask{title: "Worst grades", w: 12, why: "Which targets have the worst grade? The evidence lists what costs the letter.", empty: "no grade is wanted anywhere (at_least: in the config)", words: gradeWords(), links: []link{toTarget(), toEvidence()}},
		"grade", now("bottomk(50, %s > 0)", names.TLSGrade))
	b.table(ask{
		title: "Certificates that end first", w: 12, why: "Which certificates end first? Days to hours here, not a percentage: renew in this order.", unit: units.DurationSeconds, empty: "no certificate was seen", steps: endsIn(),
		links: []link{toTarget(), toEvidence()},
	}, "ends in", now("bottomk(50, %s - time())", names.CertificateEnd))
	b.table(ask{title: "Unwanted suites", w: 12, why: "Which targets accept most suites that are not wanted?", unit: units.Short, empty: "no unwanted suite is accepted", steps: none(red), links: []link{toTarget(), toEvidence()}},
		"suites", now("topk(50, %s > 0)", names.WeakSuites))
	b.table(ask{title: "Without forward secrecy", w: 12, why: "Which targets accept a suite without forward secrecy?", empty: "every suite everywhere has forward secrecy", links: []link{toTarget(), toEvidence()}},
		"", now("topk(50, %s == 0)", names.ForwardSecrecy))
	return b
}
