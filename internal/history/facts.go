package history

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Sighting is a time in which a check was seen as it is: what the journal calls
// a change, with its end.
type Sighting struct {
	First   time.Time // the look that first saw it
	Last    time.Time // the last look that still did
	Finding holdfast.Finding
}

// FactSpan is a time in which a fact had a value.
type FactSpan struct {
	Check string `json:"check"`
	Name  string `json:"name"`
	// Element is one entry of a fact that is a list, such as a port of
	// open_ports; then Value is nil.
	Element string `json:"element,omitempty"`
	Value   any    `json:"value,omitempty"`
	// First and Last are the looks that saw it first and last.
	First time.Time `json:"first_seen"`
	Last  time.Time `json:"last_seen"`
	// Ended is the look that saw it otherwise, or gone; zero while it lasts.
	// Before is the value that it had then in place of another; nil when the fact
	// was new.
	Ended  time.Time `json:"changed_at,omitzero"`
	Before any       `json:"before,omitempty"`
}

// Facts follows each fact of a check through its sightings, which are in order.
// A look that could not see (Unknown), or that found the check down and so never
// came to the fact, ends nothing: a certificate is not gone because the server
// is. A fact ends when it is seen with another value, or when a good or risky
// look no longer has it.
func Facts(check string, seen []Sighting) []FactSpan {
	var out []FactSpan
	open := map[string]int{} // index of the span that lasts, by name
	for _, s := range seen {
		has := map[string]bool{}
		for _, f := range s.Finding.Facts {
			has[f.Name] = true
			i, lasting := open[f.Name]
			if lasting && same(out[i].Value, f.Value) {
				out[i].Last = s.Last
				continue
			}
			next := FactSpan{Check: check, Name: f.Name, Value: f.Value, First: s.First, Last: s.Last}
			if lasting {
				out[i].Ended, next.Before = s.First, out[i].Value
			}
			open[f.Name] = len(out)
			out = append(out, next)
		}
		endMissing(out, open, has, s)
	}
	return out
}

// endMissing ends the facts that a look which saw everything no longer has.
func endMissing(out []FactSpan, open map[string]int, has map[string]bool, s Sighting) {
	if s.Finding.Status != holdfast.Holds && s.Finding.Status != holdfast.AtRisk {
		return
	}
	for name, i := range open {
		if !has[name] {
			out[i].Ended = s.First
			delete(open, name)
		}
	}
}

// Elements follows the entries of a list fact, such as open_ports: when each was
// there first and last, however the rest of the list changed meanwhile. An entry
// that came back has a span of its own.
func Elements(facts []FactSpan, name string) []FactSpan {
	var out []FactSpan
	open := map[string]int{}
	for _, f := range facts {
		list, ok := f.Value.([]string)
		if f.Name != name || !ok {
			continue
		}
		for element, i := range open {
			if !slices.Contains(list, element) {
				out[i].Ended = f.First
				delete(open, element)
			}
		}
		for _, element := range list {
			i, lasting := open[element]
			if !lasting {
				i = len(out)
				open[element] = i
				out = append(out, FactSpan{Check: f.Check, Name: name, Element: element, First: f.First})
			}
			out[i].Last = f.Last
		}
		if !f.Ended.IsZero() && !continued(facts, f) {
			for element, i := range open {
				out[i].Ended = f.Ended
				delete(open, element)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b FactSpan) int {
		if c := a.First.Compare(b.First); c != 0 {
			return c
		}
		return strings.Compare(a.Element, b.Element)
	})
	return out
}

// continued reports whether another value of the fact took this one's place.
func continued(facts []FactSpan, f FactSpan) bool {
	return slices.ContainsFunc(facts, func(o FactSpan) bool {
		return o.Check == f.Check && o.Name == f.Name && o.First.Equal(f.Ended) && o.Before != nil
	})
}

// same compares two values of a fact.
func same(a, b any) bool {
	if x, ok := a.(time.Time); ok {
		y, ok := b.(time.Time)
		return ok && x.Equal(y)
	}
	return reflect.DeepEqual(a, b)
}
