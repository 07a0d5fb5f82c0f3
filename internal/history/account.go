package history

import (
	"cmp"
	"slices"

	"holdfast"
)

// Transition is a moment from which on a check had a confirmed status.
type Transition struct {
	At     int64           `json:"at"` // milliseconds since 1970 UTC
	Status holdfast.Status `json:"status"`
}

// Record is what was written down of one check: all that an account needs.
type Record struct {
	// Transitions are in the order in which they were confirmed. One that is
	// dated before an earlier one stands instead of it: what was confirmed last
	// counts.
	Transitions []Transition
	// Maintenance are the planned windows over the check, Blind the times in
	// which its vantage had no anchors, Off those in which no monitor ran.
	Maintenance, Blind, Off Spans
	// Until is when what is known runs out; from then on nobody looked. Zero
	// means that it does not within the period.
	Until int64
}

// Segment is a time in which a check was in one state.
type Segment struct {
	Span
	State State `json:"state"`
}

// Account returns how long the check was in each state during the period. The
// six times add up to it exactly.
func Account(period Span, r Record) Times {
	var t Times
	for _, s := range Timeline(period, r) {
		*t.of(s.State) += s.Length()
	}
	return t
}

// Timeline divides the period into its states: in order, without gap or overlap,
// no two neighbours alike. An empty period has none.
func Timeline(period Span, r Record) []Segment {
	rest := Set(period)
	var out []Segment
	take := func(spans Spans, s State) {
		for _, one := range rest.And(spans) {
			out = append(out, Segment{Span: one, State: s})
		}
		rest = rest.Less(spans)
	}
	take(r.Maintenance, Maintenance)
	take(r.unseen(period), Blind)
	for _, s := range r.confirmed(period) {
		take(Set(s.Span), s.State)
	}
	take(rest, Unknown)
	return joined(out)
}

// unseen is the time in which nobody could see.
func (r Record) unseen(period Span) Spans {
	out := r.Blind.Or(r.Off)
	if r.Until != 0 && r.Until < period.To {
		out = out.Or(Set(Span{From: r.Until, To: period.To}))
	}
	return out
}

// confirmed is what the transitions say, up to the end of the period.
func (r Record) confirmed(period Span) []Segment {
	var last []Transition
	for _, t := range r.Transitions {
		for len(last) > 0 && last[len(last)-1].At >= t.At {
			last = last[:len(last)-1]
		}
		last = append(last, t)
	}
	var out []Segment
	for i, t := range last {
		end := period.To
		if i+1 < len(last) {
			end = last[i+1].At
		}
		if s := (Span{From: t.At, To: end}).Within(period); s.Length() > 0 {
			out = append(out, Segment{Span: s, State: stateOf(t.Status)})
		}
	}
	return out
}

// stateOf is what an instant of a confirmed status counts as.
func stateOf(s holdfast.Status) State {
	switch s {
	case holdfast.Holds:
		return Up
	case holdfast.AtRisk:
		return AtRisk
	case holdfast.Broken:
		return Down
	case holdfast.Unknown:
	}
	return Unknown
}

// joined sorts segments and makes one of neighbours in the same state.
func joined(list []Segment) []Segment {
	slices.SortFunc(list, func(a, b Segment) int { return cmp.Compare(a.From, b.From) })
	var out []Segment
	for _, s := range list {
		if n := len(out); n > 0 && out[n-1].State == s.State && out[n-1].To == s.From {
			out[n-1].To = s.To
			continue
		}
		out = append(out, s)
	}
	return out
}

// Worst is the record of several checks as one: at each instant the worst of
// their states counts, in the order up, at risk, unknown, blind, maintenance,
// down. A group is up only while each of its members is known to be.
func Worst(period Span, records ...Record) Times {
	rest := Set(period)
	lines := make([][]Segment, len(records))
	for i, r := range records {
		lines[i] = Timeline(period, r)
	}
	var t Times
	for _, state := range []State{Down, Maintenance, Blind, Unknown, AtRisk, Up} {
		var spans []Span
		for _, line := range lines {
			for _, s := range line {
				if s.State == state {
					spans = append(spans, s.Span)
				}
			}
		}
		set := Set(spans...)
		*t.of(state) += rest.And(set).Length()
		rest = rest.Less(set)
	}
	t.Unknown += rest.Length()
	return t
}
