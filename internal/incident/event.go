package incident

import (
	"time"

	"holdfast"
)

// EventKind is what an [Event] tells the book.
type EventKind string

// The kinds of events.
const (
	EventVerdict   EventKind = "verdict"   // a look was taken
	EventTick      EventKind = "tick"      // time has passed; see [Book.NextDue]
	EventAck       EventKind = "ack"       // a person took an incident
	EventSilence   EventKind = "silence"   // a silence begins or is changed
	EventUnsilence EventKind = "unsilence" // a silence is taken away
	EventConfig    EventKind = "config"    // the rules were read anew
	EventBlind     EventKind = "blind"     // the vantage lost its anchors, or has them again
	EventStale     EventKind = "stale"     // no look of a check came in time
	EventDrill     EventKind = "drill"     // a marked test of channels
	EventClock     EventKind = "clock"     // the writer's wall clock was stepped
	EventOffer     EventKind = "offer"     // channels that refused an opening may take it now
)

// Event is one thing that happened, numbered by the one writer. Together the
// events are the history that a book is replayed from; their JSON form is
// stored.
type Event struct {
	// Epoch counts the starts of the writer, Seq its events over all epochs.
	// Together they name the incident that this event opens.
	Epoch int64 `json:"epoch"`
	Seq   int64 `json:"seq"`
	// At is the writer's wall clock when it numbered the event, not the start
	// of a look.
	At   time.Time `json:"at,omitzero"`
	Kind EventKind `json:"kind"`

	// Verdict is for EventVerdict.
	Verdict *holdfast.Verdict `json:"verdict,omitempty"`
	// Check is the ID of the check that EventStale speaks of.
	Check string `json:"check,omitempty"`
	// Incident is for EventAck and EventOffer: an ID or a number in decimal.
	Incident string `json:"incident,omitempty"`
	// By is who acknowledged, or asked for a drill.
	By string `json:"by,omitempty"`
	// Silence is for EventSilence (an empty ID is filled in, an empty From is
	// now) and EventUnsilence (the ID counts).
	Silence *holdfast.Silence `json:"silence,omitempty"`
	// Rules is for EventConfig.
	Rules *Rules `json:"rules,omitempty"`
	// Blind is for EventBlind: true when it begins, false when it ends.
	Blind bool `json:"blind,omitempty"`
	// Reason is for EventBlind and EventStale: a sentence for people.
	Reason string `json:"reason,omitempty"`
	// Shift is for EventClock: by how much the wall clock moved on its own,
	// forwards positive.
	Shift time.Duration `json:"shift,omitempty"`
	// Channels is for EventDrill (empty means all) and EventOffer.
	Channels []string `json:"channels,omitempty"`
}

// Rules is what the book needs of the config.
type Rules struct {
	Checks   []holdfast.Check   `json:"checks,omitempty"`
	Routes   []holdfast.Route   `json:"routes,omitempty"`
	Windows  []holdfast.Window  `json:"windows,omitempty"`
	Channels []holdfast.Channel `json:"channels,omitempty"`
	Promises []holdfast.Promise `json:"promises,omitempty"`
	// Vantage is the name of the place that looks are taken from; empty is
	// "local". Its own incidents are those of the check "vantage/<name>".
	Vantage string `json:"vantage,omitempty"`
	// Page is the base address of the status page, empty if there is none.
	Page string `json:"page,omitempty"`
	// Renames are the IDs that checks had before, old to new.
	Renames map[string]string `json:"renames,omitempty"`
}

// stamp is a time as the book keeps it: UTC, whole milliseconds, no monotonic
// part, so that what is stored and read again is the same.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
