package rules

import (
	"fmt"
	"strconv"
	"time"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// Groups are all rules.
func Groups() []Group {
	return []Group{
		{Name: "holdfast-itself", Alerts: itself()},
		{Name: "holdfast-checks", Alerts: checks()},
		{Name: "holdfast-promises", Alerts: promises()},
		{Name: "holdfast-slo-short", Records: failed("5m", "30m", "1h", "2h")},
		{Name: "holdfast-slo-long", Every: 5 * time.Minute, Records: failed("6h", "1d", "3d")},
		{Name: "holdfast-slo", Alerts: burning()},
		{Name: "holdfast-weekly", Every: time.Hour, Records: []Record{{
			names.FailedHour,
			"sum by (target, check) (increase(" + names.CheckRuns + `{result="fail"}[1h])) > 0`,
		}}},
	}
}

// Alerts are all of them.
func Alerts() []Alert {
	var all []Alert
	for _, g := range Groups() {
		all = append(all, g.Alerts...)
	}
	return all
}

// is selects series that are 1 for a state.
func is(metric, state string) string { return metric + `{state="` + state + `"} == 1` }

// described joins what is known of a check.
func described(expr string) string {
	return "(" + expr + ") * on (target, check) group_left (kind, owner, severity) " + names.CheckInfo
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

const (
	targetBoard = `target?var-target={{ $labels.target }}`
	onTarget    = `{{ $labels.check }} on {{ $labels.target }}`
)

// failed records the share of failed looks of checks that have an objective.
func failed(windows ...string) []Record {
	out := make([]Record, 0, len(windows))
	for _, w := range windows {
		sum := func(result string) string {
			return "sum by (target, check) (rate(" + names.CheckRuns + "{result=~\"" + result + "\"}[" + w + "]))"
		}
		out = append(out, Record{names.Failed(w), "(" + sum("fail") + " / " + sum("pass|fail") + ") and on (target, check) " + names.SLOObjective})
	}
	return out
}

// burning are the alerts by pairs of windows.
func burning() []Alert {
	out := make([]Alert, 0, len(limits.Burns()))
	for _, b := range limits.Burns() {
		over := func(window string) string {
			return fmt.Sprintf("%s > on (target, check) group_left () (%g * (1 - %s))", names.Failed(window), b.Rate, names.SLOObjective)
		}
		out = append(out, Alert{
			Name: "HoldfastErrorBudgetBurns" + b.Name, Expr: "(" + over(b.Long) + ") and on (target, check) (" + over(b.Short) + ")", Severity: b.Severity,
			Summary:     onTarget + " spends its error budget " + fast(b.Rate),
			Description: fmt.Sprintf("In the last %s and in the last %s {{ $labels.check }} failed so often that its error budget would be gone in %s. Failed share of the long window: {{ $value | humanizePercentage }}.", b.Long, b.Short, lasts(b.Rate)),
			Board:       "promises",
			Means:       fmt.Sprintf("The share of failed looks of the last %s is more than %g times what the objective allows, and that of the last %s is, too: it is real, and it still goes on.", b.Long, b.Rate, b.Short),
			Do: []string{
				"Open the check's page: what fails, since when, with which reason.", "If it is an outage, treat it as one: mend it, then look how it came.",
				"If it fails now and then, look at the durations on the target's board: a timeout that is too short burns budget as well.", "If the objective asks for more than anybody needs, change slo: in the config; never silence the alert instead.",
			},
		})
	}
	return out
}

// lasts says how long a budget of 30 days lasts at a rate.
func lasts(rate float64) string {
	return spell(time.Duration(30*24/rate) * time.Hour)
}

// fast says how a rate compares with what lasts.
func fast(rate float64) string {
	if rate == 1 {
		return "faster than it lasts"
	}
	return fmt.Sprintf("more than %g times as fast as it lasts", rate)
}
