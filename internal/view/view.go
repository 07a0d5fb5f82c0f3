// Package view is a picture of the whole monitor at one moment: what pages show,
// what metrics count, what the control socket answers.
//
// It holds data and no behaviour beyond counting. The app takes the picture from
// the rooms that know (desk, courier, watch), and readers may keep it as long as
// they like: nothing in it is shared with a running goroutine.
package view

import (
	"time"

	"holdfast"
	"holdfast/internal/statement"
)

// View is everything that a reader may want to know now.
type View struct {
	At         time.Time           `json:"at"`
	Started    time.Time           `json:"started"`
	Version    string              `json:"version"`
	Instance   string              `json:"instance"`
	ConfigFile string              `json:"config_file"`
	ConfigHash string              `json:"config_hash"`
	Vantage    holdfast.Vantage    `json:"vantage"`
	Warnings   []string            `json:"warnings,omitempty"`
	Reload     Reload              `json:"reload"`
	Degraded   string              `json:"degraded,omitempty"` // why the journal cannot be written
	Checks     []Check             `json:"checks"`
	Promises   []statement.State   `json:"promises"`
	Objectives []Objective         `json:"objectives,omitempty"` // by check, as of a moment ago
	Open       []holdfast.Incident `json:"open"`                 // worst first
	Silences   []holdfast.Silence  `json:"silences,omitempty"`
	Channels   []Channel           `json:"channels"`
	Watch      Watch               `json:"watch"`
	Thinned    int64               `json:"thinned"` // repeats of Holds dropped because too many waited
	ClockSteps int64               `json:"clock_steps,omitempty"`
}

// Check is one check with what is known of it.
type Check struct {
	holdfast.Check
	// Status is what was confirmed; Word how people call it ("not yet looked").
	Status  holdfast.Status  `json:"status"`
	Word    string           `json:"word"`
	Since   time.Time        `json:"since,omitzero"`
	Pending string           `json:"pending,omitempty"` // "1 of 3 looks failed"
	Stale   bool             `json:"stale,omitempty"`
	Last    holdfast.Verdict `json:"last"` // At is zero before the first look
}

// Objective is what a check is to reach (slo: in the config), and how it stands.
type Objective struct {
	Check  string        `json:"check"`
	Target float64       `json:"target"` // 0.999 for 99.9 %
	Window time.Duration `json:"window"`
	// Left is the part of the error budget that is left, below 0 when more was
	// spent than there was.
	Left float64 `json:"left"`
	// Burns are the rates of the last minutes, hours and days; a window in which
	// nothing was proven has none.
	Burns []Burn `json:"burns,omitempty"`
}

// Burn is how fast an error budget is spent: at 1 it lasts exactly as long as
// the objective's window.
type Burn struct {
	Window time.Duration `json:"window"`
	Rate   float64       `json:"rate"`
}

// Channel is one way out with how it is doing.
type Channel struct {
	Name        string    `json:"name"`
	Kind        string    `json:"kind"`
	Waiting     int       `json:"waiting"`
	Oldest      time.Time `json:"oldest,omitzero"` // of what waits
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastError   string    `json:"last_error,omitempty"`
}

// Watch is how the scheduler is doing, since the start.
type Watch struct {
	Due, Started, Missed int64
	Running              int
	Lag                  time.Duration // worst wake-up delay of the last minute
}

// Reload is how the last attempt to load the config went.
type Reload struct {
	Failed bool      `json:"failed,omitempty"`
	Good   time.Time `json:"good"` // of the last config that was taken
}

// Count is how many checks are in each state.
func (v View) Count() map[holdfast.Status]int {
	n := map[holdfast.Status]int{}
	for _, c := range v.Checks {
		n[c.Status]++
	}
	return n
}

// Find returns the check with that ID or name.
func (v View) Find(id string) (Check, bool) {
	for _, c := range v.Checks {
		if c.ID == id || c.Name == id {
			return c, true
		}
	}
	return Check{}, false
}
