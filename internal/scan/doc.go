// Package scan looks at a host once and reports what the card promises: an
// answer over HTTP(S), only 80 and 443 open, no database port, TLS 1.2 or better
// with forward secrecy.
//
// It asks the same probes that the monitor asks, each for its whole answer
// ([holdfast.Look.Full]), and so a scan can never say something that the monitor
// would not. What a person narrows (one port, one IP family) is printed, and is
// then out of the question rather than unknown.
//
// The report is one [Document]: text, JSON, HTML and SARIF are renderings of it.
// Its JSON form is stable; docs/scan-output.md is its description.
package scan

import (
	"time"

	"holdfast"
)

// Document is a report over all targets, version 1. Fields are only added.
type Document struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Targets []Target  `json:"targets"`
}

// Target is what one scan of one host saw.
type Target struct {
	Name    string          `json:"name"`
	Address string          `json:"address"` // the first that was looked at
	Status  holdfast.Status `json:"status"`
	Reason  string          `json:"reason"`
	Scope   string          `json:"scope,omitempty"` // what was narrowed, in words
	Ports   []Port          `json:"ports"`
	TLS     *TLS            `json:"tls,omitempty"`
	Uptime  *Uptime         `json:"uptime,omitempty"`
	Checks  []Check         `json:"checks"`
}

// Port is a port that answers.
type Port struct {
	Port    int    `json:"port"`
	Proto   string `json:"proto"`
	State   string `json:"state"` // open, closed, filtered, rejected, unknown
	Address string `json:"address,omitempty"`
	Service string `json:"service,omitempty"`
	Version string `json:"version,omitempty"`
	Access  string `json:"access"` // open, auth-required, host-denied, unknown
}

// TLS is what the server accepts. There is no letter: it is printed only when
// every rule that could lower it was looked at.
type TLS struct {
	Grade               string              `json:"grade"` // empty when a rule that could lower it was not looked at
	Protocols           map[string]Protocol `json:"protocols"`
	ForwardSecrecy      string              `json:"forward_secrecy"` // all, some, none
	DHBits              int                 `json:"dh_bits,omitempty"`
	OCSPStaple          bool                `json:"ocsp_staple"`
	SecureRenegotiation *bool               `json:"secure_renegotiation"`
	Connections         int                 `json:"connections"`
	Certificate         map[string]any      `json:"certificate,omitempty"`
}

// Protocol is one version with its suites in the server's order of preference.
type Protocol struct {
	Suites []string `json:"suites"`
	Order  string   `json:"order,omitempty"` // server, client
}

// Uptime is one visit.
type Uptime struct {
	Status  int                `json:"status"`
	Version string             `json:"http_version"`
	Seconds map[string]float64 `json:"seconds"`
}

// Check is one question with its whole answer.
type Check struct {
	Kind string `json:"kind"`
	holdfast.Verdict
}

// Worst is the worst status of all targets.
func (d Document) Worst() holdfast.Status {
	var all []holdfast.Status
	for _, t := range d.Targets {
		all = append(all, t.Status)
	}
	return holdfast.Worst(all...)
}
