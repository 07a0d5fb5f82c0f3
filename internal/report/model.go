package report

import "time"

// Form is the number of this structure, raised when a field changes its meaning.
const Form = 1

// Document is one report: every number of it, and nothing that is looked up
// later. Times are UTC; people read them in Period.Zone. Lists are in the order
// in which people should read them, worst first, and are never nil.
type Document struct {
	Form     int       `json:"form"` // [Form]
	Name     string    `json:"name"` // what is watched, for people
	Instance string    `json:"instance"`
	Version  string    `json:"version"`
	Config   Config    `json:"config"`
	Page     string    `json:"page,omitempty"` // address of the status page
	Period   Period    `json:"period"`
	Made     time.Time `json:"made"`
	// Late is set when the report was due long before it was made.
	Late    *Late   `json:"late,omitempty"`
	Verdict Verdict `json:"verdict"`
	Changes Changes `json:"changes"`
	// Unknown are the checks of which nothing is known at the period's end.
	Unknown    []Unlooked  `json:"unknown"`
	Promises   []Promise   `json:"promises"`
	Exceptions []Exception `json:"exceptions"`
	Uptime     []Uptime    `json:"uptime"`
	Incidents  []Incident  `json:"incidents"`
	Exposure   Exposure    `json:"exposure"`
	TLS        TLS         `json:"tls"`
	Postures   []Posture   `json:"postures"`
	Monitor    Monitor     `json:"monitor"`
	FullLook   FullLook    `json:"full_look"`
	// Method says in sentences how each number was counted.
	Method []string `json:"method"`
}

// Config names the settings that the report was made under.
type Config struct {
	Hash   string `json:"hash"`
	Checks int    `json:"checks"`
}

// Period is the time that the report is about: From on, before To.
type Period struct {
	// Kind is week, month, quarter or range.
	Kind string `json:"kind"`
	// Name is what people call it: "2026-W47", "2026-11", "2026-Q4", or two
	// dates joined by two dots.
	Name string    `json:"name"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Zone string    `json:"zone"` // IANA name of the zone that its days are of
}

// Length is how long the period is.
func (p Period) Length() time.Duration { return p.To.Sub(p.From) }

// Late says when a report should have been made, and why it was not.
type Late struct {
	Due time.Time `json:"due"`
	Why string    `json:"why"`
}

// Verdict is the box on top: one sentence, and what to do.
type Verdict struct {
	// Subject is the subject line of the mail, Sentence the same without the
	// period's name.
	Subject  string `json:"subject"`
	Sentence string `json:"sentence"`
	// Status is the worst of what the sentence says: "holds", "at risk",
	// "broken" or "unknown".
	Status   string       `json:"status"`
	Promises PromiseCount `json:"promises"`
	Checks   CheckCount   `json:"checks"` // at the period's end
	Actions  []Action     `json:"actions"`
	More     int          `json:"more"` // actions beyond those three
}

// PromiseCount counts the sentences by their state over the period.
type PromiseCount struct {
	Of       int `json:"of"`
	Held     int `json:"held"`
	AtRisk   int `json:"at_risk"`
	Broke    int `json:"broke"`
	Unknown  int `json:"unknown"`  // not proven for some of the period
	Unproven int `json:"unproven"` // no check belongs to it
}

// CheckCount counts the checks by their state.
type CheckCount struct {
	Of      int `json:"of"`
	Holds   int `json:"holds"`
	AtRisk  int `json:"at_risk"`
	Unknown int `json:"unknown"`
	Broken  int `json:"broken"`
}

// Action is one thing to do.
type Action struct {
	Verb  string `json:"verb"` // FIX, RENEW, DECIDE, LOOK
	Text  string `json:"text"` // what is wrong, since when
	Fix   string `json:"fix,omitempty"`
	Owner string `json:"owner,omitempty"`
	// By is until when it should be done, zero when at once.
	By    time.Time `json:"by,omitzero"`
	Check string    `json:"check,omitempty"`   // its ID
	Key   string    `json:"finding,omitempty"` // the finding's ID
	Link  string    `json:"link,omitempty"`
}
