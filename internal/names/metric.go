package names

import "strings"

// Type is how a metric behaves.
type Type string

// The types, in the words of the exposition format.
const (
	Gauge     Type = "gauge"
	Counter   Type = "counter"
	Histogram Type = "histogram" // classic buckets and a native histogram beside them
)

// Metric is one row of the catalogue.
type Metric struct {
	Name   string
	Type   Type
	Labels []string
	// Help is the sentence of the HELP line.
	Help string
	// Absent says when there is no series; empty when there is always one.
	Absent string
	// Cap is how many series one page may have; 0 when the config bounds them.
	Cap int
}

// Caps of a page's series.
const (
	// PerCheckCap bounds each metric that every check has.
	PerCheckCap = 200_000
	// WrongCap bounds what exists only while something is wrong, and
	// WrongPerCheckCap the part of one check.
	WrongCap         = 1000
	WrongPerCheckCap = 32
)

// Unit is the base unit that the name ends in, as OpenMetrics wants it on its
// UNIT line; empty for counts, states and attributes.
func (m Metric) Unit() string {
	name := strings.TrimSuffix(m.Name, "_total")
	for _, unit := range []string{"seconds", "bytes", "ratio"} {
		if strings.HasSuffix(name, "_"+unit) {
			return unit
		}
	}
	return ""
}

// All is the catalogue of holdfast_*, in the order of the page.
func All() []Metric {
	var all []Metric
	for _, s := range Sections() {
		all = append(all, s.Metrics...)
	}
	return all
}

// Find returns the row of a name.
func Find(name string) (Metric, bool) {
	for _, m := range append(All(), Blackbox()...) {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// Section is a chapter of the catalogue.
type Section struct {
	Title   string
	Metrics []Metric
}

// Sections is the catalogue by what a metric is about.
func Sections() []Section {
	return []Section{
		{"The fleet", fleet()},
		{"Each check", checks()},
		{"What some kinds see", seen()},
		{"Promises", promises()},
		{"Objectives", objectives()},
		{"Incidents and those who are told", incidents()},
		{"The monitor itself", self()},
	}
}
