package incident

import (
	"time"

	"holdfast"
)

// stepBack is how far the writer's clock may go back before it counts as
// corrected rather than as jitter.
const stepBack = 30 * time.Second

// Book holds what is known of every check and every open incident. It is not
// safe for concurrent use: there is one writer.
type Book struct {
	instance string
	rules    Rules
	known    index
	meta     meta
	checks   map[string]*standing
	open     []*ledger          // by number
	byID     map[string]*ledger // the same, by incident ID
	awaited  map[string]bool    // checks whose stale run has a deadline
	silences []holdfast.Silence
	dirty    map[string]bool // keys changed since the last Save
}

// meta is the book's own few counters.
type meta struct {
	Number int64     `json:"number"`          // of the last incident
	At     time.Time `json:"at,omitzero"`     // the book's time: that of the last event
	Blind  string    `json:"blind,omitempty"` // ID of the open blind incident
}

// New returns an empty book. instance is the identity of the data directory and
// becomes part of every dedup key. The first event should be an EventConfig.
func New(instance string) *Book {
	return &Book{
		instance: instance, known: newIndex(Rules{}),
		checks: map[string]*standing{}, byID: map[string]*ledger{},
		awaited: map[string]bool{}, dirty: map[string]bool{},
	}
}

// Apply takes one event in and returns what follows. What it cannot place (a
// check, an incident or a channel that it does not know, a kind of a later
// version) has no effect. A verdict that does not matter (see [Book.Matters])
// changes nothing at all, so that a history may leave it out.
func (b *Book) Apply(e Event) []Effect {
	if e.Kind == EventVerdict && (e.Verdict == nil || !b.Matters(*e.Verdict)) {
		return nil
	}
	t := b.begin(e)
	t.timers()
	t.handle(e)
	t.timers()
	return t.effects()
}

// begin starts a turn and moves the book's time.
func (b *Book) begin(e Event) *turn {
	at, back := stamp(e.At), time.Duration(0)
	if !e.At.IsZero() {
		back = b.meta.At.Sub(at)
	}
	stepped := e.Kind == EventClock && !e.At.IsZero()
	if back < 0 || back > stepBack || stepped {
		b.meta.At = at
	}
	b.mark(metaKey)
	t := &turn{Book: b, now: b.meta.At, event: e}
	switch {
	case stepped:
		t.shift(e.Shift.Round(time.Millisecond))
	case back > stepBack:
		t.shift(-back)
	}
	return t
}

// handle does what the event's kind asks.
func (t *turn) handle(e Event) {
	switch e.Kind {
	case EventVerdict:
		t.verdict(*e.Verdict)
	case EventStale:
		t.stale(e.Check, e.Reason)
	case EventBlind:
		t.blind(e.Blind, e.Reason)
	case EventAck:
		t.acknowledge(e.Incident, e.By)
	case EventSilence:
		t.silence(e.Silence)
	case EventUnsilence:
		t.unsilence(e.Silence)
	case EventConfig:
		t.config(e.Rules)
	case EventDrill:
		t.drill(e.Channels, e.By)
	case EventOffer:
		t.offer(e.Incident, e.Channels)
	case EventTick, EventClock: // the timers and the shift are all of it
	}
}

// shift moves every time that the book keeps, after the clock was stepped.
// What people wrote down (silences, windows, exceptions) is wall time and stays.
func (t *turn) shift(by time.Duration) {
	for id, s := range t.checks {
		s.shift(by)
		t.mark(checkKey(id))
	}
	for _, l := range t.open {
		l.shift(by)
		t.note(l)
	}
	t.reholdAll()
}

// moved is t moved by d, or zero as it was.
func moved(t time.Time, d time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(d)
}
