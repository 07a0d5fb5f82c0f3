package holdfast

import (
	"context"
	"time"
)

// Step is what happened in an incident's life.
type Step string

// The steps that people are told of.
const (
	StepOpened       Step = "opened"
	StepWorse        Step = "worse"        // a new fault in an open incident
	StepReminder     Step = "reminder"     // still open, not acknowledged
	StepAcknowledged Step = "acknowledged" // a person took it
	StepResolved     Step = "resolved"
	StepDrill        Step = "drill" // a marked test message
)

// Notice is one message due to one channel about one incident step: one call of
// that channel's API. It is stored as it is and rendered at sending.
type Notice struct {
	// ID is the idempotency key: the same at every attempt, for ever.
	ID string `json:"id"`
	// Key is the dedup key of the incident, "hf-<instance>-<incident id>", or a
	// fixed "hf-<instance>-<check>-degraded" when the disk is gone.
	Key     string `json:"key"`
	Channel string `json:"channel"`
	Step    Step   `json:"step"`
	// Part is which of the step's calls this is, for channels that need more
	// than one ([Partitioner]); empty for the only or first one.
	Part     string    `json:"part,omitempty"`
	At       time.Time `json:"at"` // when it became due
	Incident Incident  `json:"incident"`
	Check    Check     `json:"check"`
	// Breaks are the promises' sentences that this breaks.
	Breaks []string `json:"breaks,omitempty"`
	// Told says who else is told and who will be when: "PagerDuty, #ops at
	// once; staff after 15 min unless acknowledged".
	Told string `json:"told,omitempty"`
	// Page is the address of the incident on the status page, if one is known.
	Page string `json:"page,omitempty"`

	// Attempt counts from 1. Doubt is true when an earlier attempt may have
	// been taken although its answer never came: reconcile before repeating.
	Attempt int  `json:"-"`
	Doubt   bool `json:"-"`
	// LateBy is how long the channel could not be told; above a minute the
	// text says so.
	LateBy time.Duration `json:"-"`
	// Over is filled when the incident had already ended before this channel
	// could be told that it began: "was down 09:12–09:31, could not tell you
	// until 09:40".
	Over *Incident `json:"-"`
	// Refs are the references that this channel gave for earlier notices of the
	// incident, oldest first (Slack's "channel/ts").
	Refs []string `json:"-"`
}

// Outcome is how an attempt to send ended. The zero value is "nobody knows".
type Outcome uint8

// The four outcomes.
const (
	OutcomeUnknown  Outcome = iota // the answer was lost: it may have been taken
	OutcomeAccepted                // the receiver said so
	OutcomeRefused                 // refused for good: repeating is useless
	OutcomeRetry                   // certainly not taken; try again later
)

// String returns the outcome's word, as in the metrics' label.
func (o Outcome) String() string {
	return [4]string{"unknown", "accepted", "refused", "retry"}[o&3]
}

// Receipt is what a channel says of one attempt.
type Receipt struct {
	Outcome Outcome
	// Ref is the receiver's reference, kept for later steps of the incident.
	Ref string
	// RetryAfter is how long the receiver wants us to wait, zero if it said
	// nothing.
	RetryAfter time.Duration
	// Answer is the receiver's own words or the error, for people; no secret is
	// ever in it.
	Answer string
}

// Notifier carries one notice out by one call. It honours ctx, never repeats by
// itself, and may be called from several goroutines.
type Notifier interface {
	Notify(ctx context.Context, n Notice) Receipt
}

// Partitioner is a Notifier that needs more than one call for some steps. Each
// part becomes a notice of its own; the first is "".
type Partitioner interface {
	Parts(step Step) []string
}

// Channel is a named way out: a notifier with what the rules need to know of it.
type Channel struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	// Pages is true for channels that wake people; only a route can send risk
	// and unknown there.
	Pages bool `json:"pages"`
	// Timeout bounds one attempt.
	Timeout  time.Duration `json:"timeout"`
	Settings string        `json:"settings"` // hash of the settings
	Notifier Notifier      `json:"-"`
}
