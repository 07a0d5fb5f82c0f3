package tlswire

import "golang.org/x/crypto/cryptobyte"

// Extension types of the IANA "TLS ExtensionType Values" registry.
const (
	extServerName           = 0
	extStatusRequest        = 5
	extSupportedGroups      = 10
	extPointFormats         = 11
	extSignatures           = 13
	extHeartbeat            = 15
	extALPN                 = 16
	extSCT                  = 18
	extPadding              = 21
	extEncryptThenMAC       = 22
	extExtendedMasterSecret = 23
	extSessionTicket        = 35
	extSupportedVersions    = 43
	extPSKModes             = 45
	extKeyShare             = 51
	extRenegotiationInfo    = 0xff01
)

// extensions writes those that the version and the hello's wishes call for.
func (h Hello) extensions(b *cryptobyte.Builder, padding int) {
	if h.GREASE {
		extension(b, h.grease(1), func(*cryptobyte.Builder) {})
	}
	h.serverName(b)
	h.groups(b)
	if h.Version < TLS13 || !h.modern() {
		extension(b, extPointFormats, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) })
	}
	h.signatures(b)
	h.comforts(b)
	h.offers(b)
	if h.Versions != nil || h.modern() {
		h.versions(b)
	}
	if h.modern() {
		h.keyShares(b)
		extension(b, extPSKModes, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 1}) })
	}
	for _, e := range h.Extensions {
		extension(b, e.Type, func(b *cryptobyte.Builder) { b.AddBytes(e.Body) })
	}
	if padding > 0 {
		extension(b, extPadding, func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, padding)) })
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

// groups writes the key-exchange groups (RFC 8446 §4.2.7).
func (h Hello) groups(b *cryptobyte.Builder) {
	list := h.Groups
	if list == nil {
		list = usualGroups(h.Version, h.Slim)
	}
	if len(list) == 0 {
		return
	}
	extension(b, extSupportedGroups, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			if h.GREASE {
				b.AddUint16(h.grease(2))
			}
			for _, g := range list {
				b.AddUint16(uint16(g))
			}
		})
	})
}

// signatures writes the signature schemes (RFC 8446 §4.2.3), which TLS 1.2
// brought.
func (h Hello) signatures(b *cryptobyte.Builder) {
	list := h.Schemes
	if list == nil && h.Version >= TLS12 {
		list = usualSchemes()
	}
	if len(list) == 0 {
		return
	}
	extension(b, extSignatures, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, s := range list {
				b.AddUint16(uint16(s))
			}
		})
	})
}

// comforts asks for what a handshake can do without: the OCSP staple, a session
// ticket, and the application protocol.
func (h Hello) comforts(b *cryptobyte.Builder) {
	comforts := !h.Slim && !h.NoComforts
	if comforts || h.Staple {
		extension(b, extStatusRequest, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0, 0, 0, 0}) })
	}
	if comforts && h.Version < TLS13 || h.SessionTicket {
		extension(b, extSessionTicket, func(*cryptobyte.Builder) {})
	}
	alpn := h.ALPN
	if alpn == nil && comforts {
		alpn = []string{"h2", "http/1.1"}
	}
	if len(alpn) == 0 {
		return
	}
	extension(b, extALPN, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, protocol := range alpn {
				b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(protocol)) })
			}
		})
	})
}

// offers writes what the hello says it can, one flag each.
func (h Hello) offers(b *cryptobyte.Builder) {
	for _, offer := range []struct {
		wanted bool
		kind   uint16
		body   []byte
	}{
		{h.ExtendedMasterSecret, extExtendedMasterSecret, nil},
		{h.EncryptThenMAC, extEncryptThenMAC, nil},
		{h.Heartbeat, extHeartbeat, []byte{1}}, // peer_allowed_to_send
		{h.SCT, extSCT, nil},
	} {
		if offer.wanted {
			extension(b, offer.kind, func(b *cryptobyte.Builder) { b.AddBytes(offer.body) })
		}
	}
}

// versions writes supported_versions (RFC 8446 §4.2.1).
func (h Hello) versions(b *cryptobyte.Builder) {
	list := h.Versions
	if list == nil {
		list = []Version{TLS13}
	}
	if len(list) == 0 {
		return
	}
	extension(b, extSupportedVersions, func(b *cryptobyte.Builder) {
		b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
			if h.GREASE {
				b.AddUint16(h.grease(3))
			}
			for _, v := range list {
				b.AddUint16(uint16(v))
			}
		})
	})
}

// keyShares writes the shares, be there none (RFC 8446 §4.2.8).
func (h Hello) keyShares(b *cryptobyte.Builder) {
	extension(b, extKeyShare, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, share := range h.KeyShares {
				b.AddUint16(uint16(share.Group))
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(share.Public) })
			}
		})
	})
}

// extension writes one extension with its type and length.
func extension(b *cryptobyte.Builder, kind uint16, body cryptobyte.BuilderContinuation) {
	b.AddUint16(kind)
	b.AddUint16LengthPrefixed(body)
}
