package mini

import (
	"crypto/rand"
	"fmt"

	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/tlswire"
)

// Extension types of the IANA "TLS ExtensionType Values" registry.
const (
	extServerName     = 0
	extGroups         = 10
	extPointFormats   = 11
	extSignatures     = 13
	extHeartbeat      = 15
	extExtendedMaster = 23
	extTicket         = 35
	extRenegotiation  = 0xff01
)

// renegotiationSCSV says "I know RFC 5746".
const renegotiationSCSV = 0x00ff

// Offer is a ClientHello.
type Offer struct {
	// Version is the highest one offered, TLS 1.0 to 1.2.
	Version tlswire.Version
	// Suites are offered in this order.
	Suites []tlswire.Suite
	// ServerName goes into SNI; empty leaves it out.
	ServerName string
	// Slim leaves out the extended master secret, for servers that cannot
	// stand what is younger than 2012.
	Slim bool
	// SessionID is sent as it is, at most 32 bytes.
	SessionID []byte
	// Tickets asks for a session ticket or, with Ticket, gives one back.
	Tickets bool
	Ticket  []byte
	// Heartbeat offers to answer heartbeats (RFC 6520).
	Heartbeat bool
	// Legacy hides that the client knows RFC 5746, as clients before 2010 did.
	Legacy bool
	// Renews is the proof of the session in which this hello is sent again (RFC
	// 5746 §3.5); nil in a first one. [Conn.Renew] sets it.
	Renews []byte
}

// message writes the ClientHello with its header.
func (o Offer) message(random []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(clientHello)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { o.body(b, random) })
	out, err := b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("writing a %s hello: %w", o.Version.Title(), err)
	}
	return out, nil
}

// body is the ClientHello (RFC 5246 §7.4.1.2).
func (o Offer) body(b *cryptobyte.Builder, random []byte) {
	b.AddUint16(uint16(o.Version))
	b.AddBytes(random)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(o.SessionID) })
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, s := range o.Suites {
			b.AddUint16(uint16(s))
		}
		if !o.Legacy && o.Renews == nil {
			b.AddUint16(renegotiationSCSV)
		}
	})
	b.AddBytes([]byte{1, 0}) // no compression
	b.AddUint16LengthPrefixed(o.extensions)
}

// extensions writes what the offer calls for.
func (o Offer) extensions(b *cryptobyte.Builder) {
	if o.ServerName != "" {
		extension(b, extServerName, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				b.AddUint8(0)
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(o.ServerName)) })
			})
		})
	}
	extension(b, extGroups, func(b *cryptobyte.Builder) { list16(b, []uint16{29, 23, 24, 25}) })
	extension(b, extPointFormats, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) })
	if o.Version == tlswire.TLS12 {
		extension(b, extSignatures, func(b *cryptobyte.Builder) { list16(b, schemes()) })
	}
	if o.Heartbeat {
		extension(b, extHeartbeat, func(b *cryptobyte.Builder) { b.AddUint8(1) }) // peer_allowed_to_send
	}
	if o.Tickets {
		extension(b, extTicket, func(b *cryptobyte.Builder) { b.AddBytes(o.Ticket) })
	}
	if o.Renews != nil {
		extension(b, extRenegotiation, func(b *cryptobyte.Builder) {
			b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(o.Renews) })
		})
	}
	if !o.Slim {
		extension(b, extExtendedMaster, func(*cryptobyte.Builder) {})
	}
}

// schemes are the signature schemes named, down to SHA-1 and DSA: the signature
// is not verified, but a server without a common one refuses.
func schemes() []uint16 {
	return []uint16{
		0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601,
		0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0203, 0x0201, 0x0402, 0x0202,
	}
}

// extension writes one extension with its type and length.
func extension(b *cryptobyte.Builder, kind uint16, body cryptobyte.BuilderContinuation) {
	b.AddUint16(kind)
	b.AddUint16LengthPrefixed(body)
}

// list16 writes a list of numbers with its length.
func list16(b *cryptobyte.Builder, list []uint16) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, n := range list {
			b.AddUint16(n)
		}
	})
}

// newRandom makes 32 random bytes.
func newRandom() []byte {
	out := make([]byte, 32)
	_, _ = rand.Read(out) // never fails
	return out
}
