// Package dashboards carries the Grafana boards and the Prometheus rules, and
// asks a Prometheus whether they have data.
//
// # Generated, committed, embedded
//
// Boards are built by package boards and rules by package rules, from typed Go:
// their metric names are the constants that the exporter writes, so that a
// renamed metric does not compile, and their thresholds are those of package
// limits, so that a red cell and a page agree. What they build is committed,
// because Grafana and Prometheus read files and people read diffs, and a test
// proves that it is current. This package embeds the files alone: nobody who
// runs the monitor carries the generator.
//
// # The same test for everybody
//
// A board that was edited, or a Prometheus that does not scrape, shows empty
// panels, and Grafana has no word for why. [Check] puts each panel's question to
// a Prometheus as Grafana would, with the variables filled in, and says for each
// that has no answer what its emptiness means, or that it has no such text.
package dashboards
