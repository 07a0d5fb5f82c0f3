package tlsflaw

import (
	"crypto/rsa"

	"holdfast/probes/internal/tlsflaw/mini"
)

// form is a way to pad the secret of an RSA key exchange.
type form struct {
	name  string
	build func(key *rsa.PublicKey, secret []byte) []byte
}

// The places of the forms in a row.
const (
	formCorrect = iota
	formBeginning
	formLateZero
	formNoZero
	formVersion
)

// forms are the five of the ROBOT paper (Böck, Somorovsky, Young, USENIX
// Security 2018, §3): one as it should be, and four that are wrong in ways which
// a server must not tell apart.
func forms() []form {
	return []form{
		formCorrect:   {"right padding", mini.PKCS1},
		formBeginning: {"no 00 02 at the beginning", wrongBeginning},
		formLateZero:  {"00 in a wrong place", lateZero},
		formNoZero:    {"no 00 before the secret", noZero},
		formVersion:   {"a wrong version in the secret", wrongVersion},
	}
}

// wrongBeginning begins with 41 17. A modulus has its highest bit set, so that
// the block stays below it.
func wrongBeginning(key *rsa.PublicKey, secret []byte) []byte {
	out := mini.PKCS1(key, secret)
	out[0], out[1] = 0x41, 0x17
	return out
}

// lateZero has its first 00 so late that the secret would have one byte.
func lateZero(key *rsa.PublicKey, secret []byte) []byte {
	out := noZero(key, secret)
	out[len(out)-2] = 0
	return out
}

// noZero has no 00 behind the beginning at all.
func noZero(key *rsa.PublicKey, secret []byte) []byte {
	out := mini.PKCS1(key, secret)
	for i := range out[2:] {
		out[2+i] |= 1
	}
	return out
}

// wrongVersion is padded well, but the secret begins with a version that nobody
// offered (the oracle of Klíma, Pokorný and Rosa).
func wrongVersion(key *rsa.PublicKey, secret []byte) []byte {
	wrong := append([]byte{2, 2}, secret[2:]...)
	return mini.PKCS1(key, wrong)
}
