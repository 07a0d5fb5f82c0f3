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
// (runs, misses, sends, delays) is counted as it happens.
//
// # Bounded
//
// No label carries an error text, a URL path or a serial number. Series that
// exist only while something is wrong (forbidden ports, open incidents) are
// capped, and the cap is logged by the page's own count.
package metrics
