// Package certs judges the certificate chain that a server showed.
//
// # Why not leave it to the handshake
//
// crypto/tls verifies inside the handshake and, when it fails, gives one error
// and forgets the rest: an expired certificate that also carries the wrong name
// is "expired", and its end, issuer and serial are gone. A monitor needs them
// most in just that moment. Probes therefore shake hands without verification,
// which yields the chain whatever its state, and have it judged here before
// they say one word to the peer: [Report.Refused] forbids to go on.
//
// # What is judged
//
// Time, name and trust apart (RFC 5280 §6.1, RFC 6125), so that all that is
// wrong is told at once: certificate/expired, certificate/not-yet-valid,
// certificate/name, certificate/untrusted, certificate/chain. The chain is
// verified as of a moment at which the leaf is valid, so that "expired" does not
// hide "untrusted".
//
// # When renewal is late
//
// A fixed number of days cannot suit both a certificate of 90 days and one of
// 6. The default is a share of the lifetime: ACME clients renew with a third
// left, so a certificate with less than a quarter left ([LateShare]) has missed
// its renewal: at risk. With a twelfth left (a third of the first band) the
// fault certificate/expires-soon comes on top.
//
// # The cost
//
// Verifying a chain costs about as much as the rest of a probe. The chain is
// nearly always the one of the last look: [Verifier] remembers the last chain
// that was good for a name, by identity of its raw bytes, and until when; expiry and bands
// are judged at every look all the same.
package certs

import (
	"crypto/x509"
	"sync"
	"time"

	"holdfast"
)

// LateShare is the share of a certificate's lifetime below which its renewal
// is late.
const LateShare = 0.25

// lastCall is the part of the first band at which the second begins.
const lastCall = 1.0 / 3

// Rules say what is wanted of a certificate.
type Rules struct {
	// Off judges nothing; the facts are told all the same.
	Off bool
	// DaysLeft is the least number of days until the end; zero asks nothing.
	DaysLeft int
	// LifeLeft is the least share of its lifetime that must be left, 0 to 1.
	// Zero is LateShare when DaysLeft is zero too, else asks nothing.
	LifeLeft float64
}

// Report is what is known of a chain.
type Report struct {
	Faults []holdfast.Fault
	Facts  []holdfast.Fact
	// Refused is true when the peer is not proven to be who it should be:
	// nothing may be sent to it.
	Refused bool
}

// Verifier judges chains against one set of roots and rules. It may be used by
// several goroutines.
type Verifier struct {
	roots *x509.CertPool
	rules Rules
	// last holds the last good chain (*verified) of each name. The names are
	// those of a check and of the redirects that it allows: a few.
	last sync.Map
}

// New returns a verifier that trusts the roots; nil are the system's.
func New(roots *x509.CertPool, rules Rules) *Verifier {
	return &Verifier{roots: roots, rules: rules}
}

// Judge says what is wrong at the time now with the chain that the peer showed
// when it was asked for by name. The chain has the leaf first, as in
// [crypto/tls.ConnectionState.PeerCertificates].
func (v *Verifier) Judge(now time.Time, name string, chain []*x509.Certificate) Report {
	if len(chain) == 0 {
		return Report{}
	}
	if m, ok := v.recall(name); ok && m.covers(now, chain) {
		return v.good(now, m)
	}
	facts := Facts(chain[0])
	if v.rules.Off {
		return Report{Facts: facts}
	}
	ends, faults := v.verify(now, name, chain)
	if len(faults) > 0 {
		return Report{Faults: faults, Facts: facts, Refused: true}
	}
	m := &verified{name: name, chain: chain, facts: facts, ends: ends}
	v.last.Store(name, m)
	return v.good(now, m)
}

// recall returns the last good chain of a name.
func (v *Verifier) recall(name string) (*verified, bool) {
	m, _ := v.last.Load(name)
	last, ok := m.(*verified)
	return last, ok
}

// good is the report on a chain that was verified.
func (v *Verifier) good(now time.Time, m *verified) Report {
	return Report{Facts: m.facts, Faults: v.rules.bands(now, m.name, m.chain[0], m.ends)}
}
