package report

import (
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Sight is what was seen of a check from a moment on.
type Sight struct {
	At      time.Time
	Finding holdfast.Finding
}

// Stay is one time that a fault was there, from the look that first saw it to
// the look that first saw it gone.
type Stay struct {
	Fault holdfast.Fault // as it was last seen
	Since time.Time
	Until time.Time // zero while it is there
	// Unseen is since when no look could tell whether it is there, zero when
	// the last one could.
	Unseen time.Time
}

// there reports whether the fault was there right before a moment.
func (s *Stay) there(at time.Time) bool {
	return s.Since.Before(at) && (s.Until.IsZero() || !s.Until.Before(at))
}

// wholeKey is the key of a finding that is broken without naming a fault.
const wholeKey = "whole"

// Stays tells the life of every fault of one check, from what was seen of it in
// the order of time. A look that could not tell ends no stay.
func Stays(sights []Sight) []Stay {
	var all []Stay
	at := map[string]int{} // key to the stay that has not ended
	for i := range sights {
		seen := faultsOf(&sights[i].Finding)
		for _, key := range sortedKeys(at) {
			s := &all[at[key]]
			switch {
			case holds(seen, key):
			case !clears(&sights[i].Finding, key):
				if s.Unseen.IsZero() {
					s.Unseen = sights[i].At
				}
			default:
				s.Until, s.Unseen = sights[i].At, time.Time{}
				delete(at, key)
			}
		}
		for _, f := range seen {
			n, open := at[f.Key]
			if !open {
				n = len(all)
				all = append(all, Stay{Since: sights[i].At})
				at[f.Key] = n
			}
			all[n].Fault, all[n].Unseen = f, time.Time{}
		}
	}
	return all
}

// faultsOf are the faults that a look saw to be there.
func faultsOf(f *holdfast.Finding) []holdfast.Fault {
	var seen []holdfast.Fault
	for _, one := range f.Faults {
		if one.Status == holdfast.Broken || one.Status == holdfast.AtRisk {
			seen = append(seen, one)
		}
	}
	if len(f.Faults) == 0 && (f.Status == holdfast.Broken || f.Status == holdfast.AtRisk) {
		seen = append(seen, holdfast.Fault{Key: wholeKey, Status: f.Status, Text: f.Reason})
	}
	return seen
}

// clears reports whether a look that did not see a fault shows that it is gone.
// What could not be looked at shows nothing, neither as a whole nor in the part
// that the fault is of; what is broken as a whole says nothing of its parts.
func clears(f *holdfast.Finding, key string) bool {
	switch f.Status {
	case holdfast.Holds, holdfast.AtRisk:
		return !unseen(f, key)
	case holdfast.Broken:
		return len(f.Faults) > 0 && !unseen(f, key)
	case holdfast.Unknown:
	}
	return false
}

// unseen reports whether the look says of the fault itself that it could not be
// looked at.
func unseen(f *holdfast.Finding, key string) bool {
	return slices.ContainsFunc(f.Faults, func(one holdfast.Fault) bool {
		return one.Key == key && one.Status == holdfast.Unknown
	})
}

func holds(seen []holdfast.Fault, key string) bool {
	return slices.ContainsFunc(seen, func(f holdfast.Fault) bool { return f.Key == key })
}

// sortedKeys are the keys in an order of their own, so that two runs tell the
// same.
func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
