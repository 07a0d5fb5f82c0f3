package incident

import (
	"slices"
	"strconv"
	"time"

	"holdfast"
)

// ledger is an open incident with what is owed about it.
type ledger struct {
	Incident holdfast.Incident `json:"incident"`
	Check    holdfast.Check    `json:"check"`
	// Known are the fault keys that were told, Rising those of the last looks
	// that were not, a list a look, from the first look with one.
	Known  []string   `json:"known,omitempty"`
	Rising [][]string `json:"rising,omitempty"`
	Ladder ladder     `json:"ladder"`
	// Worse counts the steps of that name; WorseHeld is true when one waits for
	// the end of a hold.
	Worse     int  `json:"worse,omitempty"`
	WorseHeld bool `json:"worse_held,omitempty"`

	// Derived, and not saved: when a silence or window next begins or ends, and
	// when anything is due next, while that is known.
	edge    time.Time
	next    time.Time
	settled bool
}

// stir notes that the incident's next deadline is to be worked out anew.
func (l *ledger) stir() { l.settled = false }

// shift moves the times after the clock was set back.
func (l *ledger) shift(by time.Duration) {
	in := &l.Incident
	in.Since, in.Opened, in.Acked = moved(in.Since, by), moved(in.Opened, by), moved(in.Acked, by)
	l.Ladder.From, l.Ladder.Remind = moved(l.Ladder.From, by), moved(l.Ladder.Remind, by)
}

// ledger returns the open incident with that ID, or nil.
func (b *Book) ledger(id string) *ledger {
	return b.byID[id]
}

// find returns the open incident with that ID or number, or nil.
func (b *Book) find(name string) *ledger {
	if l := b.byID[name]; l != nil {
		return l
	}
	for _, l := range b.open {
		if name == strconv.FormatInt(l.Incident.Number, 10) {
			return l
		}
	}
	return nil
}

// enter begins an incident: it gets its number, its ladder and its hold.
func (t *turn) enter(c holdfast.Check, in holdfast.Incident) *ledger {
	in.ID, in.Number = t.nextID(), t.nextNumber()
	in.Check, in.Opened = c.ID, t.now
	l := &ledger{Incident: in, Check: c}
	l.Ladder = t.ladderFor(c, in.Class, in.Severity)
	l.Ladder.From = t.now
	t.rehold(l)
	t.open, t.byID[in.ID] = append(t.open, l), l
	if s := t.checks[c.ID]; s != nil && s.slot(in.Class) != nil {
		*s.slot(in.Class) = in.ID
		t.stirRisk(s)
	}
	t.touch(l)
	return l
}

// nextID names the incident after the event that opens it; a second one of the
// same event gets a suffix.
func (t *turn) nextID() string {
	t.opened++
	id := strconv.FormatInt(t.event.Epoch, 10) + "-" + strconv.FormatInt(t.event.Seq, 10)
	if t.opened > 1 {
		id += "-" + strconv.Itoa(t.opened)
	}
	return id
}

// nextNumber counts incidents for people.
func (t *turn) nextNumber() int64 {
	t.meta.Number++
	return t.meta.Number
}

// resolve ends an incident, if there is one, and tells everybody who was told of
// its beginning. until is the first good look; without one, cause says why it
// ends.
func (t *turn) resolve(l *ledger, until time.Time, cause string) {
	if l == nil {
		return
	}
	in := &l.Incident
	in.Resolved, in.Until, in.Cause, in.Held = t.now, until, cause, false
	t.tell(l, holdfast.StepResolved, 1, t.now, l.Ladder.Told)
	delete(t.byID, in.ID)
	t.open = slices.DeleteFunc(t.open, func(o *ledger) bool { return o == l })
	t.leave(in)
	t.touch(l)
}

// leave takes the ended incident out of its check's memory.
func (t *turn) leave(in *holdfast.Incident) {
	if t.meta.Blind == in.ID {
		t.meta.Blind = ""
	}
	s := t.checks[in.Check]
	if s == nil {
		return
	}
	if slot := s.slot(in.Class); slot != nil && *slot == in.ID {
		*slot = ""
	}
	t.stirRisk(s)
	t.mark(checkKey(in.Check))
}

// update brings an open incident to what a look has seen. Faults that the rule has not confirmed yet stay out.
func (t *turn) update(l *ledger, f holdfast.Finding) {
	in := &l.Incident
	faults := l.confirmedFaults(f)
	if in.Headline == f.Headline && in.Reason == f.Reason && slices.Equal(in.Faults, faults) {
		return
	}
	in.Headline, in.Reason, in.Faults = f.Headline, f.Reason, faults
	t.touch(l)
}

// confirmedFaults returns the faults of a finding without those of the
// incident's own status that are new and seen too seldom to be told.
func (l *ledger) confirmedFaults(f holdfast.Finding) []holdfast.Fault {
	var out []holdfast.Fault
	for _, fault := range f.Faults {
		counted := fault.Status == l.Incident.Status && fault.Status != holdfast.Unknown
		if !counted || slices.Contains(l.Known, fault.Key) {
			out = append(out, fault)
		}
	}
	return out
}
