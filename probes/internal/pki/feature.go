package pki

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// hasFeature looks for a TLS extension in the TLS feature extension of a
// certificate, a SEQUENCE OF INTEGER (RFC 7633 §4.1).
func hasFeature(value []byte, want int) bool {
	in := cryptobyte.String(value)
	var list cryptobyte.String
	if !in.ReadASN1(&list, asn1.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		var n int
		if !list.ReadASN1Integer(&n) {
			return false
		}
		if n == want {
			return true
		}
	}
	return false
}
