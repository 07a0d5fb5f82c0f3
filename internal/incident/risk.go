package incident

import "holdfast"

// openRisk begins the incident of a check that is confirmed AtRisk, unless one
// is open from before an outage: then that one goes on.
func (t *turn) openRisk(c *holdfast.Check, s *standing, ch change, f holdfast.Finding) {
	if s.Risk != "" {
		return
	}
	l := t.enter(*c, holdfast.Incident{
		Class: holdfast.ClassRisk, Severity: severityOf(c, holdfast.ClassRisk), Status: holdfast.AtRisk,
		Headline: f.Headline, Reason: f.Reason, Since: ch.First, Looks: ch.Looks,
	})
	l.Known = f.FaultKeys(holdfast.AtRisk)
	l.Incident.Faults = cloneFaults(f.Faults)
}

// paused reports whether an incident says nothing for now: a risk while its
// check has an outage.
func (b *Book) paused(l *ledger) bool {
	if l.Incident.Class != holdfast.ClassRisk {
		return false
	}
	s := b.checks[l.Incident.Check]
	return s != nil && s.Outage != ""
}

// stirRisk lets the deadlines of a check's risk be worked out anew, when its
// outage begins or ends.
func (b *Book) stirRisk(s *standing) {
	if l := b.ledger(s.Risk); l != nil {
		l.stir()
	}
}

// severityOf returns how much an incident of the class matters: an outage as
// much as the check says, a risk a warning at most, an unknown one step less
// than the outage would, blindness always the most.
func severityOf(c *holdfast.Check, class holdfast.Class) holdfast.Severity {
	switch class {
	case holdfast.ClassRisk:
		if weight(c.Severity) > weight(holdfast.SeverityWarning) {
			return holdfast.SeverityWarning
		}
	case holdfast.ClassUnknown:
		return c.Severity.Lower()
	case holdfast.ClassBlind:
		return holdfast.SeverityCritical
	case holdfast.ClassOutage:
	}
	return c.Severity
}

// weight orders severities from least to most.
func weight(s holdfast.Severity) int {
	switch s {
	case holdfast.SeverityInfo:
		return 0
	case holdfast.SeverityWarning:
		return 1
	case holdfast.SeverityCritical:
		return 3
	case holdfast.SeverityError:
	}
	return 2
}
