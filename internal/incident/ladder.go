package incident

import (
	"slices"
	"time"

	"holdfast"
)

// ladder is who is told of an incident, when, and how far that is.
type ladder struct {
	// Steps are the rungs in order of their time, Every the time between two
	// reminders (zero: none). Both are the route's as it was at the opening.
	Steps []holdfast.Rung `json:"steps,omitempty"`
	Every time.Duration   `json:"every,omitempty"`
	// From is when the ladder's time began: the opening, or the end of a hold
	// that let nobody be told before.
	From time.Time `json:"from,omitzero"`
	// Done counts the rungs that are behind, Told are the channels that were
	// told of the beginning, in order.
	Done int      `json:"done,omitempty"`
	Told []string `json:"told,omitempty"`
	// Remind is when the next reminder is due, Reminders how many there were.
	Remind    time.Time `json:"remind,omitzero"`
	Reminders int       `json:"reminders,omitempty"`
	// Owed are channels that are told of the beginning anew as soon as nothing
	// holds it back, Again counts how often that was done.
	Owed  []string `json:"owed,omitempty"`
	Again int      `json:"again,omitempty"`
}

// rung returns when the next rung is due; false when there is none.
func (l *ladder) rung() (time.Time, bool) {
	if l.Done >= len(l.Steps) {
		return time.Time{}, false
	}
	return l.From.Add(l.Steps[l.Done].After), true
}

// due returns when something falls due next about an open incident, zero if
// nothing does.
func (b *Book) due(l *ledger) time.Time {
	if l.settled {
		return l.next
	}
	l.next, l.settled = l.edge, true
	if b.climbing(l) {
		if at, ok := l.Ladder.rung(); ok {
			l.next = soonest(l.next, at)
		}
		if l.Ladder.Every > 0 && len(l.Ladder.Steps) > 0 {
			l.next = soonest(l.next, l.Ladder.Remind)
		}
		if len(l.Ladder.Owed) > 0 {
			l.next = soonest(l.next, l.Ladder.From)
		}
	}
	return l.next
}

// climbing reports whether the incident's ladder runs: not while it is held or
// paused, and no longer once a person took it.
func (b *Book) climbing(l *ledger) bool {
	return !l.Incident.Held && l.Incident.Acked.IsZero() && !b.paused(l)
}

// soonest is the earlier of two times of which zero means none.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// NextDue returns when something falls due next: a rung, a reminder, the
// beginning or end of a hold, a stale check that begins to count. The caller
// then owes an EventTick. It is false when nothing will by itself.
func (b *Book) NextDue() (time.Time, bool) {
	var next time.Time
	for _, l := range b.open {
		next = soonest(next, b.due(l))
	}
	for _, s := range b.silences {
		next = soonest(next, s.Until)
	}
	next = soonest(next, b.nextStale())
	return next, !next.IsZero()
}

// timers does everything that has fallen due.
func (t *turn) timers() {
	if next, ok := t.NextDue(); !ok || next.After(t.now) {
		return
	}
	t.expire()
	t.overdue()
	for _, l := range t.open {
		if at := t.due(l); at.IsZero() || at.After(t.now) {
			continue
		}
		t.rehold(l)
		if t.climbing(l) {
			t.climb(l)
			t.remind(l)
			t.tellAgain(l)
		}
	}
}

// climb takes the rungs that are due.
func (t *turn) climb(l *ledger) {
	for {
		at, ok := l.Ladder.rung()
		if !ok || at.After(t.now) {
			return
		}
		t.step(l, at)
	}
}

// step takes one rung: channels that do not know yet are told, those that do are
// reminded. Channels that the config no longer has are left out.
func (t *turn) step(l *ledger, at time.Time) {
	lad := &l.Ladder
	var fresh, again []string
	for _, name := range lad.Steps[lad.Done].To {
		switch {
		case !t.known.channels[name] || slices.Contains(fresh, name) || slices.Contains(again, name):
		case slices.Contains(lad.Told, name):
			again = append(again, name)
		default:
			fresh = append(fresh, name)
		}
	}
	if lad.Done == 0 && lad.Every > 0 {
		lad.Remind = at.Add(lad.Every)
	}
	lad.Done++
	lad.Told = append(slices.Clip(lad.Told), fresh...)
	t.tell(l, holdfast.StepOpened, lad.Done, at, fresh)
	t.remindAgain(l, at, again)
	t.note(l)
}

// remind repeats the beginning to the channels of the first rung. Reminders
// that nobody was there to send are one.
func (t *turn) remind(l *ledger) {
	lad := &l.Ladder
	if lad.Remind.IsZero() || lad.Remind.After(t.now) || lad.Every <= 0 || len(lad.Steps) == 0 {
		return
	}
	at := lad.Remind
	missed := t.now.Sub(at) / lad.Every
	at = at.Add(missed * lad.Every)
	lad.Remind = at.Add(lad.Every)
	var to []string
	for _, name := range lad.Steps[0].To {
		if t.known.channels[name] && slices.Contains(lad.Told, name) && !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	t.remindAgain(l, at, to)
	t.note(l)
}

// remindAgain counts and sends one reminder.
func (t *turn) remindAgain(l *ledger, at time.Time, to []string) {
	if len(to) == 0 {
		return
	}
	l.Ladder.Reminders++
	t.tell(l, holdfast.StepReminder, l.Ladder.Reminders, at, to)
}
