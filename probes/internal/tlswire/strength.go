package tlswire

import "strings"

// Has reports whether the suite's name has the word among the parts between its
// underscores: "RC4", "NULL", "anon", "EXPORT".
func (s Suite) Has(word string) bool {
	return strings.Contains("_"+s.String()+"_", "_"+word+"_")
}

// ForwardSecret reports whether the suite's key exchange is ephemeral, so that
// who steals the server's key cannot read what was recorded before. All of
// TLS 1.3 is. So is an anonymous exchange, which is bad for another reason.
func (s Suite) ForwardSecret() bool {
	return s.for13() || s.Has("ECDHE") || s.Has("DHE") || s.Has("anon")
}

// FiniteField reports whether the server's key exchange carries a
// Diffie-Hellman prime.
func (s Suite) FiniteField() bool {
	return s.Has("DHE") || s.Has("DH") && s.Has("anon")
}

// ECDSA reports whether the server needs an ECDSA or EdDSA key for the suite.
func (s Suite) ECDSA() bool { return s.Has("ECDSA") }

// RSA reports whether the server needs an RSA key for the suite.
func (s Suite) RSA() bool { return s.Has("RSA") }

// Bits is the effective strength of the suite's cipher in bits: 112 for triple
// DES whose key has 168 (SP 800-57 part 1 §5.6.1), 0 for no cipher at all.
func (s Suite) Bits() int {
	for _, cipher := range []struct {
		word string
		bits int
	}{
		{"NULL", 0},
		{"DES40", 40},
		{"40", 40},
		{"EXPORT1024", 56},
		{"EXPORT", 40},
		{"56", 56},
		{"3DES", 112},
		{"DES", 56},
		{"128", 128},
		{"256", 256},
		{"CHACHA20", 256},
		{"IDEA", 128},
		{"SEED", 128},
		{"SM4", 128},
		{"28147", 256},
		{"KUZNYECHIK", 256},
		{"MAGMA", 256},
	} {
		if s.Has(cipher.word) {
			return cipher.bits
		}
	}
	return 128
}
