// Package uptime asks whether a web address answers as it should.
//
// # The question
//
// One look is one visit of a stranger: look the name up, connect, shake hands,
// ask, read the answer, follow the redirects that the check allows. Every hop
// has a connection of its own. A probe that kept a connection open would be
// cheaper and would never see a certificate that was replaced, a name that
// moved, or a firewall that was closed in between.
//
// # What is a fault and what is "could not look"
//
// A refused connection, a failed handshake, a wrong status are observations:
// Broken. So is a time-out or a name that does not resolve, but there the
// target said nothing; the finding is marked Silence and the watch believes it
// only beside an anchor that answered. No file descriptors, no route, no
// resolver on this machine: an error, Unknown. And an edge that shows our probe
// a challenge page instead of the site ("checking your browser") has answered
// for itself, not for the site: Unknown too.
//
// # Certificates
//
// The handshake runs without verification, and the chain is judged afterwards
// (package certs): so subject, issuer and end are known also of a certificate
// that is expired, misnamed or self-signed. Until the chain has been judged
// good, nothing is sent: no header, no password, no token.
//
// # What is told
//
// Measures are the seconds of each phase, summed over the hops: dns, connect,
// tls, first_byte (request sent to first byte of the answer), transfer, total.
// Facts are state: status, versions, certificate, address, redirects, HSTS. The
// body is never told: it is the target's, and may hold secrets.
//
// # The cost
//
// [net/http.Transport.NewClientConn] runs HTTP/1.1 or HTTP/2 over a connection
// that we opened, so phases are measured around our own calls and need no
// httptrace. Configurations, request headers and the memory of the last good
// chain are kept from look to look; a look allocates for what it sees.
package uptime

import (
	_ "embed"
	"time"

	"holdfast"
	"holdfast/probes/internal/carry"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// maxHeaderBytes bounds the response headers that are read.
const maxHeaderBytes = 64 << 10

// Kind returns the kind "uptime".
func Kind() holdfast.Kind[holdfast.Prober] {
	wire := carry.Transport(maxHeaderBytes)
	return holdfast.Kind[holdfast.Prober]{
		Name:     "uptime",
		Title:    "a web address answers over HTTP or HTTPS as it should",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New: func(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
			return newProber(wire, env, decode)
		},
		Site:    true,
		Every:   time.Minute,
		Timeout: 10 * time.Second,
	}
}
