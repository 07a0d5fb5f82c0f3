package holdfast

import "time"

// Class is the sort of an incident. A check has at most one open incident of
// each class.
type Class string

// The classes.
const (
	ClassOutage  Class = "outage"  // Broken, confirmed
	ClassRisk    Class = "risk"    // AtRisk: told once a band, never pages unless a route says so
	ClassUnknown Class = "unknown" // nobody could look, for long enough to matter
	ClassBlind   Class = "blind"   // a whole vantage has lost its anchors
)

// Incident is a period in which something is broken, confirmed by rule.
type Incident struct {
	ID       string   `json:"id"`     // "<epoch>-<event number>", never reused
	Number   int64    `json:"number"` // short, for people
	Check    string   `json:"check"`
	Class    Class    `json:"class"`
	Severity Severity `json:"severity"`
	Status   Status   `json:"status"`
	Headline string   `json:"headline"`
	Reason   string   `json:"reason"`
	Faults   []Fault  `json:"faults,omitempty"`
	// Since is the start of the first look that failed; Opened the moment the
	// rule was met; Resolved when the recovery was confirmed (zero while open).
	Since    time.Time `json:"since"`
	Opened   time.Time `json:"opened"`
	Resolved time.Time `json:"resolved,omitzero"`
	// Until is the start of the first good look of the confirmed recovery: the
	// period that was broken is Since to Until.
	Until time.Time `json:"until,omitzero"`
	// Acked is when a person took it, AckedBy who.
	Acked   time.Time `json:"acked,omitzero"`
	AckedBy string    `json:"acked_by,omitempty"`
	// Looks says how it was confirmed: "3 of 3 looks in 20 s".
	Looks string `json:"looks,omitempty"`
	// Held is true while a silence or maintenance window holds its pages back.
	Held bool `json:"held,omitempty"`
	// Cause says why it ended without a recovery: "no longer watched".
	Cause string `json:"cause,omitempty"`
}

// Open reports whether the incident has not ended.
func (i Incident) Open() bool { return i.Resolved.IsZero() }

// Lasted is how long it was broken, up to now while it is open.
func (i Incident) Lasted(now time.Time) time.Duration {
	switch {
	case !i.Until.IsZero():
		return i.Until.Sub(i.Since)
	case !i.Resolved.IsZero():
		return i.Resolved.Sub(i.Since)
	default:
		return now.Sub(i.Since)
	}
}
