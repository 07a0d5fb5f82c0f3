package tlswire

import (
	"slices"
	"strings"
)

// Has reports whether the suite's name has the word among the parts between its
// underscores: "RC4", "NULL", "anon", "EXPORT".
func (s Suite) Has(word string) bool { return hasPart(registered(s), word) }

// hasPart looks for a word between underscores, without allocating.
func hasPart(name, word string) bool {
	for name != "" {
		var part string
		if part, name, _ = strings.Cut(name, "_"); part == word {
			return true
		}
	}
	return false
}

// ForwardSecret reports whether the suite's key exchange is ephemeral, so that
// who steals the server's key cannot read what was recorded before. All of
// TLS 1.3 is. So is an anonymous exchange, which is bad for another reason, and
// so are the password protocols SRP, ECJPAKE and ECCPWD.
func (s Suite) ForwardSecret() bool {
	switch s.Exchange() {
	case "DHE", "ECDHE", "CECPQ1", "SRP", "ECJPAKE", "ECCPWD", "any":
		return true
	default:
		return false
	}
}

// FiniteField reports whether the server's key exchange carries a
// Diffie-Hellman prime.
func (s Suite) FiniteField() bool { return s.Exchange() == "DHE" }

// EllipticCurve reports whether the server's key exchange carries a point of a
// curve that the hello named.
func (s Suite) EllipticCurve() bool { return s.Exchange() == "ECDHE" }

// ECDSA reports whether the server needs an ECDSA or EdDSA key for the suite.
func (s Suite) ECDSA() bool { return s.Has("ECDSA") }

// RSA reports whether the server needs an RSA key for the suite.
func (s Suite) RSA() bool { return s.Has("RSA") }

// Anonymous reports whether nobody proves who he is: no certificate, and no
// shared secret in its place.
func (s Suite) Anonymous() bool { return s.Has("anon") }

// Export reports whether the suite was made weak on purpose, for the American
// export rules of the 1990s.
func (s Suite) Export() bool { return s.Has("EXPORT") || s.Has("EXPORT1024") }

// Null reports whether nothing is encrypted.
func (s Suite) Null() bool { return registered(s) != "" && s.Bits() == 0 }

// AEAD reports whether encryption and authentication are one (RFC 5116): GCM,
// CCM, ChaCha20-Poly1305, AEGIS, and GOST's MGM. MAC-then-encrypt is what CBC,
// stream ciphers and GOST's CNT and CTR modes do.
func (s Suite) AEAD() bool {
	return s.Has("GCM") || s.Has("CCM") || s.Has("POLY1305") || s.Has("AEGIS") || s.Has("MGM")
}

// CBC reports whether the suite chains blocks, whose padding is the ground of
// many attacks.
func (s Suite) CBC() bool { return s.Has("CBC") }

// Block64 reports whether the cipher's blocks have 64 bits, so that they repeat
// after some 32 GiB (SWEET32): DES, triple DES, IDEA, RC2, Skipjack (FORTEZZA)
// and GOST's 28147-89 and Magma.
func (s Suite) Block64() bool {
	return s == fortezzaSkipjack || slices.ContainsFunc([]string{"DES", "DES40", "3DES", "IDEA", "RC2", "28147", "MAGMA"}, s.Has)
}

// fortezzaSkipjack is the one suite with the Skipjack cipher, of 80 bits.
const fortezzaSkipjack Suite = 0x001d

// Bits is the effective strength of the suite's cipher in bits: 112 for triple
// DES whose key has 168 (SP 800-57 part 1 §5.6.1), 0 for no cipher at all.
func (s Suite) Bits() int {
	switch s {
	case 0xc0b4, 0xc0b5: // RFC 9150: integrity only
		return 0
	case fortezzaSkipjack:
		return 80
	default:
		return nameBits(registered(s))
	}
}

// nameBits is what the words of a suite's name say of its strength.
func nameBits(name string) int {
	least := 0
	for name != "" {
		var part string
		part, name, _ = strings.Cut(name, "_")
		if bits, ok := partBits(part); ok && (least == 0 || bits < least) {
			least = bits
		}
		if part == "NULL" {
			return 0
		}
	}
	if least == 0 {
		return 128 // IDEA, SEED, SM4, RC2, AEGIS-128L
	}
	return least
}

// partBits is what one word of a suite's name says of its strength; the least
// of them holds, because EXPORT comes before a cipher that could do more.
func partBits(part string) (bits int, ok bool) {
	switch part {
	case "40", "DES40", "EXPORT":
		return 40, true
	case "56", "DES", "EXPORT1024":
		return 56, true
	case "3DES":
		return 112, true
	case "128":
		return 128, true
	case "256", "CHACHA20", "28147", "KUZNYECHIK", "MAGMA":
		return 256, true
	default:
		return 0, false
	}
}
