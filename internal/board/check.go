package board

import (
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/view"
)

// Check is one check as the audience may see it.
type Check struct {
	Slug, ID, Name, Kind, Group string
	Status                      holdfast.Status
	Word                        string // how people call the status
	Since                       time.Time
	Seen                        time.Time // start of the last look, zero before the first
	Maintenance                 bool      // planned work is on
	// Reason is the last look's; empty where the audience may not see it.
	Reason string
	Days   []Day // [Days] of them, oldest first
	Times  history.Times
	// View is all that is known, nil where the audience may not see it.
	View *view.Check
}

// Tell is the sentence of the check's bars.
func (c Check) Tell() string { return Tell(c.Days) }

// Good reports whether nothing need be said of it.
func (c Check) Good() bool { return c.Status == holdfast.Holds }

// Uneven are the days that were not up throughout, newest first.
func (c Check) Uneven() []Day { return Uneven(c.Days) }

// Uneven are those of the days that were not up throughout, newest first.
func Uneven(days []Day) []Day {
	var out []Day
	for _, d := range slices.Backward(days) {
		if d.Total() > 0 && d.State() != history.Up {
			out = append(out, d)
		}
	}
	return out
}

// see makes a check for an audience.
func (a Audience) see(v *view.Check, p Past, at time.Time) Check {
	r := p.row(v.ID)
	c := Check{
		Slug: Slug(v.ID), ID: v.ID, Name: v.Name, Kind: v.Kind, Group: a.group(v), Status: v.Status, Word: v.Word,
		Since: minute(v.Since), Seen: minute(v.Last.At), Days: r.days, Times: r.times,
		Maintenance: worked(p.Windows, at, v.Name, v.ID),
	}
	if a.Deep() {
		c.View, c.Reason = v, v.Last.Reason
	}
	return c
}

// group is under which heading a check stands. A host is told only to whom it is
// not news: it may be an address within.
func (a Audience) group(v *view.Check) string {
	head, _, named := strings.Cut(v.Name, "/")
	switch {
	case v.Group != "":
		return v.Group
	case v.Host != "" && a.Deep():
		return v.Host
	case named:
		return head
	default:
		return v.Kind
	}
}

// minute cuts a time to its minute.
func minute(t time.Time) time.Time { return t.UTC().Truncate(time.Minute) }
