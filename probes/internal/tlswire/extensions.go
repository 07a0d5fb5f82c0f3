package tlswire

import "golang.org/x/crypto/cryptobyte"

// extensions writes those that the version and the hello's width call for.
func (h Hello) extensions(b *cryptobyte.Builder) {
	h.serverName(b)
	extension(b, extSupportedGroups, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, g := range groups(h.Version, h.Slim) {
				b.AddUint16(uint16(g))
			}
		})
	})
	if h.Version < TLS13 {
		extension(b, extPointFormats, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) })
	}
	if h.Version >= TLS12 {
		extension(b, extSignatures, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				for _, s := range schemes() {
					b.AddUint16(s)
				}
			})
		})
	}
	if !h.Slim {
		h.comforts(b)
	}
	if h.Version == TLS13 {
		extension(b, extSupportedVersions, func(b *cryptobyte.Builder) { b.AddBytes([]byte{2, 3, 4}) })
		extension(b, extKeyShare, func(b *cryptobyte.Builder) { b.AddBytes([]byte{0, 0}) })
		extension(b, extPSKModes, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 1}) })
	}
}

// serverName writes SNI (RFC 6066 §3).
func (h Hello) serverName(b *cryptobyte.Builder) {
	if h.ServerName == "" {
		return
	}
	extension(b, extServerName, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint8(0)
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(h.ServerName)) })
		})
	})
}

// comforts asks for what a handshake can do without: the OCSP staple, a session
// ticket, and the application protocol.
func (h Hello) comforts(b *cryptobyte.Builder) {
	extension(b, extStatusRequest, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0, 0, 0, 0}) })
	if h.Version < TLS13 {
		extension(b, extSessionTicket, func(*cryptobyte.Builder) {})
	}
	extension(b, extALPN, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, protocol := range []string{"h2", "http/1.1"} {
				b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(protocol)) })
			}
		})
	})
}

// extension writes one extension with its type and length.
func extension(b *cryptobyte.Builder, kind uint16, body cryptobyte.BuilderContinuation) {
	b.AddUint16(kind)
	b.AddUint16LengthPrefixed(body)
}
