package incident

import (
	"time"

	"holdfast"
)

// vantageCheck stands for the vantage where incidents and notices want a check:
// "vantage/<name>".
func vantageCheck(name string) holdfast.Check {
	if name == "" {
		name = "local"
	}
	id := "vantage/" + name
	return holdfast.Check{ID: id, Name: id, Kind: "vantage", Target: name, Severity: holdfast.SeverityCritical}
}

// blind begins or ends the one incident of a vantage whose anchors are silent.
// There is nothing to confirm: whoever says blind has asked all anchors.
func (t *turn) blind(on bool, reason string) {
	l := t.ledger(t.meta.Blind)
	if !on {
		t.resolve(l, t.now, "")
		if l != nil {
			t.relooks = append(t.relooks, t.Relooks()...)
		}
		return
	}
	f := holdfast.Finding{Status: holdfast.Unknown, Headline: "BLIND", Reason: reason}
	if reason == "" {
		f.Reason = "no anchor of this vantage answers: what it sees says nothing about a target"
	}
	if l != nil {
		t.update(l, f)
		return
	}
	l = t.enter(vantageCheck(t.rules.Vantage), holdfast.Incident{
		Class: holdfast.ClassBlind, Severity: holdfast.SeverityCritical, Status: holdfast.Unknown,
		Headline: f.Headline, Reason: f.Reason, Since: t.now,
	})
	t.meta.Blind = l.Incident.ID
}

// blindTo reports whether, and since when, nothing can be seen of a check. What
// is local needs no way out and is seen all the same.
func (b *Book) blindTo(c *holdfast.Check) (since time.Time, reason string, blind bool) {
	l := b.ledger(b.meta.Blind)
	if l == nil || c.Local {
		return time.Time{}, "", false
	}
	return l.Incident.Since, l.Incident.Reason, true
}
