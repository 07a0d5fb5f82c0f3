package main

import (
	"fmt"
	"strings"

	"holdfast/internal/names"
)

// metricsPage is the reference of /metrics and /probes, from the catalogue that
// the exporter writes by.
func metricsPage() []byte {
	var b strings.Builder
	b.WriteString(`<!-- generated from internal/names by make generate; edit it there -->

# Metrics

` + "`/metrics`" + ` has Holdfast's own judgement, ` + "`/probes`" + ` the blackbox exporter's names for the same looks.
Both speak the text format, OpenMetrics (exemplars, units) and delimited protobuf
(native histograms beside classic ones), as the scraper asks.

- Points in time are timestamps: ` + "`time() - metric`" + ` is an age that goes on growing when the monitor dies.
- No series is not zero; the last column says when there is none.
- A metric has at most so many series as its cap; ` + "`" + names.SeriesLeftOut + "`" + ` says what fell beyond it.
- Panels over a whole fleet read the sums under "The fleet"; attributes of a check (owner, group, severity) are on ` + "`" + names.CheckInfo + "`" + ` alone, to be joined with ` + "`group_left`" + `.
`)
	for _, s := range names.Sections() {
		section(&b, s.Title, s.Metrics)
	}
	b.WriteString("\n# The blackbox exporter's names\n\nOn `/probes`, each with the labels `instance` (the address as configured), `module` (the kind) and `check`; scrape it\nwith `honor_labels: true`. A check without a fresh look has none of them.\n")
	section(&b, "/probes", names.Blackbox())
	return []byte(b.String())
}

// section is one table of metrics.
func section(b *strings.Builder, title string, metrics []names.Metric) {
	fmt.Fprintf(b, "\n## %s\n\n| metric | type | labels | meaning | no series when |\n| --- | --- | --- | --- | --- |\n", title)
	for _, m := range metrics {
		labels := strings.Join(m.Labels, ", ")
		bounds := m.Absent
		if m.Cap == names.WrongCap {
			bounds += fmt.Sprintf("; at most %d", m.Cap)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", m.Name, m.Type, labels, strings.ReplaceAll(m.Help, "|", `\|`), bounds)
	}
}
