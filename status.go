package holdfast

import "fmt"

// Status is what is known of a question. The zero value is Unknown: silence is
// never good news.
type Status uint8

// The four states. Their numbers mean nothing; compare with [Status.Worse].
const (
	Unknown Status = iota // nobody could look, or what was seen proves nothing
	Holds                 // a fresh, complete, positive observation
	AtRisk                // true now, but about to end, or wrong and accepted for a time
	Broken                // looked at, and not as wanted
)

// statusNames holds the words in the order of the constants.
func statusNames() [4]string { return [4]string{"unknown", "holds", "at risk", "broken"} }

// rank orders states from best to worst: Holds, AtRisk, Unknown, Broken.
func (s Status) rank() int {
	switch s {
	case Holds:
		return 0
	case AtRisk:
		return 1
	case Broken:
		return 3
	default:
		return 2
	}
}

// Worse reports whether s is worse news than t.
func (s Status) Worse(t Status) bool { return s.rank() > t.rank() }

// Worst returns the worst of the states, and Unknown for none at all: an empty
// list proves nothing.
func Worst(states ...Status) Status {
	if len(states) == 0 {
		return Unknown
	}
	worst := Holds
	for _, s := range states {
		if s.Worse(worst) {
			worst = s
		}
	}
	return worst
}

// String returns the state's word, as people and JSON see it: "unknown",
// "holds", "at risk" or "broken".
func (s Status) String() string {
	names := statusNames()
	if int(s) >= len(names) {
		return names[Unknown]
	}
	return names[s]
}

// MarshalText implements [encoding.TextMarshaler] with the state's word.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; it takes the words of
// [Status.String] and fails on any other.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statusNames() {
		if name == string(text) {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("status %q: want unknown, holds, at risk or broken", text)
}
