// Package rules builds the Prometheus rules from Go, for those who alert from
// Prometheus instead of, or beside, Holdfast's own channels.
//
// # An alert is a sentence that somebody must act on
//
// Each has a summary (which target, what), a description that says what it
// means, a severity, a page of its own that says what to do (docs/runbooks), and
// the address of the board that shows it, with the variables filled in. Each has
// a test with real promtool in which it fires, stays quiet and resolves.
//
// # Both sides of silence
//
// Metrics of a monitor that is dead say nothing bad. So the first alert is that
// Holdfast itself is not there, checks without a fresh look are an alert of
// their own, and what is measured as a timestamp grows old by itself.
//
// # What is recorded
//
// Burn rates need long windows over counters, and only of checks that have an
// objective: they are recorded, and alerts and boards read the records.
package rules
