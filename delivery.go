package holdfast

import (
	"fmt"
	"time"
)

// Delivery is a notice with the story of its attempts: one row of the outbox.
// The courier moves it from due to one of the three ends.
type Delivery struct {
	// Seq is its place in the outbox; within a thread notices leave in this order.
	Seq    int64         `json:"seq"`
	Notice Notice        `json:"notice"`
	State  DeliveryState `json:"state"`
	// Attempts counts the attempts that were begun.
	Attempts int `json:"attempts"`
	// Doubt is true when an attempt may have been taken although its answer
	// never came.
	Doubt bool `json:"doubt,omitempty"`
	// Next is before when nothing more is tried: back-off, the receiver's
	// Retry-After, or the time in which a lost answer settles.
	Next Deadline `json:"next,omitzero"`
	// Hold is true when the receiver itself asked for that wait: nothing else
	// is sent on the channel before.
	Hold bool `json:"hold,omitempty"`
	// Sent is when the last attempt began, zero if there was none.
	Sent time.Time `json:"sent,omitzero"`
	// Ref and Answer are the receiver's reference and words.
	Ref    string `json:"ref,omitempty"`
	Answer string `json:"answer,omitempty"`
	// Done is when it reached its end.
	Done time.Time `json:"done,omitzero"`
}

// Thread is what keeps notices in order: those of one thread on one channel
// leave one after the other. It is the dedup key of the incident.
func (n Notice) Thread() string {
	if n.Key == "" {
		return n.Incident.ID
	}
	return n.Key
}

// DeliveryState is how far a [Delivery] is.
type DeliveryState uint8

// The states of a delivery. The numbers are stored: never change one.
const (
	DeliveryDue        DeliveryState = 0 // not tried yet, or to be tried again
	DeliverySending    DeliveryState = 1 // an attempt was begun; found at a start, it is doubt
	DeliveryDone       DeliveryState = 2 // the receiver said that it took it
	DeliveryRefused    DeliveryState = 3 // the receiver refuses it for good
	DeliverySuperseded DeliveryState = 4 // a later notice says more, this one needs no telling
)

// deliveryNames holds the words in the order of the constants.
func deliveryNames() [5]string {
	return [5]string{"due", "sending", "done", "refused", "superseded"}
}

// Ended reports whether nothing more will be tried.
func (s DeliveryState) Ended() bool { return s > DeliverySending }

// String returns the state's word.
func (s DeliveryState) String() string {
	names := deliveryNames()
	if int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}

// MarshalText implements [encoding.TextMarshaler] with the state's word.
func (s DeliveryState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *DeliveryState) UnmarshalText(text []byte) error {
	for i, name := range deliveryNames() {
		if name == string(text) {
			*s = DeliveryState(i) //nolint:gosec // five names
			return nil
		}
	}
	return fmt.Errorf("delivery state %q: want due, sending, done, refused or superseded", text)
}

// Instant is one moment on two clocks: the wall's, which people and time
// servers may step, and the one that counts since the machine started, sleep
// included (Linux: CLOCK_BOOTTIME). Boot names the start, empty where the
// system has no such clock.
type Instant struct {
	Wall time.Time     `json:"wall"`
	Boot string        `json:"boot,omitempty"`
	Up   time.Duration `json:"up,omitempty"`
}

// Deadline is an instant to come that survives a restart of the process (by the
// clock since boot) and of the machine (by the wall clock, but never longer
// than it was meant to wait). The zero value has passed.
type Deadline struct {
	Instant
	Wait time.Duration `json:"wait"` // how long it was when it was set
}

// In returns the deadline that passes after wait.
func (i Instant) In(wait time.Duration) Deadline {
	return Deadline{Instant: Instant{Wall: i.Wall.Add(wait), Boot: i.Boot, Up: i.Up + wait}, Wait: wait}
}

// Left is how long the deadline is still away, zero once it has passed.
func (d Deadline) Left(now Instant) time.Duration {
	left := min(d.Wall.Sub(now.Wall), d.Wait)
	if d.Boot != "" && d.Boot == now.Boot {
		left = d.Up - now.Up
	}
	return max(left, 0)
}

// Later returns the one of the two deadlines that passes last.
func (d Deadline) Later(other Deadline, now Instant) Deadline {
	if other.Left(now) > d.Left(now) {
		return other
	}
	return d
}
