package rules

import (
	"time"

	"holdfast"
)

// Alert is one alerting rule with the page that it leads to.
type Alert struct {
	Name     string
	Expr     string
	For      time.Duration
	Severity string // may be a template
	// Summary and Description may hold templates ({{ $labels.target }}).
	Summary, Description string
	// Board is the board that shows it, with its variables: "target?var-target=…".
	Board string
	// Means and Do are its page: what it says, and what to do, step by step.
	Means string
	Do    []string
}

// Record is one recording rule.
type Record struct{ Name, Expr string }

// Group is what is evaluated together.
type Group struct {
	Name    string
	Every   time.Duration // 0: as Prometheus is set
	Records []Record
	Alerts  []Alert
}

// Places are the addresses that rules carry.
type Places struct {
	Grafana  string // of Grafana, without a slash at the end
	Runbooks string // of the folder of pages, without a slash at the end
}

// Defaults are those of the shipped file: the compose file's Grafana, and the
// pages as they lie in the repository.
func Defaults() Places {
	return Places{Grafana: "http://localhost:3000", Runbooks: "https://holdfast.example/docs/runbooks"}
}

// Page is the file name of an alert's page.
func (a Alert) Page() string { return a.Name + ".md" }

func (a Alert) rule(p Places) rule {
	return rule{
		Alert: a.Name, Expr: a.Expr, For: spell(a.For), Labels: map[string]string{"severity": a.Severity},
		Annotations: map[string]string{
			"summary": a.Summary, "description": a.Description,
			"runbook_url": p.Runbooks + "/" + a.Page(), "dashboard_url": p.Grafana + "/d/holdfast-" + a.Board,
		},
	}
}

// spell writes a duration as Prometheus reads it.
func spell(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return holdfast.FormatDuration(d)
}
