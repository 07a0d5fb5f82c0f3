// Package survey holds what a look at a TLS server saw: the evidence, apart from
// any opinion about it.
//
// # Why evidence has a room of its own
//
// Rules change. The guide by which servers are graded was rewritten seventeen
// times, a curve falls out of favour, a new attack makes a suite bad overnight.
// What a server answered on a given day does not change. A [Survey] is therefore
// written once, by whoever spoke to the server, and read by everybody who has
// an opinion: graders, profiles, reference clients, the page. It can be stored
// as JSON and graded again years later, by rules that did not exist when it was
// made.
//
// # Three answers, not two
//
// "The server does not compress" and "nobody asked whether it compresses" are
// different facts, and a grade that mixes them up is a lie. Every question with
// a yes or no has the type [Known], whose zero value is [Unknown]. Whatever was
// enumerated says whether it was enumerated to its end ([Protocol.Complete]) and
// why not ([Protocol.Missing]).
//
// # Who fills in what
//
//	Endpoint.Protocols, Exchange, Features  the enumerator (probes/tlsgrade)
//	Endpoint.Certificates                   the certificate examiner
//	Endpoint.Flaws                          the tests for known vulnerabilities
//	Endpoint.HTTP                           the HTTP side
package survey

import (
	"net/netip"
	"slices"
	"time"

	"holdfast/probes/internal/tlswire"
)

// Survey is everything that one look at a server saw.
type Survey struct {
	// Host and Port are what was asked for; ServerName is the name that the
	// certificate must have, and StartTLS the protocol spoken before TLS, empty
	// for TLS from the first byte.
	Host       string    `json:"host"`
	Port       uint16    `json:"port"`
	ServerName string    `json:"server_name"`
	StartTLS   string    `json:"starttls,omitempty"`
	At         time.Time `json:"at"`
	// Mode is gentle, fast or confirm.
	Mode string `json:"mode"`
	// Connections is what the look cost the server.
	Connections Cost `json:"connections"`
	// Endpoints are the addresses, each asked with the server's name.
	Endpoints []Endpoint `json:"endpoints"`
	// Nameless are the addresses asked without a name (no SNI), as far as that
	// was done: what an old client or a scanner of address ranges meets.
	Nameless []Endpoint `json:"nameless,omitempty"`
}

// Cost counts TCP connections by what they were for.
type Cost struct {
	// Enumeration are the hellos that were not followed by a handshake.
	Enumeration int `json:"enumeration"`
	// Handshakes are full ones, the HTTP head on one of them included.
	Handshakes int `json:"handshakes"`
	// HTTP are those to port 80 and further ones for the HTTP side.
	HTTP int `json:"http"`
	// Flaws are those of the tests for vulnerabilities, which have a budget and
	// a cadence of their own.
	Flaws int `json:"flaws"`
	// Budget is how many the target may be asked to bear, Flaws apart.
	Budget int `json:"budget"`
	// PerSecond is the most of them that were begun in any second.
	PerSecond int `json:"per_second"`
}

// Total is the sum over all but the vulnerabilities.
func (c Cost) Total() int { return c.Enumeration + c.Handshakes + c.HTTP }

// Endpoint is what one address showed.
type Endpoint struct {
	Address netip.AddrPort `json:"address"`
	// ServerName is the name sent (SNI); empty when none was.
	ServerName string `json:"server_name,omitempty"`
	// Error says why no connection came about; then nothing else is set.
	Error string `json:"error,omitempty"`
	// NotTLS says how that begins which came in the place of TLS, quoted; empty
	// where TLS is spoken.
	NotTLS string `json:"not_tls,omitempty"`
	// Protocols are all versions, oldest first, offered or not.
	Protocols []Protocol `json:"protocols"`
	Exchange  Exchange   `json:"exchange"`
	Features  Features   `json:"features"`
	// Certificates are the distinct chains, the one of the best handshake first.
	Certificates []Certificate `json:"certificates"`
	// NoCertificate says why none came.
	NoCertificate string `json:"no_certificate,omitempty"`
	// HandshakeSeconds is how long the full handshake took, connecting apart; 0
	// when it did not come to its end.
	HandshakeSeconds float64 `json:"handshake_seconds,omitempty"`
	Flaws            []Flaw  `json:"flaws,omitempty"`
	// HTTP is nil where HTTP is not spoken or was not asked.
	HTTP *HTTP `json:"http,omitempty"`
	// Intolerances are sorts of hello that the server drops or answers wrongly.
	Intolerances []Intolerance `json:"intolerances,omitempty"`
}

// Protocol returns what is known of one version; the zero Protocol, whose
// Offered is Unknown, when it was not asked.
func (e *Endpoint) Protocol(v tlswire.Version) Protocol {
	for _, p := range e.Protocols {
		if p.Version == v {
			return p
		}
	}
	return Protocol{Version: v}
}

// Best is the newest version that is offered; false when none is.
func (e *Endpoint) Best() (Protocol, bool) {
	for _, p := range slices.Backward(e.Protocols) {
		if p.Offered == Yes {
			return p, true
		}
	}
	return Protocol{}, false
}

// Flaw returns what is known of one vulnerability, by name.
func (e *Endpoint) Flaw(name string) Flaw {
	for _, f := range e.Flaws {
		if f.Name == name {
			return f
		}
	}
	return Flaw{Name: name}
}

// Intolerance is a sort of hello that the server cannot stand.
type Intolerance struct {
	// To is version, extension, size or suites.
	To string `json:"to"`
	// Text says what was sent and what came.
	Text string `json:"text"`
}
