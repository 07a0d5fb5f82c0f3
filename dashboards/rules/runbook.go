package rules

import (
	"fmt"
	"strings"
)

// Runbook is an alert's page.
func Runbook(a Alert) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- generated from dashboards/rules by go test ./dashboards/... -update; edit it there -->\n\n# %s\n\n%s\n\n## What to do\n\n", a.Name, a.Means)
	for i, step := range a.Do {
		fmt.Fprintf(&b, "%d. %s\n", i+1, step)
	}
	b.WriteString("\n## The rule\n\n```promql\n" + a.Expr + "\n```\n\n")
	if a.For > 0 {
		fmt.Fprintf(&b, "It must hold for %s. ", spell(a.For))
	}
	board, _, _ := strings.Cut(a.Board, "?")
	fmt.Fprintf(&b, "It is shown on the board `holdfast-%s`.\n", board)
	return b.String()
}

// Index is the list of all pages.
func Index() string {
	var b strings.Builder
	b.WriteString("<!-- generated from dashboards/rules by go test ./dashboards/... -update; edit it there -->\n\n# Runbooks\n\nOne page for each alert of `dashboards/rules/holdfast.yaml`.\n")
	for _, g := range Groups() {
		if len(g.Alerts) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", g.Name)
		for _, a := range g.Alerts {
			fmt.Fprintf(&b, "- [%s](%s): %s\n", a.Name, a.Page(), a.Means)
		}
	}
	return b.String()
}
