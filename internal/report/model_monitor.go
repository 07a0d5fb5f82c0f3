package report

import "time"

// Monitor is how the monitor itself did: a report by somebody who slept is worth
// little, and should say so.
type Monitor struct {
	Blind  Seconds `json:"blind"` // its own network was gone
	Blinds []Blind `json:"blinds"`
	// Off is the time in which it did not run.
	Off     Seconds `json:"off"`
	Looks   int     `json:"looks"`  // taken
	Missed  int     `json:"missed"` // due and not taken
	Unknown int     `json:"unknown_looks"`
	Sends   Sends   `json:"sends"`
	// Slowest is the page that took longest from confirmation to the receiver's
	// answer; nil when nobody was paged.
	Slowest *SlowPage `json:"slowest_page"`
	Drill   *Drill    `json:"last_drill"` // nil: never
}

// Blind is a time in which the monitor had lost its own network.
type Blind struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"` // zero: still
	Why  string    `json:"why,omitempty"`
}

// Sends counts the messages that became due in the period.
type Sends struct {
	Due     int `json:"due"`
	Sent    int `json:"sent"`
	Refused int `json:"refused"` // for good
	Waiting int `json:"waiting"` // at the moment of the report
	Retried int `json:"retried"` // needed more than one attempt
	Doubt   int `json:"doubt"`   // an answer was lost: it may have arrived twice
}

// SlowPage is the slowest page.
type SlowPage struct {
	Seconds  Seconds `json:"seconds"`
	Incident int64   `json:"incident"`
	Channel  string  `json:"channel"`
}

// Drill is the last test alert.
type Drill struct {
	At       time.Time `json:"at"`
	Channels int       `json:"channels"`
	Answered int       `json:"answered"`
}

// FullLook says what was looked at in full for this report.
type FullLook struct {
	// Asked is how many checks were to be looked at in full, Done how many were
	// looked at in the window from From to To. Asked 0: no full look was taken. To
	// zero: it goes on still.
	Asked      int        `json:"asked"`
	Done       int        `json:"done"`
	From       time.Time  `json:"from,omitzero"`
	To         time.Time  `json:"to,omitzero"`
	Unfinished []Unlooked `json:"unfinished"`
}

// Unlooked is a check that the full look did not finish.
type Unlooked struct {
	Check string `json:"check"`
	Name  string `json:"name"`
	Why   string `json:"why"`
}
