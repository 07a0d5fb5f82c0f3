package holdfast

import (
	"context"
	"time"
)

// Check is a named question asked on a schedule.
type Check struct {
	// ID keys all state; the config's id:, else the name. Renaming with was:
	// keeps it.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Kind is the probe kind's name, Target the address as the config gives it
	// (a URL, a host, host:port) and Host the bare host of it.
	Kind   string `json:"kind"`
	Target string `json:"target"`
	Host   string `json:"host"`

	// Every is the time between the starts of two looks, Timeout the longest
	// that one may take (at most 80 % of Every), FreshFor how long a verdict
	// counts (default three times Every).
	Every    time.Duration `json:"every"`
	Timeout  time.Duration `json:"timeout"`
	FreshFor time.Duration `json:"fresh_for"`
	Confirm  Confirm       `json:"confirm"`

	Severity Severity          `json:"severity"`
	Owner    string            `json:"owner,omitempty"`
	Group    string            `json:"group,omitempty"`
	Labels   map[string]string `json:"labels,omitempty"`
	Runbook  string            `json:"runbook,omitempty"`
	// Accepted are the exceptions granted on this check.
	Accepted []Exception `json:"accepted,omitempty"`
	// Heavy looks (sweeps, TLS enumerations) run in a pool of their own.
	Heavy bool `json:"heavy,omitempty"`
	// Local is true when the target is this machine or a private network:
	// what is seen there needs no anchor, and proves nothing about outside.
	Local bool `json:"local,omitempty"`
	// Settings is a hash of what the prober was made from: when it changes, the
	// confirmation window starts anew.
	Settings string `json:"settings"`

	Prober Prober `json:"-"`
}

// Confirm is the rule by which looks must agree before anybody is told: Need of
// the last Of looks, spread over Over. The same rule confirms a recovery.
type Confirm struct {
	Need int           `json:"need"`
	Of   int           `json:"of"`
	Over time.Duration `json:"over"` // from the first look to the last; default 20 s, scaled below 40 s intervals
}

// Prober puts one kind of question. An error means "could not look" and becomes
// Unknown; something broken is a Finding, not an error.
type Prober interface {
	Probe(ctx context.Context, look Look) (Finding, error)
}

// Look is what a prober is told about the look it is to take.
type Look struct {
	// Prev is the last finding of this check, zero at first.
	Prev Finding
	// State is what the kind left in Finding.State at its last look.
	State []byte
	// Confirm, when not empty, asks only about these fault keys, cheaply: it is
	// a second opinion. The finding must still say the whole of what is known.
	Confirm []string
	// Full asks for everything in one look (scan, check), not the next slice.
	Full bool
	// Progress, when not nil, is told how a long look gets on.
	Progress func(Progress)
}

// Progress is how far a long look is.
type Progress struct {
	Stage string // "ports", "tls"
	Done  int
	Of    int
	Found []string // worth showing already: "443", "6379!"
}

// Exception is a fault that somebody has accepted until a date. Until then the
// fault counts as AtRisk, never as Holds; past it, as Broken again.
type Exception struct {
	Faults []string  `json:"faults"` // keys; a trailing * matches any rest
	Until  time.Time `json:"until"`  // end of that day, UTC
	By     string    `json:"by"`
	Why    string    `json:"why"`
}
