package tlswire

import (
	"crypto/rand"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Record and handshake types (RFC 8446 §5.1 and §4).
const (
	recordChangeCipherSpec = 20
	recordAlert            = 21
	recordHandshake        = 22
	recordApplicationData  = 23

	messageClientHello       = 1
	messageServerHello       = 2
	messageCertificate       = 11
	messageServerKeyExchange = 12
	messageServerHelloDone   = 14
	messageCertificateStatus = 22
)

// Extension types of the IANA "TLS ExtensionType Values" registry.
const (
	extServerName        = 0
	extStatusRequest     = 5
	extSupportedGroups   = 10
	extPointFormats      = 11
	extSignatures        = 13
	extALPN              = 16
	extSessionTicket     = 35
	extSupportedVersions = 43
	extPSKModes          = 45
	extKeyShare          = 51
	extRenegotiationInfo = 0xff01
)

// renegotiationSCSV says "I know RFC 5746" to servers of any version.
const renegotiationSCSV = 0x00ff

// Hello is a ClientHello to be written.
type Hello struct {
	// Version is the highest version offered; TLS 1.3 is offered alone, older
	// ones imply all below them, as the protocol has it.
	Version Version
	// Suites are the code points offered, in the client's order.
	Suites []Suite
	// ServerName goes into the SNI extension; empty leaves it out.
	ServerName string
	// Slim leaves out whatever is younger than 2012.
	Slim bool
}

// Record returns the hello as one handshake record, ready to be sent.
func (h Hello) Record() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(recordHandshake)
	b.AddUint16(uint16(min(h.Version, TLS10)))
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(messageClientHello)
		b.AddUint24LengthPrefixed(h.body)
	})
	out, err := b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("writing a %s hello with %d suites: %w", h.Version.Title(), len(h.Suites), err)
	}
	return out, nil
}

// body is the ClientHello message (RFC 8446 §4.1.2).
func (h Hello) body(b *cryptobyte.Builder) {
	var random [64]byte
	_, _ = rand.Read(random[:]) // never fails
	b.AddUint16(uint16(min(h.Version, TLS12)))
	b.AddBytes(random[:32])
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
		if h.Version == TLS13 {
			b.AddBytes(random[32:]) // RFC 8446 appendix D.4, for middleboxes
		}
	})
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, suite := range h.Suites {
			b.AddUint16(uint16(suite))
		}
		b.AddUint16(renegotiationSCSV)
	})
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddUint8(0) }) // no compression
	if h.Version > SSL30 {
		b.AddUint16LengthPrefixed(h.extensions)
	}
}
