// Package metrics turns the monitor's view into Prometheus pages.
//
// # Two pages
//
// /metrics speaks of the monitor's own judgement (holdfast_*): states as one
// 0/1 series each, timestamps instead of ages, a label target (the host) and a
// label check (the check's ID), never instance, so that no honor_labels is
// needed. /probes speaks the blackbox exporter's names for our own schedule
// (scrape it with honor_labels: true): instance is the address as configured,
// module the kind, and check keeps two checks of one address apart. A check that
// has not been looked at has no success series at all: absent is not zero.
//
// # What is counted where
//
// What exists now (states, certificates, open ports, waiting notices) is read
// from the view at each scrape, so it cannot drift from the page. What happened
// (runs, misses, sends, delays) is counted as it happens. Counters and
// histograms of the monitor itself are client_golang's; a histogram has classic
// buckets and a native histogram beside them, and exemplars that name the check.
//
// # Three forms, and why they are written by hand
//
// A scraper asks by its Accept header for the text format, for OpenMetrics
// (exemplars, units) or for delimited protobuf (native histograms). At ten
// thousand targets a library that builds an object for each series, sorts and
// checks it at every scrape costs a second of CPU; what changes from one scrape
// to the next is the value alone. So the labels of each check are rendered once
// ([stock]), a metric is a column over the checks, and a [sheet] appends name,
// labels and value, metric after metric, straight into the answer: no page is
// ever held as a whole, and a client that reads slowly holds up nobody, as the
// view is its own copy.
//
// # Bounded
//
// No label carries an error text, a URL path or a serial number. Each metric
// has a cap in the catalogue (internal/names); holdfast_series_left_out says how
// many series fell beyond it.
package metrics
