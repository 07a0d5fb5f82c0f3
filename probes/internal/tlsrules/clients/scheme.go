package clients

import (
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// The schemes that stand for one kind of key each.
const (
	ed25519 tlswire.Scheme = 0x0807
	ed448   tlswire.Scheme = 0x0808
)

// byRSA reports whether an RSA key makes such a signature. Below TLS 1.3 the low
// byte names the kind of key (RFC 5246 §7.4.1.4.1).
func byRSA(s tlswire.Scheme) bool { return s < 0x0700 && s&0xff == 1 || s >= 0x0804 && s <= 0x0806 }

// byECDSA reports whether an ECDSA key makes such a signature.
func byECDSA(s tlswire.Scheme) bool { return s < 0x0700 && s&0xff == 3 || s >= 0x081a && s <= 0x081c }

// byDSA reports whether a DSA key makes such a signature.
func byDSA(s tlswire.Scheme) bool { return s < 0x0700 && s&0xff == 2 }

// verifies reports whether the client can check signatures of the key in that
// version.
func (c Client) verifies(key survey.Key, v tlswire.Version) bool {
	switch strings.ToUpper(key.Kind) {
	case "RSA":
		return c.knows(v, byRSA)
	case "ECDSA":
		return c.knows(v, byECDSA) && c.curve(key.Bits, v)
	case "ED25519":
		return slices.Contains(c.Schemes, ed25519)
	case "ED448":
		return slices.Contains(c.Schemes, ed448)
	case "DSA":
		return v < tlswire.TLS13 && c.knows(v, byDSA)
	default:
		return true
	}
}

// knows reports whether one of the client's schemes is of a sort. Who names no
// scheme below TLS 1.3 takes the old ones.
func (c Client) knows(v tlswire.Version, sort func(tlswire.Scheme) bool) bool {
	return v < tlswire.TLS12 || c.Schemes == nil || slices.ContainsFunc(c.Schemes, sort)
}

// curve reports whether the client takes a certificate on a curve of so many
// bits: by its groups below TLS 1.3 (RFC 8422 §5.1.1), by the scheme that names
// the curve from there on.
func (c Client) curve(bits int, v tlswire.Version) bool {
	group, scheme := tlswire.Secp256r1, tlswire.Scheme(0x0403)
	switch bits {
	case 384:
		group, scheme = tlswire.Secp384r1, 0x0503
	case 521:
		group, scheme = 25, 0x0603
	case 256:
	default:
		return true
	}
	if v >= tlswire.TLS13 {
		return slices.Contains(c.Schemes, scheme)
	}
	return c.Groups == nil || slices.Contains(c.Groups, group)
}
