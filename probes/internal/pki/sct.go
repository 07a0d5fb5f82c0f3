package pki

import (
	"errors"
	"time"

	"golang.org/x/crypto/cryptobyte"
)

// maxSCTs bounds those told of one list: certificates carry two to five.
const maxSCTs = 20

// Sources of SCTs, as in [survey.SCT.Source].
const (
	inCertificate = "certificate"
	inHandshake   = "handshake"
	inStaple      = "staple"
)

// The OIDs of RFC 6962 §3.3.
const (
	oidSCTCertificate = "1.3.6.1.4.1.11129.2.4.2"
	oidSCTStaple      = "1.3.6.1.4.1.11129.2.4.5"
)

// timestamp is a SignedCertificateTimestamp of version 1 (RFC 6962 §3.2).
type timestamp struct {
	log        [32]byte
	at         uint64 // milliseconds since 1970
	extensions []byte
	hash, sign uint8 // of the signature: TLS 1.2 SignatureAndHashAlgorithm
	signature  []byte
}

var errSCT = errors.New("no SignedCertificateTimestampList (RFC 6962 §3.3)")

// readSCTs parses a SignedCertificateTimestampList. Those of other versions
// than 1 are left out.
func readSCTs(raw []byte) ([]timestamp, error) {
	in := cryptobyte.String(raw)
	var list cryptobyte.String
	if !in.ReadUint16LengthPrefixed(&list) || !in.Empty() || list.Empty() {
		return nil, errSCT
	}
	var out []timestamp
	for !list.Empty() && len(out) < maxSCTs {
		var one cryptobyte.String
		if !list.ReadUint16LengthPrefixed(&one) || one.Empty() {
			return out, errSCT
		}
		if one[0] != 0 {
			continue
		}
		t, ok := readSCT(one)
		if !ok {
			return out, errSCT
		}
		out = append(out, t)
	}
	return out, nil
}

// readSCT parses one of version 1.
func readSCT(in cryptobyte.String) (timestamp, bool) {
	t := timestamp{}
	var version uint8
	var extensions, signature cryptobyte.String
	ok := in.ReadUint8(&version) && in.CopyBytes(t.log[:]) && in.ReadUint64(&t.at) &&
		in.ReadUint16LengthPrefixed(&extensions) && in.ReadUint8(&t.hash) && in.ReadUint8(&t.sign) &&
		in.ReadUint16LengthPrefixed(&signature) && in.Empty()
	t.extensions, t.signature = extensions, signature
	return t, ok
}

// time is when the log promised.
func (t *timestamp) time() time.Time {
	const far = 1 << 42 // the year 2109
	return time.UnixMilli(int64(min(t.at, far))).UTC()
}
