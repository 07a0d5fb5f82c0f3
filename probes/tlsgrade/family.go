package tlsgrade

import (
	"slices"
	"strings"

	"holdfast/probes/internal/tlswire"
)

// family is a sort of suites that a config may forbid.
type family struct {
	word string
	has  func(tlswire.Suite) bool
	why  string
}

// families lists what no: may name.
func families() []family {
	part := func(words ...string) func(tlswire.Suite) bool {
		return func(s tlswire.Suite) bool {
			return slices.ContainsFunc(words, s.Has)
		}
	}
	return []family{
		{"3DES", part("3DES"), "64-bit blocks (SWEET32)"},
		{"RC4", part("RC4"), "RC4 is biased (RFC 7465)"},
		{"NULL", part("NULL"), "no encryption at all"},
		{"EXPORT", part("EXPORT", "EXPORT1024"), "weakened for export"},
		{"anon", part("anon"), "no authentication of the server"},
		{"DES", part("DES", "DES40"), "56-bit keys or less"},
		{"RC2", part("RC2"), "RC2 is obsolete"},
		{"MD5", part("MD5"), "MD5 is broken"},
		{"IDEA", part("IDEA"), "64-bit blocks (SWEET32)"},
		{"SEED", part("SEED"), "SEED is obsolete"},
		{"PSK", part("PSK"), "pre-shared keys"},
		{"SHA", part("SHA"), "SHA-1 for integrity"},
		{"CBC", part("CBC"), "CBC mode is open to padding oracles"},
		{"CAMELLIA", part("CAMELLIA"), "Camellia was not wanted"},
		{"ARIA", part("ARIA"), "ARIA was not wanted"},
		{"DHE", part("DHE"), "finite-field Diffie-Hellman was not wanted"},
		{"RSA-KX", func(s tlswire.Suite) bool { return strings.HasPrefix(s.String(), "TLS_RSA_") }, "RSA key exchange"},
	}
}

// familyWords lists the words for a refusal.
func familyWords() string {
	var words []string
	for _, f := range families() {
		words = append(words, f.word)
	}
	return strings.Join(words, ", ")
}

// forbidden returns why the wants forbid a suite, and whether they do.
func (w wants) forbidden(s tlswire.Suite) (why []string) {
	for _, f := range families() {
		for _, word := range w.no {
			if f.word == word && f.has(s) {
				why = append(why, f.why)
			}
		}
	}
	return why
}
