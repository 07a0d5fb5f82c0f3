package holdfast

import "time"

// Route says who is told about which incidents, and when. The first route that
// matches wins.
type Route struct {
	Match Match  `json:"match"`
	Steps []Rung `json:"steps"`
	// Remind repeats the first step's channels while the incident is open and
	// not acknowledged; zero never.
	Remind time.Duration `json:"remind,omitempty"`
}

// Match is the condition of a route; what is empty matches everything. Lists
// are alternatives, fields must all match. Check takes globs (* any run).
type Match struct {
	Check    []string          `json:"check,omitempty"`
	Kind     []string          `json:"kind,omitempty"`
	Severity []string          `json:"severity,omitempty"`
	Class    []string          `json:"class,omitempty"`
	Owner    []string          `json:"owner,omitempty"`
	Group    []string          `json:"group,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
}

// Rung is one step of a ladder: after so long since the incident opened, tell
// these channels. An acknowledgement stops the ladder.
type Rung struct {
	After time.Duration `json:"after"`
	To    []string      `json:"to"`
}

// Silence holds back pages for the checks that match, from From until Until. It
// never holds back a recovery or a look.
type Silence struct {
	ID      string    `json:"id"`
	Pattern string    `json:"pattern"` // glob on the check's name or ID
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	By      string    `json:"by"`
	Why     string    `json:"why"`
}

// Window is planned maintenance: a Silence that the config names, either once
// (From, Until) or every week (Days, At, For in Zone).
type Window struct {
	Name     string         `json:"name"`
	Patterns []string       `json:"patterns"`
	From     time.Time      `json:"from,omitzero"`
	Until    time.Time      `json:"until,omitzero"`
	Days     []time.Weekday `json:"days,omitempty"`
	At       time.Duration  `json:"at,omitempty"` // since local midnight
	For      time.Duration  `json:"for,omitempty"`
	Zone     string         `json:"zone,omitempty"` // IANA name
}

// Promise is a sentence of a published statement with the checks that prove it.
type Promise struct {
	ID     string   `json:"id"`
	Says   string   `json:"says"`
	Source string   `json:"source,omitempty"`
	Checks []string `json:"checks"` // patterns as written: globs on the check's name
}

// Vantage is a place that looks are taken from.
type Vantage struct {
	Name string `json:"name"`
	// Anchors are addresses that answer as long as our own way out works:
	// tcp://host:port or dns://resolver.
	Anchors []string `json:"anchors,omitempty"`
	// Egress is "open" when the operator declares that the way out lets every
	// port through.
	Egress string `json:"egress,omitempty"`
}
