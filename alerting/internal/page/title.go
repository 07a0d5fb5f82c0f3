package page

import (
	"fmt"
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// title is a head that must stay, a middle that may be cut and a tail that
// must stay.
type title struct{ head, middle, tail string }

// within joins the three in at most limit characters.
func (t title) within(limit int) string {
	room := limit - plain.Len(t.head) - plain.Len(t.tail)
	if t.middle != "" && room < 1 {
		return plain.Trim(t.head+t.middle+t.tail, limit)
	}
	return plain.Trim(t.head+plain.Trim(t.middle, room)+t.tail, limit)
}

// titleOf chooses the title by what happened.
func titleOf(n holdfast.Notice) title {
	switch {
	case n.Step == holdfast.StepDrill:
		return drillTitle(n)
	case n.Step == holdfast.StepResolved:
		return resolvedTitle(n)
	case n.Over != nil:
		return overTitle(n)
	case n.Step == holdfast.StepAcknowledged:
		return ackTitle(n)
	case n.Step == holdfast.StepReminder:
		return title{"STILL " + headline(n.Incident) + ": ", subject(n), since(n) + " (" + span(n.Incident.Lasted(n.At)) + ")"}
	case n.Step == holdfast.StepWorse:
		return title{headline(n.Incident) + ", worse: ", subject(n), faultsNow(n.Incident) + since(n)}
	default:
		return title{headline(n.Incident) + ": ", subject(n), since(n)}
	}
}

// drillTitle marks a test message so that nobody can take it for an alarm.
func drillTitle(n holdfast.Notice) title {
	if n.Incident.Reason == "" {
		return title{head: "DRILL: nothing is wrong, this tests the way to ", middle: plain.Line(n.Channel)}
	}
	return title{"DRILL, nothing is wrong: ", subject(n), ""}
}

// resolvedTitle says that it is over, when, and how long it was. An incident
// that ended without anybody seeing a recovery says so.
func resolvedTitle(n holdfast.Notice) title {
	in := n.Incident
	was := headline(in) + " for " + span(in.Lasted(n.At)) + acked(in, n)
	if in.Cause != "" {
		return title{"RESOLVED without a recovery: " + name(n) + ", ", plain.Line(in.Cause), ", was " + was}
	}
	tail := ""
	if n.Over != nil {
		tail = untold(n)
	}
	return title{head: "RESOLVED: " + name(n) + " at " + clock(ended(in), n.At) + " UTC, " + was, tail: tail}
}

// overTitle tells of an incident that began and ended while the channel could
// not be reached.
func overTitle(n holdfast.Notice) title {
	over := *n.Over
	period := clock(over.Since, n.At) + "–" + clock(ended(over), n.At) + " UTC"
	return title{name(n) + " was " + headline(over) + " " + period + untold(n) + ": ", plain.Line(over.Reason), ""}
}

// untold says until when the channel could not be told.
func untold(n holdfast.Notice) string {
	return ", could not tell you until " + clock(n.At.Add(n.LateBy), n.At)
}

// ackTitle says who took it.
func ackTitle(n holdfast.Notice) title {
	by := plain.Trim(plain.Line(n.Incident.AckedBy), 60)
	if by == "" {
		by = "somebody"
	}
	at := n.Incident.Acked
	if at.IsZero() {
		at = n.At
	}
	return title{"ACKNOWLEDGED by " + by + " " + clock(at, n.At) + " UTC: " + headline(n.Incident) + ", ", subject(n), ""}
}

// acked names who had taken a resolved incident.
func acked(in holdfast.Incident, n holdfast.Notice) string {
	if in.Acked.IsZero() {
		return ""
	}
	by := plain.Trim(plain.Line(in.AckedBy), 60)
	return strings.TrimRight(" (acknowledged by "+by, " ") + " " + clock(in.Acked, n.At) + ")"
}

// since says when it began.
func since(n holdfast.Notice) string {
	if n.Incident.Since.IsZero() {
		return ""
	}
	return ", since " + clock(n.Incident.Since, n.At) + " UTC"
}

// faultsNow counts the faults of an incident that grew.
func faultsNow(in holdfast.Incident) string {
	if len(in.Faults) < 2 {
		return ""
	}
	return fmt.Sprintf(", now %s faults", count(len(in.Faults)))
}
