package report

import (
	"time"

	"holdfast"
)

// Exposure is which ports are open to the world, and which of them moved.
type Exposure struct {
	Checks int        `json:"checks"` // that look at it
	Moves  []PortMove `json:"moves"`  // newest first
	Open   []OpenPort `json:"open"`   // at the period's end, unwanted ones first
}

// PortMove is a port that opened or closed in the period.
type PortMove struct {
	Check     string    `json:"check"`
	Address   string    `json:"address"`
	Port      string    `json:"port"` // 6379/tcp
	Move      string    `json:"move"` // opened or closed
	At        time.Time `json:"at"`
	FirstSeen time.Time `json:"first_seen"` // when it was ever seen open first
	Wanted    bool      `json:"wanted"`
}

// OpenPort is an open port.
type OpenPort struct {
	Check     string    `json:"check"`
	Address   string    `json:"address"`
	Port      string    `json:"port"`
	FirstSeen time.Time `json:"first_seen"`
	Wanted    bool      `json:"wanted"`
}

// TLS is how servers encrypt, and how long their certificates last.
type TLS struct {
	Grades       []Grade       `json:"grades"`       // worst first
	Certificates []Certificate `json:"certificates"` // by days left
}

// Grade is a server's grade now and when the period began.
type Grade struct {
	Check  string          `json:"check"`
	Name   string          `json:"name"`
	Target string          `json:"target"`
	Status holdfast.Status `json:"status"`
	Now    string          `json:"now"`    // A+, A, A-, B …; empty: not graded
	Before string          `json:"before"` // when the period began; empty: not graded then
	// Moved are what moved it, as sentences: the faults that came or went.
	Moved []string `json:"moved"`
	// History are the moments at which the grade changed in the last 90 days.
	History []GradePoint `json:"history"`
}

// GradePoint is a grade from a moment on.
type GradePoint struct {
	At    time.Time `json:"at"`
	Grade string    `json:"grade"`
}

// Certificate is one certificate that a server sent.
type Certificate struct {
	Check    string          `json:"check"`
	Name     string          `json:"name"`
	Target   string          `json:"target"`
	Status   holdfast.Status `json:"status"`
	Ends     time.Time       `json:"ends"`
	DaysLeft int             `json:"days_left"` // whole days at the period's end, below zero when it has ended
	Issuer   string          `json:"issuer,omitempty"`
	Changed  time.Time       `json:"changed,omitzero"` // when it was replaced in the period
}

// Posture are the checks of a kind that has no section of its own: backups,
// heartbeats, names.
type Posture struct {
	Kind string       `json:"kind"`
	Rows []PostureRow `json:"rows"` // worst first
}

// PostureRow is one of these checks.
type PostureRow struct {
	Check  string          `json:"check"`
	Name   string          `json:"name"`
	Target string          `json:"target,omitempty"`
	Status holdfast.Status `json:"status"`
	Reason string          `json:"reason"`
	Since  time.Time       `json:"since,omitzero"`
	Newest time.Time       `json:"newest,omitzero"` // the last look that held
	Times  Times           `json:"times"`
}
