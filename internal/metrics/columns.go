package metrics

import (
	"strings"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// column is a metric that each check has: how its series are written.
type column struct {
	name  string
	write func(s *sheet, c *cell)
}

// cell is one check on its way through a column.
type cell struct {
	*view.Check
	shelf
	count
}

// looked reports whether somebody has looked at all: what was never seen has no
// series, not zero.
func (c *cell) looked() bool { return !c.Last.At.IsZero() }

// oursColumns are the metrics of each check on /metrics.
func oursColumns() []column {
	return []column{
		{names.CheckInfo, func(s *sheet, c *cell) { s.put(c.info, labels{}, 1) }},
		{names.CheckState, states()},
		{names.CheckStateSince, since},
		{names.CheckSuccess, success},
		{names.CheckLastRun, whenLooked(func(c *cell) float64 { return stamp(c.Last.At) })},
		{names.CheckLastTook, whenLooked(func(c *cell) float64 { return c.Last.Took.Seconds() })},
		{names.CheckRuns, runs()},
		{names.CheckMissed, func(s *sheet, c *cell) { s.put(c.at, labels{}, c.missed) }},
		{names.CertificateEnd, certificateEnd},
		{names.TLSGrade, grade},
		{names.ForwardSecrecy, ofKind("tlsgrade", func(c *cell) float64 { return truth(c.Last.Fact("forward_secrecy") == "all") })},
		{names.WeakSuites, ofKind("tlsgrade", func(c *cell) float64 { return float64(faultsOf(c.Last.Finding, "suite/")) })},
		{names.OpenPorts, openPorts},
		{names.ForbiddenPort, forbiddenPorts},
	}
}

// states writes one series for each state.
func states() func(*sheet, *cell) {
	all := [...]holdfast.Status{holdfast.Holds, holdfast.AtRisk, holdfast.Unknown, holdfast.Broken}
	var words [len(all)]labels
	for i, s := range all {
		words[i] = pairs("state", stateWord(s))
	}
	return func(s *sheet, c *cell) {
		for i := range all {
			s.put(c.at, words[i], truth(c.Status == all[i]))
		}
	}
}

// stateWord is a status as a label value: at_risk.
func stateWord(s holdfast.Status) string { return strings.ReplaceAll(s.String(), " ", "_") }

// runs writes one series for each result.
func runs() func(*sheet, *cell) {
	var words []labels
	for _, result := range names.Results() {
		words = append(words, pairs("result", result))
	}
	return func(s *sheet, c *cell) {
		if !c.count.looked {
			return
		}
		for i := range words {
			s.put(c.at, words[i], c.runs[i])
		}
	}
}

func since(s *sheet, c *cell) {
	if !c.Since.IsZero() {
		s.put(c.at, labels{}, stamp(c.Since))
	}
}

func success(s *sheet, c *cell) {
	if c.looked() && !c.Stale {
		s.put(c.at, labels{}, truth(good(c.Last.Status)))
	}
}

// whenLooked writes a number of the last look.
func whenLooked(value func(*cell) float64) func(*sheet, *cell) {
	return func(s *sheet, c *cell) {
		if c.looked() {
			s.put(c.at, labels{}, value(c))
		}
	}
}

// ofKind writes a number of the last look of one kind.
func ofKind(kind string, value func(*cell) float64) func(*sheet, *cell) {
	return func(s *sheet, c *cell) {
		if c.looked() && c.Kind == kind {
			s.put(c.at, labels{}, value(c))
		}
	}
}

func good(s holdfast.Status) bool { return s == holdfast.Holds || s == holdfast.AtRisk }
