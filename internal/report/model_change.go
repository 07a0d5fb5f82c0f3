package report

import (
	"time"

	"holdfast"
)

// Changes are the findings in five classes, against the period before. New,
// Open and Regressed together are what is wrong at the period's end.
type Changes struct {
	// Earlier is false when the journal knows nothing of the period before:
	// then everything is new.
	Earlier   bool      `json:"earlier"`
	New       []Finding `json:"new"`
	Open      []Finding `json:"still_open"`
	Regressed []Finding `json:"regressed"`
	Resolved  []Finding `json:"resolved"`
	Gone      []Finding `json:"gone"`
}

// Current is how many findings there are at the period's end.
func (c Changes) Current() int { return len(c.New) + len(c.Open) + len(c.Regressed) }

// Finding is one fault of one check, with its life.
type Finding struct {
	ID       string            `json:"id"` // check ID and fault key, joined by a space
	Check    string            `json:"check"`
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Target   string            `json:"target,omitempty"`
	Key      string            `json:"key"`
	Status   holdfast.Status   `json:"status"` // broken or at risk
	Severity holdfast.Severity `json:"severity"`
	Owner    string            `json:"owner,omitempty"`
	Text     string            `json:"text"`
	Fix      string            `json:"fix,omitempty"`
	Accepted string            `json:"accepted,omitempty"`
	// Since is when it was first seen of this time, Until when a look first saw
	// that it was gone (zero while it is not).
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"`
	// Unseen is since when nobody could look at it any more, zero when the last
	// look saw it.
	Unseen time.Time `json:"unseen,omitzero"`
}

// Promise is a sentence of the published statement, and how it stood.
type Promise struct {
	ID     string `json:"id"`
	Says   string `json:"says"`
	Source string `json:"source,omitempty"`
	// State is held, at risk, broke, unknown or unproven, over the period; Now
	// is how it stands at its end, and Since since when.
	State string    `json:"state"`
	Now   string    `json:"now"`
	Since time.Time `json:"since,omitzero"`
	// Checks is how many checks prove it; none: unproven.
	Checks int `json:"checks"`
	// Proven is the share of the period, 0 to 1, in which fresh looks showed
	// that every one of them held. Time at risk is not in it.
	Proven float64 `json:"proven"`
	Times  Times   `json:"times"`
	// Newest is the last look behind it, Oldest the oldest of their last looks.
	Newest time.Time `json:"newest,omitzero"`
	Oldest time.Time `json:"oldest,omitzero"`
	// Breaks are the times in which it was broken.
	Breaks []Break `json:"breaks"`
}

// Break is a time in which a promise was broken.
type Break struct {
	Check    string    `json:"check"`
	Incident int64     `json:"incident"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"` // zero: still broken
	Text     string    `json:"text"`
}

// Exception is a fault that somebody accepted until a date.
type Exception struct {
	Check  string    `json:"check"`
	Name   string    `json:"name"`
	Faults []string  `json:"faults"` // patterns
	Covers int       `json:"covers"` // findings at the period's end that it covers
	Until  time.Time `json:"until"`
	By     string    `json:"by"`
	Why    string    `json:"why"`
	Ended  bool      `json:"ended"` // by the period's end
}
