package incident

import (
	"time"

	"holdfast"
)

// judged is the finding that counts: exceptions are granted as of the time of
// the look, and what a blind vantage saw is Unknown.
func judged(c *holdfast.Check, v holdfast.Verdict) holdfast.Finding {
	f := v.Finding
	if v.Blind {
		f.Status = holdfast.Unknown
		return f
	}
	return f.Accept(c.Accepted, v.At)
}

// Matters reports whether [Book.Apply] of this verdict could change anything but
// its freshness. A calm check that holds again does not matter, nor an open
// incident of which exactly the same is seen again: such verdicts are kept as
// history, not as events. It allocates nothing unless exceptions are granted.
func (b *Book) Matters(v holdfast.Verdict) bool {
	c, ok := b.known.checks[v.Check]
	if !ok {
		return false
	}
	s := b.checks[v.Check]
	if s == nil {
		return true
	}
	return !b.overtaken(s, v.At) && s.moves(v.Blind, judged(c, v))
}

// overtaken reports whether a verdict comes too late to count, its check having
// been looked at since. A much earlier time may mean a corrected clock, which
// only the event's own time can tell.
func (b *Book) overtaken(s *standing, at time.Time) bool {
	return !stamp(at).After(s.LastAt) && !at.Before(b.meta.At.Add(-stepBack))
}

// moves reports whether the finding would change what is remembered.
func (s *standing) moves(blind bool, f holdfast.Finding) bool {
	switch {
	case blind:
		return s.Lost.running() || !s.Seen.same(f)
	case unfinished(f):
		return s.Lost.running() || !s.Looked || !s.Unproven || s.Seen.Status != f.Status || s.Seen.Headline != "" || s.Seen.Reason == ""
	case f.Status == holdfast.Unknown:
		return !s.Lost.Settled || !s.Seen.same(f)
	case f.Status != s.Level || !s.calm() || !s.Looked:
		return true
	case f.Status == holdfast.Holds:
		return s.Seen.Status != holdfast.Holds
	default:
		return !s.AskedUntil.IsZero() || !s.Seen.same(f)
	}
}

// unfinished reports whether a finding says "not finished yet": Unknown without
// a word of bad news.
func unfinished(f holdfast.Finding) bool { return f.Status == holdfast.Unknown && f.Headline == "" }

// verdict takes one look in.
func (t *turn) verdict(v holdfast.Verdict) {
	c, ok := t.known.checks[v.Check]
	if !ok {
		return
	}
	s := t.standing(c)
	at := earlier(stamp(v.At), t.now)
	if !s.LastAt.IsZero() && !at.After(s.LastAt) {
		return
	}
	s.LastAt, s.Looked = at, s.Looked || !v.Blind
	f := judged(c, v)
	switch {
	case v.Blind:
		s.Lost = lost{}
	case unfinished(f):
		s.Lost, s.Unproven = lost{}, true
		s.show(at)
	case f.Status == holdfast.Unknown:
		t.lost(c, s, at, f)
	default:
		t.definite(c, s, at, f)
	}
	s.see(f)
	t.mark(checkKey(c.ID))
}

// standing returns what is remembered of a check, beginning it if need be.
func (b *Book) standing(c *holdfast.Check) *standing {
	s := b.checks[c.ID]
	if s == nil {
		s = &standing{Settings: c.Settings}
		b.checks[c.ID] = s
	}
	return s
}

// definite takes in a look that saw something, good or bad.
func (t *turn) definite(c *holdfast.Check, s *standing, at time.Time, f holdfast.Finding) {
	t.found(s, at)
	s.Unproven = false
	if s.Level == holdfast.Unknown && f.Status == holdfast.Holds {
		s.Level = holdfast.Holds
	}
	confirmRule, since := rule(c.Confirm), at
	s.Window = push(s.Window, look{At: at, Status: f.Status}, s.Level, confirmRule.Of)
	if to, ok := confirm(s.Level, s.Window, confirmRule); ok {
		t.move(c, s, to, f)
		since = to.First
	} else if rank(f.Status) != rank(s.Level) {
		t.again(c, s, at, t.doubts(s, f))
	}
	t.refresh(c, s, at, f)
	t.settleAsked(s)
	s.show(since)
}

// move takes the level to where the rule confirmed it, and opens and resolves
// what that means. The classes that stay open are told in the package comment.
func (t *turn) move(c *holdfast.Check, s *standing, to change, f holdfast.Finding) {
	s.Level, s.Window, s.AskedUntil = to.To, nil, time.Time{}
	switch to.To {
	case holdfast.Broken:
		t.openOutage(c, s, to, f)
	case holdfast.AtRisk:
		t.resolve(t.ledger(s.Outage), to.First, "")
		t.openRisk(c, s, to, f)
	case holdfast.Holds:
		t.resolve(t.ledger(s.Outage), to.First, "")
		t.resolve(t.ledger(s.Risk), to.First, "")
	case holdfast.Unknown: // never confirmed by this rule
	}
}

// again asks for the further looks that the rule wants, unless they are asked
// for already.
func (t *turn) again(c *holdfast.Check, s *standing, at time.Time, keys []string) {
	if s.AskedUntil.After(at) {
		return
	}
	for _, offset := range spread(rule(c.Confirm)) {
		t.relooks = append(t.relooks, Relook{Check: c.ID, At: at.Add(offset), Confirm: keys})
		s.AskedUntil = at.Add(offset)
	}
}

// settleAsked forgets further looks once nothing is in doubt.
func (t *turn) settleAsked(s *standing) {
	if len(s.Window) == 0 && !t.rising(s) {
		s.AskedUntil = time.Time{}
	}
}

// doubts returns the fault keys that further looks should ask about: those that
// were just seen, or, when things look better, those of the open incident.
func (b *Book) doubts(s *standing, f holdfast.Finding) []string {
	if rank(f.Status) > rank(s.Level) {
		return f.FaultKeys(f.Status)
	}
	if l := b.ledger(s.Outage); l != nil {
		return l.Known
	}
	if l := b.ledger(s.Risk); l != nil {
		return l.Known
	}
	return nil
}

// earlier is the earlier of two times.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
