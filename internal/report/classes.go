package report

import (
	"cmp"
	"slices"
	"time"

	"holdfast"
)

// Subject is a check as findings speak of it, with the lives of its faults.
type Subject struct {
	Check holdfast.Check
	// Watched is false when the config no longer had it at the period's end.
	Watched bool
	// Last is its last look before the period's end.
	Last  time.Time
	Stays []Stay
}

// Classify puts the findings of a period into the five classes. earlier says
// whether anything is known of the time before.
func Classify(subjects []Subject, p Period, earlier bool) Changes {
	c := Changes{Earlier: earlier, New: []Finding{}, Open: []Finding{}, Regressed: []Finding{}, Resolved: []Finding{}, Gone: []Finding{}}
	for i := range subjects {
		c.add(&subjects[i], p)
	}
	for _, list := range [][]Finding{c.New, c.Open, c.Regressed, c.Resolved, c.Gone} {
		slices.SortStableFunc(list, worstFirst)
	}
	return c
}

// add files the findings of one check.
func (c *Changes) add(s *Subject, p Period) {
	for _, stays := range byKey(s.Stays, p.To) {
		last := stays[len(stays)-1]
		f := s.finding(last)
		open := last.there(p.To)
		switch {
		case open && !s.Watched:
			if !s.Last.Before(p.From) {
				c.Gone = append(c.Gone, f)
			}
		case open && last.there(p.From):
			c.Open = append(c.Open, f)
		case open && len(stays) > 1:
			c.Regressed = append(c.Regressed, f)
		case open:
			c.New = append(c.New, f)
		case !last.Until.Before(p.From):
			c.Resolved = append(c.Resolved, f)
		}
	}
}

// byKey groups the stays that began before the end by their fault, each group
// in the order of time. A stay that ended later has not ended yet.
func byKey(stays []Stay, end time.Time) [][]Stay {
	var groups [][]Stay
	place := map[string]int{}
	for _, s := range stays {
		if !s.Since.Before(end) {
			continue
		}
		if !s.Until.IsZero() && !s.Until.Before(end) {
			s.Until = time.Time{}
		}
		n, known := place[s.Fault.Key]
		if !known {
			n = len(groups)
			place[s.Fault.Key] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], s)
	}
	return groups
}

// finding is a stay of a fault of the subject.
func (s *Subject) finding(stay Stay) Finding {
	c := &s.Check
	return Finding{
		ID: c.ID + " " + stay.Fault.Key, Check: c.ID, Name: c.Name, Kind: c.Kind, Target: c.Target, Key: stay.Fault.Key,
		Status: stay.Fault.Status, Severity: c.Severity, Owner: c.Owner, Text: stay.Fault.Text, Fix: stay.Fault.Fix,
		Accepted: stay.Fault.Accepted, Since: stay.Since, Until: stay.Until, Unseen: stay.Unseen,
	}
}

// worstFirst orders findings: broken before at risk, what matters more first,
// then the older, then by ID.
func worstFirst(a, b Finding) int {
	return cmp.Or(
		statusOrder(a.Status, b.Status), cmp.Compare(weight(b.Severity), weight(a.Severity)),
		a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
}

// statusOrder puts the worse state first.
func statusOrder(a, b holdfast.Status) int {
	switch {
	case a.Worse(b):
		return -1
	case b.Worse(a):
		return 1
	default:
		return 0
	}
}

// weight is how much a severity matters, 0 to 3.
func weight(s holdfast.Severity) int {
	return slices.Index(holdfast.Severities(), s.String())
}
