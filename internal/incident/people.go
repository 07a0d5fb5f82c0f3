package incident

import (
	"slices"

	"holdfast"
)

// causeDrill marks the incident of a drill, so that no report counts it.
const causeDrill = "drill"

// acknowledge notes who took an incident. Ladder and reminders end, and those
// who were told are told that. A second acknowledgement changes nothing.
func (t *turn) acknowledge(name, by string) {
	l := t.find(name)
	if l == nil || !l.Incident.Acked.IsZero() {
		return
	}
	l.Incident.Acked, l.Incident.AckedBy = t.now, by
	t.tell(l, holdfast.StepAcknowledged, 1, t.now, l.Ladder.Told)
	t.touch(l)
}

// drill makes a marked incident that is over at once, and one notice a channel.
func (t *turn) drill(channels []string, by string) {
	var to []string
	for _, ch := range t.rules.Channels {
		if len(channels) == 0 || slices.Contains(channels, ch.Name) {
			to = append(to, ch.Name)
		}
	}
	if len(to) == 0 {
		return
	}
	reason := "a test of the way to you; nothing is wrong"
	if by != "" {
		reason = "a test of the way to you, asked for by " + by + "; nothing is wrong"
	}
	l := &ledger{Check: holdfast.Check{ID: causeDrill, Name: causeDrill, Kind: causeDrill}}
	l.Incident = holdfast.Incident{
		ID: t.nextID(), Number: t.nextNumber(), Check: causeDrill,
		Class: holdfast.ClassOutage, Severity: holdfast.SeverityInfo, Status: holdfast.Broken,
		Headline: "DRILL", Reason: reason, Cause: causeDrill,
		Since: t.now, Opened: t.now, Resolved: t.now, Until: t.now,
	}
	l.Ladder.Told = to
	t.touch(l)
	t.tell(l, holdfast.StepDrill, 1, t.now, to)
}
