package incident

import (
	"slices"
	"time"

	"holdfast"
)

// Effect is one thing that follows from an event. Exactly one field is set.
type Effect struct {
	// Notice is due to a channel now.
	Notice *holdfast.Notice `json:"notice,omitempty"`
	// Incident was opened, changed or ended and is to be stored as it is.
	Incident *holdfast.Incident `json:"incident,omitempty"`
	// Relook is a look to take besides the schedule.
	Relook *Relook `json:"relook,omitempty"`
}

// Relook asks for a further look at a check.
type Relook struct {
	Check string `json:"check"`
	// At is when; a time that has passed means at once.
	At time.Time `json:"at,omitzero"`
	// Confirm are the fault keys in question, for [holdfast.Look]; empty asks
	// the whole question.
	Confirm []string `json:"confirm,omitempty"`
}

// turn is the application of one event: the book it changes, the time it counts
// as, and the effects gathered on the way.
type turn struct {
	*Book
	now     time.Time
	event   Event
	opened  int // incidents that this event has opened
	changed []*ledger
	notices []holdfast.Notice
	relooks []Relook
}

// effects returns what the turn gathered: each changed incident once, in its
// last form, then the notices, then the looks.
func (t *turn) effects() []Effect {
	out := make([]Effect, 0, len(t.changed)+len(t.notices)+len(t.relooks))
	for _, l := range t.changed {
		in := l.Incident
		out = append(out, Effect{Incident: &in})
	}
	for i := range t.notices {
		out = append(out, Effect{Notice: &t.notices[i]})
	}
	for i := range t.relooks {
		out = append(out, Effect{Relook: &t.relooks[i]})
	}
	return out
}

// note notes that what is remembered of an incident has changed.
func (t *turn) note(l *ledger) {
	l.stir()
	t.mark(incidentKey(l.Incident.ID))
}

// touch notes that an incident itself has changed and is to be stored.
func (t *turn) touch(l *ledger) {
	t.note(l)
	if slices.Contains(t.changed, l) {
		return
	}
	t.changed = append(t.changed, l)
}
