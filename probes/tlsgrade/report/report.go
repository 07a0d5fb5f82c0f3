// Package report makes of one examination of a TLS server a document: for
// programs a stable JSON, for people a page of text, for sharing one page of
// HTML.
//
// # What comes first
//
// The grade, then why in one line each, then what to change first and to what.
// The facts follow. A letter is printed only when every rule that could lower it
// was looked at; otherwise the bound that is proven, and the rules that are
// missing, by name.
//
// # For programs
//
// docs/tls-output.md describes the document. Names are never changed within a
// version of it, and new ones may come. The whole evidence is in "survey", from
// which the grade can be made again by later rules.
package report

import (
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/advice"
	"holdfast/probes/internal/tlsrules/clients"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// Document is the result of one run.
type Document struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	// Seconds is how long all of it took.
	Seconds float64  `json:"seconds"`
	Targets []Target `json:"targets"`
}

// Target is one server.
type Target struct {
	Name       string   `json:"target"`
	ServerName string   `json:"server_name"`
	StartTLS   string   `json:"starttls,omitempty"`
	Addresses  []string `json:"addresses"`
	// Error says why nothing could be asked; then nothing below is set.
	Error string `json:"error,omitempty"`

	// Grade is a letter of the guide, T for a certificate that is not trusted, M
	// for one with another name; absent when a rule that could lower it was not
	// looked at. AtMost is proven all the same.
	Grade     string `json:"grade,omitempty"`
	IfTrusted string `json:"grade_if_trusted,omitempty"`
	AtMost    string `json:"grade_at_most"`
	Guide     string `json:"guide"`
	// Why are the rules that strike, worst first; Missing those not looked at.
	Why     []Reason  `json:"why"`
	Missing []Missing `json:"missing"`
	// Advice is what to change: the shortest list that reaches the best grade,
	// what lifts most first.
	Advice advice.Plan `json:"advice"`

	// Protocols maps a version that is offered to its suites.
	Protocols map[string]Protocol `json:"protocols"`
	// ForwardSecrecy is all, some or none of the suites.
	ForwardSecrecy string `json:"forward_secrecy,omitempty"`
	// CapableClients tells whether every current client that can have forward
	// secrecy gets it.
	CapableClients *bool `json:"fs_with_capable_clients,omitempty"`
	// DHBits is the shortest finite-field prime in use.
	DHBits              int   `json:"dh_bits,omitempty"`
	SecureRenegotiation *bool `json:"secure_renegotiation,omitempty"`
	OCSPStaple          *bool `json:"ocsp_staple,omitempty"`

	// PostQuantum tells whether the key exchange withstands a quantum computer of
	// later years.
	PostQuantum tlsrules.Mark     `json:"post_quantum"`
	Profiles    []mozilla.Result  `json:"profiles"`
	Clients     []clients.Outcome `json:"clients"`
	// Differ tells where the addresses of the name do not answer alike.
	Differ []tlsrules.Difference `json:"nodes_differ"`

	// Connections are those for the enumeration, the handshake and HTTP;
	// FlawConnections those for the vulnerabilities.
	Connections     int `json:"connections"`
	FlawConnections int `json:"flaw_connections"`

	// Labs has the reports of all addresses, Survey the evidence.
	Labs   ssllabs.Overall `json:"labs"`
	Survey *survey.Survey  `json:"survey"`
}

// Reason is one rule that strikes.
type Reason struct {
	Letter string `json:"letter"`
	Rule   string `json:"rule"`
	Guide  string `json:"since"`
	Text   string `json:"text"`
}

// Missing is one rule that could not be looked at.
type Missing struct {
	Rule string `json:"rule"`
	Why  string `json:"why"`
}

// Protocol is one version that is offered.
type Protocol struct {
	Suites []string `json:"suites"`
	// Order is server, client or server-hint; absent for a single suite.
	Order  string   `json:"order,omitempty"`
	Groups []string `json:"groups,omitempty"`
	// Complete is false when there may be more suites.
	Complete bool   `json:"complete"`
	Missing  string `json:"missing,omitempty"`
}
