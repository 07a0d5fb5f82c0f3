package incident

import (
	"time"

	"holdfast"
)

// lateTick is how late a tick may be before it means that nobody was there to
// send it.
const lateTick = time.Minute

// lost is a run of looks that could not be taken.
type lost struct {
	Since time.Time `json:"since,omitzero"` // start of the first one; zero: no run
	Looks int       `json:"looks,omitempty"`
	// Settled is true once it has lasted long enough to count.
	Settled bool `json:"settled,omitempty"`
	// Due is when a run without any looks (stale) counts; zero if looks do.
	Due time.Time `json:"due,omitzero"`
}

// running reports whether there is such a run.
func (l lost) running() bool { return !l.Since.IsZero() }

// patience returns when a look that could not be taken is asked again, counted
// from the first: after 1, 5 and 15 min, and sooner for checks that are asked
// more often than once a minute. If the last is Unknown too, it counts.
func patience(every time.Duration) [3]time.Duration {
	wait := [3]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}
	if every <= 0 || every >= time.Minute {
		return wait
	}
	for i, times := range [3]time.Duration{3, 6, 12} {
		wait[i] = min(wait[i], times*every)
	}
	return wait
}

// lost takes in a look that could not be taken: it begins or prolongs the run.
func (t *turn) lost(c *holdfast.Check, s *standing, at time.Time, f holdfast.Finding) {
	wait := patience(c.Every)
	if !s.Lost.running() {
		s.Lost = lost{Since: at}
		for _, after := range wait {
			t.relooks = append(t.relooks, Relook{Check: c.ID, At: at.Add(after)})
		}
	}
	run := &s.Lost
	lasted := at.Sub(run.Since)
	if !run.Settled {
		run.Looks++
		s.Unproven = s.Unproven || (c.FreshFor > 0 && lasted >= c.FreshFor)
		if lasted >= wait[2]-min(wait[2]/20, time.Second) {
			t.settle(c, s, f, lasted)
		}
	}
	if l := t.ledger(s.Unknown); l != nil {
		t.update(l, f)
	}
	s.show(run.Since)
}

// settle lets a run count: nothing is proven any more, and people are told,
// unless they are busy with the check's outage already.
func (t *turn) settle(c *holdfast.Check, s *standing, f holdfast.Finding, lasted time.Duration) {
	s.Lost.Settled, s.Lost.Due, s.Unproven = true, time.Time{}, true
	if s.Outage != "" || s.Unknown != "" {
		return
	}
	l := t.enter(*c, holdfast.Incident{
		Class: holdfast.ClassUnknown, Severity: severityOf(c, holdfast.ClassUnknown), Status: holdfast.Unknown,
		Headline: f.Headline, Reason: f.Reason, Since: s.Lost.Since,
		Looks: looksText(s.Lost.Looks, s.Lost.Looks, lasted),
	})
	l.Incident.Faults = cloneFaults(f.Faults)
}

// found ends a run, and the incident of it: one definite look, good or bad, says
// that looking works.
func (t *turn) found(s *standing, at time.Time) {
	s.Lost = lost{}
	t.resolve(t.ledger(s.Unknown), at, "")
}

// stale takes in that no look came in time. It counts as a look that could not
// be taken, and takes the proof away at once.
func (t *turn) stale(check, reason string) {
	c, ok := t.known.checks[check]
	if !ok {
		return
	}
	s := t.standing(c)
	f := holdfast.Finding{Status: holdfast.Unknown, Headline: "COULD NOT LOOK", Reason: reason}
	if reason == "" {
		f.Reason = "no look came in time"
	}
	s.Unproven = true
	t.lost(c, s, t.now, f)
	if !s.Lost.Settled {
		s.Lost.Due = s.Lost.Since.Add(patience(c.Every)[2])
	}
	t.await(check, s)
	s.see(f)
	t.mark(checkKey(c.ID))
}

// await remembers which checks have a deadline of a stale run.
func (b *Book) await(id string, s *standing) {
	if !s.Lost.Due.IsZero() {
		b.awaited[id] = true
	}
}

// nextStale returns the first such deadline, zero if there is none.
func (b *Book) nextStale() time.Time {
	var next time.Time
	for id := range b.awaited {
		s := b.checks[id]
		if s == nil || s.Lost.Due.IsZero() {
			delete(b.awaited, id)
			continue
		}
		next = soonest(next, s.Lost.Due)
	}
	return next
}

// overdue lets stale runs count whose time has come. When the tick itself comes
// far too late, this program was off: the check is asked once more first.
func (t *turn) overdue() {
	if len(t.awaited) == 0 {
		return
	}
	for i := range t.rules.Checks {
		c := &t.rules.Checks[i]
		s := t.checks[c.ID]
		if s == nil || s.Lost.Due.IsZero() || t.now.Before(s.Lost.Due) {
			continue
		}
		if t.now.Sub(s.Lost.Due) > lateTick {
			s.Lost.Due = t.now.Add(c.Timeout + 2*lateTick)
			t.relooks = append(t.relooks, Relook{Check: c.ID, At: t.now})
		} else {
			f := holdfast.Finding{Status: holdfast.Unknown, Headline: s.Seen.Headline, Reason: s.Seen.Reason, Faults: s.Seen.Faults}
			t.settle(c, s, f, t.now.Sub(s.Lost.Since))
			s.show(s.Lost.Since)
		}
		t.mark(checkKey(c.ID))
	}
}
