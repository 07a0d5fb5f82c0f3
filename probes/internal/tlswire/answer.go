package tlswire

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Answer is what a server said to a [Hello].
type Answer struct {
	// Refused is true when a fatal alert came in the place of a ServerHello;
	// then Alert says which, and nothing else but Warnings is set.
	Refused bool
	Alert   Alert
	// Warnings are alerts of the warning level that came before, at most eight.
	Warnings []Alert

	// Version and Suite are the server's choice, Compression too.
	Version     Version
	Suite       Suite
	Compression Compression
	// Random is the server's random, of 32 bytes. See [Answer.Downgrade].
	Random []byte
	// SessionID is the session that can be resumed below TLS 1.3, or the
	// client's own sent back; empty when there is none.
	SessionID []byte
	// Retry tells that this is a HelloRetryRequest (RFC 8446 §4.1.4).
	Retry bool
	// Group is the one that a TLS 1.3 server asks for or has a share of, 0 when
	// it named none. Below TLS 1.3 see Exchange. Share is the server's share.
	Group Group
	Share []byte
	// Extensions are the types in the ServerHello, in the server's order.
	Extensions []uint16

	// What follows is known of versions below TLS 1.3 only, because newer ones
	// say it encrypted.

	// ALPN is the application protocol chosen.
	ALPN string
	// SecureRenegotiation tells that the server knows RFC 5746,
	// ExtendedMasterSecret RFC 7627, EncryptThenMAC RFC 7366, SessionTicket that
	// a ticket will follow (RFC 5077), Heartbeat RFC 6520.
	SecureRenegotiation, ExtendedMasterSecret, EncryptThenMAC, SessionTicket, Heartbeat bool
	// SCTs is the SignedCertificateTimestampList of the ServerHello (RFC 6962
	// §3.3), as it came.
	SCTs []byte
	// Staple is the OCSP response, DER, that came with the certificate.
	Staple []byte
	// Certificates are the DER bytes as sent, leaf first.
	Certificates [][]byte
	// Exchange are the server's key-exchange parameters.
	Exchange Exchange
	// DHBits is the size of the finite-field prime, 0 when none was sent.
	DHBits int
	// CertificateRequested tells that the server wants the client's certificate.
	CertificateRequested bool

	// Cut says why the answer ended before its end; empty when it was whole, up
	// to ServerHelloDone or the ServerHello of TLS 1.3. What a whole answer does
	// not have, the server did not send; of a cut one nobody can say so.
	Cut string
}

// Bounds of what is kept of one answer.
const (
	maxWarnings     = 8
	maxCertificates = 100
)

// Faults of what a server sent.
var (
	errShort   = errors.New("a message ends before its fields do")
	errNoHello = errors.New("a handshake message other than ServerHello came first")
	errMany    = errors.New("more than 100 certificates")
	errNoSuite = errors.New("the ServerHello chooses suite 0x0000, which is none") // TLS_NULL_WITH_NULL_NULL
	errTwice   = errors.New("a second ServerHello")
)

// Downgrade returns the version that the server says it could have spoken, had
// it been offered: its random ends in a sign that it sets when it speaks less
// than its best (RFC 8446 §4.1.3). It says TLS 1.3 in an answer of TLS 1.2, and
// TLS 1.2 (or newer) in an older one. Servers without TLS 1.3 code say nothing.
func (a *Answer) Downgrade() (could Version, ok bool) {
	switch {
	case a.Version >= TLS13:
		return 0, false
	case bytes.HasSuffix(a.Random, []byte("DOWNGRD\x01")):
		return TLS13, true
	case bytes.HasSuffix(a.Random, []byte("DOWNGRD\x00")):
		return TLS12, true
	default:
		return 0, false
	}
}

// message takes in one handshake message and reports whether it was the last
// one of interest.
func (a *Answer) message(kind uint8, body cryptobyte.String) (done bool, err error) {
	if kind != messageServerHello && a.Suite == 0 {
		return false, errNoHello
	}
	switch kind {
	case messageServerHello:
		return a.serverHello(body)
	case messageCertificate:
		return false, a.certificates(body)
	case messageCertificateStatus:
		return false, a.certificateStatus(body)
	case messageServerKeyExchange:
		return false, a.keyExchange(body)
	case messageCertificateRequest:
		a.CertificateRequested = true
	case messageServerHelloDone:
		return true, nil
	}
	return false, nil
}

// serverHello takes in the first one, of which half is none.
func (a *Answer) serverHello(body cryptobyte.String) (done bool, err error) {
	if a.Suite != 0 {
		return false, errTwice
	}
	warnings := a.Warnings
	if err := a.hello(body); err != nil {
		*a = Answer{Warnings: warnings}
		return false, err
	}
	return a.Version >= TLS13, nil
}

// hello reads a ServerHello or HelloRetryRequest (RFC 8446 §4.1.3, §4.1.4).
func (a *Answer) hello(s cryptobyte.String) error {
	var version, suite uint16
	var random []byte
	var session cryptobyte.String
	var method uint8
	if !s.ReadUint16(&version) || !s.ReadBytes(&random, 32) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&suite) || !s.ReadUint8(&method) {
		return fmt.Errorf("ServerHello: %w", errShort)
	}
	if suite == 0 {
		return errNoSuite
	}
	a.Version, a.Suite, a.Compression = Version(version), Suite(suite), Compression(method)
	retry := sha256.Sum256([]byte("HelloRetryRequest"))
	a.Random, a.Retry = random, bytes.Equal(random, retry[:])
	if len(session) > 0 {
		a.SessionID = session
	}
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
		a.Extensions = append(a.Extensions, kind)
		a.extension(kind, body)
	}
	return nil
}

// certificates reads a Certificate message (RFC 5246 §7.4.2). Half a chain is
// none.
func (a *Answer) certificates(s cryptobyte.String) error {
	var list cryptobyte.String
	if !s.ReadUint24LengthPrefixed(&list) {
		return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
	}
	var chain [][]byte
	for !list.Empty() {
		var der cryptobyte.String
		if !list.ReadUint24LengthPrefixed(&der) {
			return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
		}
		if len(chain) == maxCertificates {
			return fmt.Errorf("Certificate: %w", errMany) //nolint:staticcheck // the message's name
		}
		chain = append(chain, []byte(der))
	}
	a.Certificates = chain
	return nil
}

// certificateStatus reads an OCSP response (RFC 6066 §8).
func (a *Answer) certificateStatus(s cryptobyte.String) error {
	const ocsp = 1
	var kind uint8
	var response cryptobyte.String
	if !s.ReadUint8(&kind) || !s.ReadUint24LengthPrefixed(&response) {
		return fmt.Errorf("CertificateStatus: %w", errShort) //nolint:staticcheck // the message's name
	}
	if kind == ocsp && len(response) > 0 {
		a.Staple = response
	}
	return nil
}
