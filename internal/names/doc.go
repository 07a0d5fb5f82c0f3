// Package names is the catalogue of what Holdfast exposes to Prometheus: every
// metric once, with its name, type, unit, labels and meaning.
//
// What the exporter writes, what boards draw, what rules alert on and what the
// reference says must be the same words. So the name of a metric is a constant
// here, renaming one is a compile error elsewhere and not an empty panel, and
// [All] is the one table that the exporter takes its HELP and TYPE lines from
// and that docs/metrics.md is printed from.
//
// # How a name is made
//
// After prometheus.io/docs/practices/naming: one word as prefix, base units in
// the plural at the end, _total for counters, _info for constants that carry
// attributes as labels, and never a colon, which belongs to recording rules. A
// point in time is a timestamp, not an age: an age freezes at a pleasant value
// when the exporter dies, and a timestamp goes on growing old.
//
// # How many series there may be
//
// A label holds what the config names (a host, a check, a channel) or a word of
// a fixed list, never an error text, a path, a serial number or an address that
// a target chose. What exists only while something is wrong (a forbidden port,
// an open incident) has a cap, and holdfast_series_left_out says what fell
// beyond it. Whatever a whole fleet's panel needs is summed here already, by
// kind and state: a panel over ten thousand targets must not read ten thousand
// series.
//
// # What absence means
//
// No series is not zero. [Metric.Absent] says for each metric when it has no
// series; a metric without such a sentence is there from the first scrape.
package names
