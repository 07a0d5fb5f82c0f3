package tlswire

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// Answer is what a server said to a [Hello].
type Answer struct {
	// Refused is true when a fatal alert came in the place of a ServerHello;
	// then Alert says which, and nothing else is set.
	Refused bool
	Alert   Alert

	// Version and Suite are the server's choice.
	Version Version
	Suite   Suite
	// Group is the one that a TLS 1.3 server asks for, 0 when it named none.
	Group Group
	// ALPN is the application protocol chosen (below TLS 1.3).
	ALPN string
	// SecureRenegotiation tells that the server knows RFC 5746 (below TLS 1.3).
	SecureRenegotiation bool
	// Staple tells that an OCSP response came with the certificate (below TLS 1.3).
	Staple bool
	// Certificates are the DER bytes as sent, leaf first (below TLS 1.3).
	Certificates [][]byte
	// DHBits is the size of the finite-field prime, 0 when none was sent.
	DHBits int
}

// Faults of what a server sent.
var (
	errShort   = errors.New("a message ends before its fields do")
	errNoHello = errors.New("a handshake message other than ServerHello came first")
)

// message takes in one handshake message and reports whether it was the last
// one of interest.
func (a *Answer) message(kind uint8, body cryptobyte.String) (done bool, err error) {
	if kind != messageServerHello && a.Suite == 0 {
		return false, errNoHello
	}
	switch kind {
	case messageServerHello:
		if a.Suite != 0 {
			return true, nil
		}
		if err := a.hello(body); err != nil {
			*a = Answer{} // half a choice is none
			return false, err
		}
		return a.Version == TLS13, nil
	case messageCertificate:
		return false, a.certificates(body)
	case messageCertificateStatus:
		a.Staple = true
	case messageServerKeyExchange:
		a.keyExchange(body)
	case messageServerHelloDone:
		return true, nil
	}
	return false, nil
}

// hello reads a ServerHello or HelloRetryRequest (RFC 8446 §4.1.3, §4.1.4).
func (a *Answer) hello(s cryptobyte.String) error {
	var version, suite uint16
	var session cryptobyte.String
	if !s.ReadUint16(&version) || !s.Skip(sha256.Size) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&suite) || !s.Skip(1) {
		return fmt.Errorf("ServerHello: %w", errShort)
	}
	a.Version, a.Suite = Version(version), Suite(suite)
	if s.Empty() {
		return nil
	}
	var extensions cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&extensions) {
		return fmt.Errorf("ServerHello: %w", errShort)
	}
	for !extensions.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return fmt.Errorf("ServerHello extensions: %w", errShort)
		}
		a.extension(kind, body)
	}
	return nil
}

// extension takes from one ServerHello extension what is of use.
func (a *Answer) extension(kind uint16, body cryptobyte.String) {
	var n uint16
	switch kind {
	case extSupportedVersions:
		if body.ReadUint16(&n) {
			a.Version = Version(n)
		}
	case extKeyShare:
		if body.ReadUint16(&n) {
			a.Group = Group(n)
		}
	case extRenegotiationInfo:
		a.SecureRenegotiation = true
	case extALPN:
		var list, name cryptobyte.String
		if body.ReadUint16LengthPrefixed(&list) && list.ReadUint8LengthPrefixed(&name) {
			a.ALPN = string(name)
		}
	}
}

// certificates reads a Certificate message (RFC 5246 §7.4.2).
func (a *Answer) certificates(s cryptobyte.String) error {
	var list cryptobyte.String
	if !s.ReadUint24LengthPrefixed(&list) {
		return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
	}
	for !list.Empty() {
		var der cryptobyte.String
		if !list.ReadUint24LengthPrefixed(&der) {
			return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
		}
		a.Certificates = append(a.Certificates, []byte(der))
	}
	return nil
}

// keyExchange reads the prime of finite-field parameters (RFC 5246 §7.4.3).
// Elliptic-curve parameters begin with a curve type instead; only the suite
// tells which it is.
func (a *Answer) keyExchange(s cryptobyte.String) {
	var prime cryptobyte.String
	if a.Suite.FiniteField() && s.ReadUint16LengthPrefixed(&prime) {
		a.DHBits = new(big.Int).SetBytes(prime).BitLen()
	}
}
