package courier

import (
	"time"

	"holdfast"
)

// Event is the end of one attempt, for those who count.
type Event struct {
	Channel string
	Kind    string // the channel's kind
	Step    holdfast.Step
	Outcome holdfast.Outcome
	Attempt int
	Doubt   bool // it repeated an attempt whose answer was lost
	// Late is how long the notice had been due when its attempt ended.
	Late time.Duration
	// Told is, for an opening that was accepted, how long after the start of the
	// first look that failed; zero for all else.
	Told time.Duration
}

// eventOf describes an attempt that ended at now.
func eventOf(ch holdfast.Channel, row *holdfast.Delivery, outcome holdfast.Outcome, now time.Time) Event {
	e := Event{
		Channel: row.Notice.Channel, Kind: ch.Kind, Step: row.Notice.Step, Outcome: outcome, Attempt: row.Attempts,
		Doubt: row.Notice.Doubt, Late: max(now.Sub(row.Notice.At), 0),
	}
	since := row.Notice.Incident.Since
	if outcome == holdfast.OutcomeAccepted && e.Step == holdfast.StepOpened && !since.IsZero() {
		e.Told = max(now.Sub(since), 0)
	}
	return e
}
