package incident

import (
	"slices"
	"strconv"
	"time"

	"holdfast"
)

// held reports whether a silence or a maintenance window holds back what is
// owed about a check at that time.
func (b *Book) held(c holdfast.Check, at time.Time) bool {
	for _, s := range b.silences {
		if names([]string{s.Pattern}, c) && !at.Before(s.From) && at.Before(s.Until) {
			return true
		}
	}
	for _, w := range b.known.windows {
		if names(w.Patterns, c) && w.covers(at) {
			return true
		}
	}
	return false
}

// edge returns when a hold on the check may next begin or end, after that time;
// zero if never.
func (b *Book) edge(c holdfast.Check, after time.Time) time.Time {
	var next time.Time
	for _, s := range b.silences {
		if names([]string{s.Pattern}, c) {
			next = soonest(next, later(after, s.From, s.Until))
		}
	}
	for _, w := range b.known.windows {
		if names(w.Patterns, c) {
			next = soonest(next, w.next(after))
		}
	}
	return next
}

// later returns the earliest of the times that lies after t, zero if none does.
func later(t time.Time, times ...time.Time) time.Time {
	var next time.Time
	for _, at := range times {
		if at.After(t) {
			next = soonest(next, at)
		}
	}
	return next
}

// setEdge works out anew when the incident's hold may next change.
func (b *Book) setEdge(l *ledger) {
	l.edge = b.edge(l.Check, b.meta.At)
	l.stir()
}

// rehold brings an incident's hold up to date, and pays what was held back once
// it ends.
func (t *turn) rehold(l *ledger) {
	t.setEdge(l)
	held := t.held(l.Check, t.now)
	if held == l.Incident.Held {
		return
	}
	l.Incident.Held = held
	t.touch(l)
	if held {
		return
	}
	if len(l.Ladder.Told) == 0 {
		l.Ladder.From = t.now
	}
	if l.WorseHeld {
		t.worse(l)
	}
}

// reholdAll does so for all open incidents, when silences or windows changed.
func (t *turn) reholdAll() {
	for _, l := range t.open {
		t.rehold(l)
	}
}

// silence begins a silence, or changes the one with its ID. One that is over
// already is none.
func (t *turn) silence(s *holdfast.Silence) {
	if s == nil {
		return
	}
	add := *s
	add.From, add.Until = stamp(add.From), stamp(add.Until)
	if s.From.IsZero() {
		add.From = t.now
	}
	if add.ID == "" {
		add.ID = strconv.FormatInt(t.event.Epoch, 10) + "-" + strconv.FormatInt(t.event.Seq, 10)
	}
	if !add.Until.After(t.now) || !add.Until.After(add.From) {
		return
	}
	rest := t.without(add.ID)
	t.setSilences(append(rest, add))
}

// unsilence takes a silence away.
func (t *turn) unsilence(s *holdfast.Silence) {
	if s == nil {
		return
	}
	if rest := t.without(s.ID); len(rest) < len(t.silences) {
		t.setSilences(rest)
	}
}

// expire drops the silences that are over.
func (t *turn) expire() {
	over := func(s holdfast.Silence) bool { return !s.Until.After(t.now) }
	if slices.ContainsFunc(t.silences, over) {
		t.setSilences(slices.DeleteFunc(slices.Clone(t.silences), over))
	}
}

// without returns the silences but for one.
func (b *Book) without(id string) []holdfast.Silence {
	return slices.DeleteFunc(slices.Clone(b.silences), func(s holdfast.Silence) bool { return s.ID == id })
}

// setSilences puts the list in place of the old one.
func (t *turn) setSilences(list []holdfast.Silence) {
	t.silences = list
	t.mark(silencesKey)
	t.reholdAll()
}

// Silences returns the silences that have not ended, in the order in which they
// were made.
func (b *Book) Silences() []holdfast.Silence { return slices.Clone(b.silences) }
