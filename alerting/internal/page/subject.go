package page

import (
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// headline is the kind's own word for bad news, or else the class's.
func headline(in holdfast.Incident) string {
	if word := plain.Trim(plain.Line(in.Headline), 40); word != "" {
		return word
	}
	switch in.Class {
	case holdfast.ClassRisk:
		return "AT RISK"
	case holdfast.ClassUnknown:
		return "UNKNOWN"
	case holdfast.ClassBlind:
		return "BLIND"
	case holdfast.ClassOutage:
		return "BROKEN"
	default:
		return "BROKEN"
	}
}

// name is what people call the check.
func name(n holdfast.Notice) string {
	for _, s := range []string{n.Check.Name, n.Check.ID, n.Incident.Check} {
		if s != "" {
			return plain.Trim(plain.Line(s), 120)
		}
	}
	return "the monitor"
}

// subject is the reason, led by the check's name where the reason does not say
// itself what it is about.
func subject(n holdfast.Notice) string {
	reason := plain.Line(n.Incident.Reason)
	if reason == "" {
		return name(n)
	}
	for _, s := range []string{n.Check.Name, n.Check.Target, n.Check.Host} {
		if s != "" && strings.Contains(reason, s) {
			return reason
		}
	}
	return name(n) + ": " + reason
}
