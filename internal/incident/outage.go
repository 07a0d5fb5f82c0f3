package incident

import (
	"slices"
	"time"

	"holdfast"
)

// openOutage begins the incident of a check that is confirmed Broken.
func (t *turn) openOutage(c *holdfast.Check, s *standing, ch change, f holdfast.Finding) {
	if s.Outage != "" {
		return
	}
	l := t.enter(*c, holdfast.Incident{
		Class: holdfast.ClassOutage, Severity: c.Severity, Status: holdfast.Broken,
		Headline: f.Headline, Reason: f.Reason, Since: ch.First, Looks: ch.Looks,
	})
	l.Known = f.FaultKeys(holdfast.Broken)
	l.Incident.Faults = cloneFaults(f.Faults)
}

// refresh brings the open incident that a look speaks of up to date, and tells
// that it got worse once a new fault is confirmed.
func (t *turn) refresh(c *holdfast.Check, s *standing, at time.Time, f holdfast.Finding) {
	l := t.speaksOf(s)
	if l == nil {
		return
	}
	worse := t.rise(c, s, l, at, f)
	if f.Status == l.Incident.Status {
		t.update(l, f)
	}
	if worse {
		t.worse(l)
	}
}

// speaksOf returns the open incident of the check's level, or nil.
func (b *Book) speaksOf(s *standing) *ledger {
	switch s.Level {
	case holdfast.Broken:
		return b.ledger(s.Outage)
	case holdfast.AtRisk:
		return b.ledger(s.Risk)
	case holdfast.Holds, holdfast.Unknown:
	}
	return nil
}

// rising reports whether a new fault of the open incident waits for further
// looks.
func (b *Book) rising(s *standing) bool {
	l := b.speaksOf(s)
	return l != nil && len(l.Rising) > 0
}

// rise counts the look's faults that the incident does not know yet. Those seen
// in enough of the last looks become known, and it reports whether there are
// any; for the others it asks further looks.
func (t *turn) rise(c *holdfast.Check, s *standing, l *ledger, at time.Time, f holdfast.Finding) bool {
	fresh := l.unknown(f)
	if len(fresh) == 0 && len(l.Rising) == 0 {
		return false
	}
	r := rule(c.Confirm)
	l.Rising = append(slices.Clone(l.Rising), fresh)
	l.Rising = l.Rising[max(0, len(l.Rising)-r.Of):]
	worse := l.adopt(fresh, r.Need)
	if open := l.unknown(f); len(open) > 0 {
		t.again(c, s, at, open)
	}
	t.note(l)
	return worse
}

// unknown returns the finding's fault keys that the incident does not know.
func (l *ledger) unknown(f holdfast.Finding) []string {
	var out []string
	for _, key := range f.FaultKeys(l.Incident.Status) {
		if !slices.Contains(l.Known, key) && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// adopt makes known those of the keys that enough of the last looks have seen,
// and lets go of looks that no longer tell anything.
func (l *ledger) adopt(keys []string, need int) bool {
	before := len(l.Known)
	for _, key := range keys {
		n := 0
		for _, looked := range l.Rising {
			if slices.Contains(looked, key) {
				n++
			}
		}
		if n >= need {
			l.Known = append(slices.Clip(l.Known), key)
		}
	}
	for i, looked := range l.Rising {
		l.Rising[i] = slices.DeleteFunc(slices.Clone(looked), func(k string) bool { return slices.Contains(l.Known, k) })
	}
	for len(l.Rising) > 0 && len(l.Rising[0]) == 0 {
		l.Rising = l.Rising[1:]
	}
	return len(l.Known) > before
}

// worse tells those who know of the incident that there is more of it now, or
// keeps that for the end of a hold.
func (t *turn) worse(l *ledger) {
	t.touch(l)
	if l.Incident.Held {
		l.WorseHeld = true
		return
	}
	l.WorseHeld = false
	if len(l.Ladder.Told) > 0 {
		l.Worse++
		t.tell(l, holdfast.StepWorse, l.Worse, t.now, l.Ladder.Told)
	}
}
