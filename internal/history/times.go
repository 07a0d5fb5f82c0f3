package history

import "time"

// State is what an instant of a check is counted as.
type State uint8

// The six states of an instant. The numbers are stored: never change one.
const (
	Unknown     State = 0 // nothing was proven
	Up          State = 1
	AtRisk      State = 2
	Down        State = 3
	Maintenance State = 4 // planned, whatever was seen
	Blind       State = 5 // nobody could see
)

// stateNames holds the words in the order of the constants.
func stateNames() [6]string {
	return [6]string{"unknown", "up", "at risk", "down", "maintenance", "blind"}
}

// String returns the state's word.
func (s State) String() string {
	names := stateNames()
	if int(s) >= len(names) {
		return names[Unknown]
	}
	return names[s]
}

// MarshalText implements [encoding.TextMarshaler] with the state's word.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Times are how long a check was in each of the six states, in milliseconds.
// They are disjoint and add up to the period that they are of.
type Times struct {
	Up          int64 `json:"up_ms"`
	Down        int64 `json:"down_ms"`
	AtRisk      int64 `json:"at_risk_ms"`
	Unknown     int64 `json:"unknown_ms"`
	Maintenance int64 `json:"maintenance_ms"`
	Blind       int64 `json:"blind_ms"`
}

// of is the field that counts a state.
func (t *Times) of(s State) *int64 {
	switch s {
	case Up:
		return &t.Up
	case Down:
		return &t.Down
	case AtRisk:
		return &t.AtRisk
	case Maintenance:
		return &t.Maintenance
	case Blind:
		return &t.Blind
	case Unknown:
	}
	return &t.Unknown
}

// Of is the time in one state, in milliseconds.
func (t Times) Of(s State) int64 { return *t.of(s) }

// Total is the length of the period in milliseconds.
func (t Times) Total() int64 {
	return t.Up + t.Down + t.AtRisk + t.Unknown + t.Maintenance + t.Blind
}

// Proven is the time in which somebody knew, in milliseconds: up, at risk, down.
func (t Times) Proven() int64 { return t.Up + t.AtRisk + t.Down }

// Add returns the times of two periods together.
func (t Times) Add(o Times) Times {
	return Times{
		Up: t.Up + o.Up, Down: t.Down + o.Down, AtRisk: t.AtRisk + o.AtRisk,
		Unknown: t.Unknown + o.Unknown, Maintenance: t.Maintenance + o.Maintenance, Blind: t.Blind + o.Blind,
	}
}

// Availability is (up + at risk) / (up + at risk + down), from 0 to 1; ok is
// false when nothing was proven, and then there is no such number.
func (t Times) Availability() (share float64, ok bool) {
	if t.Proven() == 0 {
		return 0, false
	}
	return float64(t.Up+t.AtRisk) / float64(t.Proven()), true
}

// ProvenShare is the part of the period outside maintenance in which somebody
// knew, from 0 to 1; 0 for an empty period.
func (t Times) ProvenShare() float64 {
	owed := t.Total() - t.Maintenance
	if owed == 0 {
		return 0
	}
	return float64(t.Proven()) / float64(owed)
}

// Millis is a number of milliseconds as a duration.
func Millis(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
