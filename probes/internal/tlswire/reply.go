package tlswire

import "golang.org/x/crypto/cryptobyte"

// extension takes from one ServerHello extension what is of use. One whose body
// makes no sense stays in the list of types, and says nothing more.
func (a *Answer) extension(kind uint16, body cryptobyte.String) {
	switch kind {
	case extSupportedVersions:
		var n uint16
		if body.ReadUint16(&n) {
			a.Version = Version(n)
		}
	case extKeyShare:
		a.keyShare(body)
	case extALPN:
		var list, name cryptobyte.String
		if body.ReadUint16LengthPrefixed(&list) && list.ReadUint8LengthPrefixed(&name) {
			a.ALPN = string(name)
		}
	case extSCT:
		if len(body) > 0 {
			a.SCTs = body
		}
	case extRenegotiationInfo:
		a.SecureRenegotiation = true
	case extExtendedMasterSecret:
		a.ExtendedMasterSecret = true
	case extEncryptThenMAC:
		a.EncryptThenMAC = true
	case extSessionTicket:
		a.SessionTicket = true
	case extHeartbeat:
		a.Heartbeat = true
	}
}

// keyShare reads the group of a HelloRetryRequest, or group and share of a
// ServerHello (RFC 8446 §4.2.8).
func (a *Answer) keyShare(body cryptobyte.String) {
	var group uint16
	if !body.ReadUint16(&group) {
		return
	}
	a.Group = Group(group)
	var share cryptobyte.String
	if body.ReadUint16LengthPrefixed(&share) && len(share) > 0 {
		a.Share = share
	}
}
