// Package boards builds the Grafana boards from typed Go.
//
// # A board answers questions
//
// Each panel has a question, written as its description; where a panel can be
// red, the description says what to do. Boards go from the general to the
// specific (fleet → target → the evidence on Holdfast's own page), and every
// link keeps the time range.
//
// # Empty means something
//
// A panel without data has three possible reasons, and Grafana shows the same
// words, in the colour of its lowest threshold, for all of them: "No data", in
// green or red. So every panel here says itself what its emptiness means: that
// nothing is wrong ("no forbidden port is open"), that the question does not
// apply ("no TLS here"), or that nobody has measured yet; always in grey.
//
// # Names and limits
//
// Metric names are the constants of internal/names, which the exporter writes
// from; thresholds are those of dashboards/limits, which the alerts use.
//
// # Legible and cheap at ten thousand targets
//
// What is drawn over time reads sums that the exporter makes (by kind, state or
// letter), and single targets stand in tables of the worst fifty, which are
// instant queries.
//
// The grafana-foundation-sdk sets neither panel ids nor places nor reference
// ids; the type board does. This package is linked into tests only: the program
// carries the JSON (see package dashboards).
package boards
