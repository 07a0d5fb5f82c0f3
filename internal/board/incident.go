package board

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Incident is one incident as the audience may see it.
type Incident struct {
	Number   int64
	ID       string
	Check    string // its name
	CheckID  string
	Slug     string // of the check; empty when it is no longer watched
	Class    holdfast.Class
	Status   holdfast.Status
	Severity holdfast.Severity
	Headline string
	Since    time.Time
	Until    time.Time // when it was good again, zero while open
	Ended    time.Time // when that was confirmed, zero while open
	Lasted   time.Duration
	Steps    []Step // oldest first
	// Full is all that is known, zero where the audience may not see it.
	Full holdfast.Incident
}

// Step is one line of an incident's story.
type Step struct {
	At   time.Time
	Name string // stable: failed, opened, acknowledged, recovered, resolved
	Text string
}

// Open reports whether it has not ended.
func (i Incident) Open() bool { return i.Ended.IsZero() }

// Latest is the last line of its story.
func (i Incident) Latest() string { return i.Steps[len(i.Steps)-1].Text }

// Changed is when its story last went on.
func (i Incident) Changed() time.Time { return i.Steps[len(i.Steps)-1].At }

// incidents are those of checks that the audience may see.
func (a Audience) incidents(all []holdfast.Incident, checks []Check, now time.Time) []Incident {
	known := make(map[string]Check, len(checks))
	for _, c := range checks {
		known[c.ID] = c
	}
	var out []Incident
	for _, i := range all {
		c, ok := known[i.Check]
		if !ok && !a.Everything {
			continue
		}
		out = append(out, a.incident(i, c, now))
	}
	slices.SortStableFunc(out, func(x, y Incident) int { return cmp.Compare(y.Number, x.Number) })
	return out
}

// incident makes one for an audience.
func (a Audience) incident(i holdfast.Incident, c Check, now time.Time) Incident {
	out := Incident{
		Number: i.Number, ID: i.ID, Check: cmp.Or(c.Name, i.Check), CheckID: i.Check, Slug: c.Slug, Class: i.Class, Status: i.Status,
		Severity: i.Severity, Headline: cmp.Or(i.Headline, i.Status.String()), Since: i.Since.UTC(), Until: i.Until.UTC(), Ended: i.Resolved.UTC(),
		Lasted: i.Lasted(now).Truncate(time.Second),
	}
	if i.Open() {
		out.Lasted = out.Lasted.Truncate(time.Minute)
	}
	out.Steps = a.steps(i)
	if a.Deep() {
		out.Full = i
	}
	return out
}

// steps tell an incident in the order of time.
func (a Audience) steps(i holdfast.Incident) []Step {
	var out []Step
	add := func(at time.Time, name, text string) {
		if !at.IsZero() {
			out = append(out, Step{At: at.UTC(), Name: name, Text: text})
		}
	}
	add(i.Since, "failed", "the first look that failed")
	confirmed := "confirmed"
	if i.Looks != "" {
		confirmed += " by " + i.Looks
	}
	add(i.Opened, "opened", confirmed)
	taken := "somebody took it"
	if a.Everything && i.AckedBy != "" {
		taken = i.AckedBy + " took it"
	}
	add(i.Acked, "acknowledged", taken)
	add(i.Until, "recovered", "the first look that was good again")
	add(i.Resolved, "resolved", strings.TrimSuffix("the recovery was confirmed; "+i.Cause, "; "))
	if i.Cause != "" && i.Until.IsZero() && len(out) > 0 && !i.Resolved.IsZero() {
		out[len(out)-1].Text = "ended without a recovery: " + i.Cause
	}
	slices.SortStableFunc(out, func(x, y Step) int { return x.At.Compare(y.At) })
	return out
}
