package alerttest

import "sync"

// Mode is one way in which a receiver treats a message.
type Mode string

// The ways. Those named After have taken the message although the sender
// cannot know.
const (
	Well        Mode = "well"         // takes it and says so
	Refuse      Mode = "refuse"       // refuses for good, echoing the request
	Limit       Mode = "limit"        // not now: 429 with Retry-After 7; SMTP 451
	Busy        Mode = "busy"         // not now: 503; SMTP 421
	ResetBefore Mode = "reset before" // connection reset, not taken
	ResetAfter  Mode = "reset after"  // taken, then reset
	HangBefore  Mode = "hang before"  // silence, not taken
	HangAfter   Mode = "hang after"   // taken, then silence
	Garbage     Mode = "garbage"      // taken, answered with what no one can read
	Gateway     Mode = "gateway"      // taken, but 502; SMTP: refused with 451 after the final dot, not taken
)

// Taken reports whether the receiver has taken a message that it treats so.
func (m Mode) Taken() bool {
	switch m {
	case Well, ResetAfter, HangAfter, Garbage, Gateway:
		return true
	default:
		return false
	}
}

// Seen is one thing that a person would see at the receiver.
type Seen struct {
	// Key is what tells a repeat from a new message there: dedup key,
	// client_msg_id, Idempotency-Key, Message-ID. Empty where there is none.
	Key string
	// Action is what it did: opened, merged, acknowledged, resolved; posted,
	// replied, updated; delivered.
	Action string
	// Text is all that was said, as it came.
	Text string
}

// Receiver is a fake that fails on command.
type Receiver interface {
	// Address is what the channel's settings name.
	Address() string
	// Fail sets how the next messages are treated, one each; later ones well.
	Fail(modes ...Mode)
	// Calls counts the sending calls that came, whatever became of them.
	Calls() int
	// Seen returns what a person would see, in order.
	Seen() []Seen
	// Close stops it: its address refuses connections from then on.
	Close()
}

// ledger is what all receivers keep. Its methods may be called from several
// goroutines.
type ledger struct {
	mu    sync.Mutex // protects all following fields
	modes []Mode
	calls int
	seen  []Seen
}

// Fail implements [Receiver].
func (l *ledger) Fail(modes ...Mode) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.modes = modes
}

// Calls implements [Receiver].
func (l *ledger) Calls() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls
}

// Seen implements [Receiver].
func (l *ledger) Seen() []Seen {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Seen(nil), l.seen...)
}

// next counts a call and says how to treat it.
func (l *ledger) next() Mode {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if len(l.modes) == 0 {
		return Well
	}
	mode := l.modes[0]
	l.modes = l.modes[1:]
	return mode
}

// see notes what a person would see.
func (l *ledger) see(s Seen) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, s)
}
