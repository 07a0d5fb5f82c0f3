package rules

import (
	"regexp"

	"holdfast/internal/names"
)

// trial is how one alert is proved: series in which it is quiet, fires and
// resolves, at three moments. promtool's time begins at 0.
type trial struct {
	alert                  string
	every                  string // between samples; 1m when empty
	series                 []sample
	quiet, fires, resolved string
	labels                 map[string]string // of the firing alert, without its name
	value                  string            // as the texts print it
}

// sample is one series in promtool's notation: "0x10 1x20" is eleven times 0,
// then twenty-one times 1.
type sample struct{ series, values string }

const (
	onCheck = `{target="a.example.com",check="a.example.com/tlsgrade"}`
	onState = `{target="a.example.com",check="a.example.com/tlsgrade",state="broken"}`
)

// ofCheck are the labels of an alert about the check, with more of them.
func ofCheck(severity string, more ...string) map[string]string {
	return with(map[string]string{"target": "a.example.com", "check": "a.example.com/tlsgrade", "severity": severity}, more...)
}

func with(m map[string]string, more ...string) map[string]string {
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}

// trials prove every alert.
func trials() []trial {
	all := append(trialsOfItself(), trialsOfChecks()...)
	return append(append(all, trialsOfPromises()...), trialsOfBurning()...)
}

func trialsOfItself() []trial {
	one := func(alert, series, values, severity string, more ...string) trial {
		return trial{alert: alert, series: []sample{{series, values}}, quiet: "12m", fires: "20m", resolved: "50m", labels: with(map[string]string{"severity": severity}, more...)}
	}
	counter := func(alert, metric, severity, quiet string, more ...string) trial {
		t := one(alert, metric, "0x10 1+1x30 31x60", severity, more...)
		t.quiet, t.fires, t.resolved, t.value = quiet, "30m", "80m", "15"
		return t
	}
	stuck := one("HoldfastOutboxStuck", names.OutboxDone+`{channel="ops"}`, "0+60x10 600x40 3120+60x30", "critical", "channel", "ops")
	stuck.quiet, stuck.fires, stuck.resolved, stuck.value = "28m", "40m", "60m", "30m 0s"
	left := one("HoldfastSeriesLeftOut", names.SeriesLeftOut+`{metric="m"}`, "0x10 5x60 0x30", "warning", "metric", "m")
	left.quiet, left.fires, left.resolved, left.value = "30m", "50m", "90m", "5"
	return []trial{
		one("HoldfastDown", `up{job="holdfast",instance="h:9780"}`, "1x10 0x30 1x30", "critical", "job", "holdfast", "instance", "h:9780"),
		one("HoldfastDown", `up{job="holdfast",instance="h:9780"}`, "1x3 _x30 1x30", "critical", "job", "holdfast"),
		one("HoldfastBlind", names.Blind+`{vantage="home"}`, "0x10 1x30 0x30", "critical", "vantage", "home"),
		one("HoldfastCannotWrite", names.Degraded, "0x10 1x30 0x30", "critical"),
		one("HoldfastConfigRefused", names.ReloadOK, "1x10 0x30 1x30", "warning"),
		counter("HoldfastMissesLooks", names.ScheduleMissed, "warning", "18m"),
		stuck,
		counter("HoldfastNoticesRefused", names.Notifications+`{channel="ops",result="refused"}`, "critical", "8m", "channel", "ops", "result", "refused"),
		left,
	}
}

func trialsOfChecks() []trial {
	info := sample{names.CheckInfo + `{target="a.example.com",check="a.example.com/tlsgrade",kind="tlsgrade",owner="web",severity="error"}`, "1x200"}
	return []trial{
		{
			alert: "CheckBroken", series: []sample{{names.CheckState + onState, "0x10 1x20 0x30"}, info}, quiet: "8m", fires: "20m", resolved: "40m",
			labels: ofCheck("error", "kind", "tlsgrade", "owner", "web", "state", "broken"),
		},
		{
			alert: "CheckSilent", series: []sample{{names.CheckSuccess + onCheck, "1x10 _x60 1x60"}, info}, quiet: "40m", fires: "60m", resolved: "90m",
			labels: ofCheck("warning", "kind", "tlsgrade", "owner", "web"),
		},
		{
			alert: "ForbiddenPortOpen", series: []sample{{names.ForbiddenPort + `{target="a.example.com",check="a.example.com/exposure",port="6379"}`, "_x10 1x20 _x30"}},
			quiet: "5m", fires: "20m", resolved: "45m", labels: map[string]string{"target": "a.example.com", "check": "a.example.com/exposure", "port": "6379", "severity": "critical"},
		},
		{
			alert: "TLSGradeFell", every: "5m", series: []sample{{names.TLSGrade + onCheck, "10x360 7x400"}}, quiet: "29h", fires: "32h", resolved: "56h",
			labels: ofCheck("warning"), value: "7",
		},
		{alert: "TLSWithoutForwardSecrecy", series: []sample{{names.ForwardSecrecy + onCheck, "1x10 0x40 1x20"}}, quiet: "20m", fires: "40m", resolved: "60m", labels: ofCheck("warning")},
		{
			alert: "CertificateEndsSoon", series: []sample{{names.CertificateEnd + onCheck, "864000x120 7776000x60"}}, quiet: "30m", fires: "90m", resolved: "150m",
			labels: ofCheck("warning"), value: "9d 22h 30m 0s",
		},
		{
			alert: "CertificateEndsNow", series: []sample{{names.CertificateEnd + onCheck, "172800x60 7776000x60"}}, quiet: "5m", fires: "20m", resolved: "90m",
			labels: ofCheck("critical"), value: "1d 23h 40m 0s",
		},
		{alert: "CertificateEnded", series: []sample{{names.CertificateEnd + onCheck, "600x40 7776000x30"}}, quiet: "8m", fires: "20m", resolved: "60m", labels: ofCheck("critical")},
	}
}

func trialsOfPromises() []trial {
	return []trial{
		{
			alert: "PromiseBroken", series: []sample{{names.PromiseState + `{promise="firewall",state="broken"}`, "0x10 1x20 0x30"}}, quiet: "8m", fires: "20m", resolved: "40m",
			labels: map[string]string{"promise": "firewall", "state": "broken", "severity": "critical"},
		},
		{
			alert: "PromiseUnverified", every: "5m", series: []sample{{names.PromiseVerified + `{promise="firewall"}`, "0x400 120300+300x60"}}, quiet: "24h30m", fires: "26h", resolved: "34h",
			labels: map[string]string{"promise": "firewall", "severity": "warning"}, value: "1d 2h 0m 0s",
		},
	}
}

// trialsOfBurning have a check that is well for ten hours, fails a tenth of its
// looks for six, and is well again.
func trialsOfBurning() []trial {
	runs := func(result, values string) sample {
		return sample{names.CheckRuns + `{target="a.example.com",check="a.example.com/tlsgrade",result="` + result + `"}`, values}
	}
	series := []sample{
		{names.SLOObjective + onCheck, "0.999x6000"},
		runs("pass", "0+10x600 6009+9x360 9250+10x5000"), runs("fail", "0x600 1+1x360 361x5000"),
	}
	var out []trial
	for _, c := range []struct{ name, severity, fires, resolved, value string }{
		{"Fast", "critical", "12h", "17h", "10%"},
		{"Steady", "critical", "14h", "17h", "6.667%"},
		{"Slow", "warning", "15h", "19h", "3.333%"},
		{"Creeping", "warning", "16h", "23h", "3.75%"},
	} {
		out = append(out, trial{alert: "HoldfastErrorBudgetBurns" + c.name, series: series, quiet: "9h", fires: c.fires, resolved: c.resolved, labels: ofCheck(c.severity), value: c.value})
	}
	return out
}

// testFile is promtool's.
type testFile struct {
	RuleFiles []string   `yaml:"rule_files"`
	Interval  string     `yaml:"evaluation_interval"`
	Order     []string   `yaml:"group_eval_order"`
	Tests     []unitTest `yaml:"tests"`
}

type unitTest struct {
	Name     string          `yaml:"name"`
	Interval string          `yaml:"interval"`
	Series   []inputSeries   `yaml:"input_series"`
	Alerts   []alertRuleTest `yaml:"alert_rule_test,omitempty"`
	Queries  []queryTest     `yaml:"promql_expr_test,omitempty"`
}

type inputSeries struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

type alertRuleTest struct {
	At     string     `yaml:"eval_time"`
	Alert  string     `yaml:"alertname"`
	Expect []expected `yaml:"exp_alerts"`
}

type expected struct {
	Labels      map[string]string `yaml:"exp_labels"`
	Annotations map[string]string `yaml:"exp_annotations"`
}

type queryTest struct {
	Expr   string        `yaml:"expr"`
	At     string        `yaml:"eval_time"`
	Expect []querySample `yaml:"exp_samples"`
}

type querySample struct {
	Labels string  `yaml:"labels"`
	Value  float64 `yaml:"value"`
}

// records prove what is recorded: only hours with failures leave one, and the
// share of failed looks of each window is about a tenth after a long failure.
func records() []unitTest {
	weekly := unitTest{
		Name: names.FailedHour, Interval: "1m",
		Series: []inputSeries{
			{names.CheckRuns + `{target="a",check="a/x",result="fail"}`, "0+1x180"}, {names.CheckRuns + `{target="b",check="b/x",result="fail"}`, "7x180"},
		},
		Queries: []queryTest{{Expr: names.FailedHour, At: "2h", Expect: []querySample{{names.FailedHour + `{check="a/x",target="a"}`, 60}}}},
	}
	shares := unitTest{Name: "the share of failed looks", Interval: "1m", Series: []inputSeries{
		{names.SLOObjective + onCheck, "0.999x6000"},
		{names.CheckRuns + `{target="a.example.com",check="a.example.com/tlsgrade",result="pass"}`, "0+9x6000"},
		{names.CheckRuns + `{target="a.example.com",check="a.example.com/tlsgrade",result="fail"}`, "0+1x6000"},
		{names.CheckRuns + `{target="b",check="b/x",result="pass"}`, "0+9x6000"}, // no objective, no record
	}}
	for _, window := range []string{"5m", "30m", "1h", "2h", "6h", "1d", "3d"} {
		shares.Queries = append(shares.Queries, queryTest{
			Expr: "sum(" + names.Failed(window) + " > bool 0.0999) * sum(" + names.Failed(window) + " < bool 0.1001)", At: "90h", Expect: []querySample{{"{}", 1}},
		})
	}
	return []unitTest{weekly, shares}
}

// Tests writes promtool's test file for the rule file of that name.
func Tests(ruleFile string, p Places) ([]byte, error) {
	f := testFile{RuleFiles: []string{ruleFile}, Interval: "1m"}
	for _, g := range Groups() {
		f.Order = append(f.Order, g.Name) // records before what reads them
	}
	for _, t := range trials() {
		f.Tests = append(f.Tests, t.unitTest(p))
	}
	f.Tests = append(f.Tests, records()...)
	return marshal("# Each alert is quiet, fires and resolves: promtool test rules holdfast.test.yaml\n# Generated from dashboards/rules.\n", f)
}

func (t trial) unitTest(p Places) unitTest {
	out := unitTest{Name: t.alert, Interval: t.every}
	if t.every == "" {
		out.Interval = "1m"
	}
	for _, s := range t.series {
		out.Series = append(out.Series, inputSeries{s.series, s.values})
	}
	fires := alertRuleTest{At: t.fires, Alert: t.alert, Expect: []expected{{t.labels, t.texts(p)}}}
	out.Alerts = []alertRuleTest{{At: t.quiet, Alert: t.alert, Expect: []expected{}}, fires, {At: t.resolved, Alert: t.alert, Expect: []expected{}}}
	return out
}

// texts are the annotations with their templates filled in.
func (t trial) texts(p Places) map[string]string {
	label, value := regexp.MustCompile(`\{\{ \$labels\.(\w+) \}\}`), regexp.MustCompile(`\{\{ \$value[^}]*\}\}`)
	out := map[string]string{}
	for _, a := range Alerts() {
		if a.Name != t.alert {
			continue
		}
		for key, text := range a.rule(p).Annotations {
			text = label.ReplaceAllStringFunc(text, func(m string) string { return t.labels[label.FindStringSubmatch(m)[1]] })
			out[key] = value.ReplaceAllLiteralString(text, t.value)
		}
	}
	return out
}
