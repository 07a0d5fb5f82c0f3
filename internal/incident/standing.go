package incident

import (
	"slices"
	"time"

	"holdfast"
)

// standing is what the book remembers of one check.
type standing struct {
	// Settings is the hash of what the prober was made from when it was last
	// asked.
	Settings string `json:"settings,omitempty"`
	// Level is what the rule has confirmed; Unknown when it has confirmed
	// nothing yet.
	Level holdfast.Status `json:"level"`
	// Window are the looks that may move the level, from the first that
	// contradicts it. Empty is calm.
	Window []look `json:"window,omitempty"`
	// AskedUntil is the last further look that was asked for.
	AskedUntil time.Time `json:"asked_until,omitzero"`
	// LastAt is the start of the last look that changed anything.
	LastAt time.Time `json:"last_at,omitzero"`
	// Looked is true once this very question has been asked.
	Looked bool `json:"looked,omitempty"`
	// Lost is the present run of looks that could not be taken.
	Lost lost `json:"lost,omitzero"`
	// Unproven is true when the level rests on nothing fresh or complete.
	Unproven bool `json:"unproven,omitempty"`
	// Shown is the status that people see, since ShownSince.
	Shown      holdfast.Status `json:"shown"`
	ShownSince time.Time       `json:"shown_since,omitzero"`
	Seen       seen            `json:"seen"`
	// The IDs of the open incidents of each class.
	Outage  string `json:"outage,omitempty"`
	Risk    string `json:"risk,omitempty"`
	Unknown string `json:"unknown,omitempty"`
}

// seen is the last finding, as far as people need it.
type seen struct {
	Status   holdfast.Status  `json:"status"`
	Headline string           `json:"headline,omitempty"`
	Reason   string           `json:"reason,omitempty"`
	Faults   []holdfast.Fault `json:"faults,omitempty"`
}

// same reports whether the finding says what was seen before.
func (s seen) same(f holdfast.Finding) bool {
	return s.Status == f.Status && s.Headline == f.Headline && s.Reason == f.Reason && slices.Equal(s.Faults, f.Faults)
}

// see remembers a finding.
func (s *standing) see(f holdfast.Finding) {
	if !s.Seen.same(f) {
		s.Seen = seen{Status: f.Status, Headline: f.Headline, Reason: f.Reason, Faults: cloneFaults(f.Faults)}
	}
}

// cloneFaults copies a list, so that nobody changes what the book keeps; an
// empty one is nil, as it is after it was stored.
func cloneFaults(faults []holdfast.Fault) []holdfast.Fault {
	if len(faults) == 0 {
		return nil
	}
	return slices.Clone(faults)
}

// calm reports whether nothing is under way: no window, no lost look, proof at
// hand, nobody in doubt.
func (s *standing) calm() bool {
	return len(s.Window) == 0 && !s.Lost.running() && !s.Unproven && s.Unknown == ""
}

// status is what people should see.
func (s *standing) status() holdfast.Status {
	switch {
	case s.Outage != "":
		return holdfast.Broken
	case s.Unknown != "" || s.Unproven:
		return holdfast.Unknown
	default:
		return s.Level
	}
}

// show brings the shown status up to date.
func (s *standing) show(since time.Time) {
	if now := s.status(); now != s.Shown || s.ShownSince.IsZero() {
		s.Shown, s.ShownSince = now, since
	}
}

// slot returns where the ID of the open incident of a class is kept, nil for
// classes that are no check's.
func (s *standing) slot(class holdfast.Class) *string {
	switch class {
	case holdfast.ClassOutage:
		return &s.Outage
	case holdfast.ClassRisk:
		return &s.Risk
	case holdfast.ClassUnknown:
		return &s.Unknown
	case holdfast.ClassBlind:
	}
	return nil
}

// forget starts the question anew: what was seen of another target says
// nothing of this one. An open incident stays, and with it its level.
func (s *standing) forget(settings string) {
	s.Settings = settings
	s.Window, s.AskedUntil, s.Lost, s.Seen = nil, time.Time{}, lost{}, seen{}
	if s.Outage == "" && s.Risk == "" {
		s.Level, s.Looked = holdfast.Unknown, false
	}
}

// shift moves the times after the clock was set back.
func (s *standing) shift(by time.Duration) {
	s.Window = slices.Clone(s.Window)
	for i := range s.Window {
		s.Window[i].At = s.Window[i].At.Add(by)
	}
	s.AskedUntil, s.LastAt = moved(s.AskedUntil, by), moved(s.LastAt, by)
	s.Lost.Since, s.Lost.Due = moved(s.Lost.Since, by), moved(s.Lost.Due, by)
	s.ShownSince = moved(s.ShownSince, by)
}
