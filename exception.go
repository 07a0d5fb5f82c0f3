package holdfast

import (
	"fmt"
	"strings"
	"time"
)

// Covers reports whether the exception speaks of the fault key at that time.
func (e Exception) Covers(key string, at time.Time) bool {
	if !at.Before(e.Until) {
		return false
	}
	for _, pattern := range e.Faults {
		if MatchKey(pattern, key) {
			return true
		}
	}
	return false
}

// MatchKey reports whether a fault key fits a pattern: the key itself, or a
// beginning of it followed by *.
func MatchKey(pattern, key string) bool {
	if head, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(key, head)
	}
	return pattern == key
}

// Accept returns the finding with every Broken fault that an exception covers
// turned to AtRisk, and its Status judged anew. A finding that is Broken
// without a fault, or Unknown, is left as it is: nobody can accept the unseen.
func (f Finding) Accept(exceptions []Exception, at time.Time) Finding {
	if len(exceptions) == 0 || len(f.Faults) == 0 || f.Status != Broken {
		return f
	}
	out := f
	out.Faults = make([]Fault, len(f.Faults))
	changed := false
	for i, fault := range f.Faults {
		out.Faults[i] = fault
		for _, e := range exceptions {
			if fault.Status == Broken && e.Covers(fault.Key, at) {
				out.Faults[i].Status = AtRisk
				out.Faults[i].Accepted = fmt.Sprintf("accepted by %s until %s: %s", e.By, e.Until.Add(-time.Second).Format("2006-01-02"), e.Why)
				changed = true
			}
		}
	}
	if changed {
		out.Judge()
	}
	return out
}
