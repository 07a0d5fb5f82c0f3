package pki

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"

	"github.com/zmap/zcrypto/dsa"
	"github.com/zmap/zcrypto/rsa"
	"github.com/zmap/zcrypto/x509"
	"golang.org/x/crypto/ed25519"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// describe returns kind and size of a certificate's key, and what is wrong with
// just this one.
func describe(c *cert) survey.Key {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return survey.Key{Kind: "RSA", Bits: k.N.BitLen(), Weak: weakRSA(k.N, k.E), DebianWeak: debian(k.N)}
	case *x509.AugmentedECDSA:
		return survey.Key{Kind: "ECDSA", Bits: k.Pub.Params().BitSize}
	case *ecdsa.PublicKey:
		return survey.Key{Kind: "ECDSA", Bits: k.Params().BitSize}
	case ed25519.PublicKey:
		// Debian's broken OpenSSL of 2006 to 2008 could not make such keys.
		return survey.Key{Kind: "Ed25519", Bits: 8 * len(k), DebianWeak: survey.No}
	case *dsa.PublicKey:
		return survey.Key{Kind: "DSA", Bits: k.P.BitLen()}
	default:
		return survey.Key{Kind: plain.Text(c.PublicKeyAlgorithmOID.String(), maxTitle)}
	}
}

// weakRSA says what is wrong with an RSA key that shows in its numbers alone.
// An exponent of 3 is legal (FIPS 186-4 wants more); 1 and even ones are none.
func weakRSA(n, e *big.Int) string {
	switch {
	case n.Bit(0) == 0:
		return "modulus is even"
	case e.Cmp(big.NewInt(3)) < 0 || e.Bit(0) == 0:
		return fmt.Sprintf("exponent %s", e)
	case roca(n):
		return "ROCA"
	default:
		return ""
	}
}

// debian tells what the numbers say about CVE-2008-0166, whose list of some
// hundred thousand keys is not carried along. OpenSSL made its primes so that
// no odd prime up to 17863 divides p-1; p and q are hence 2 modulo 3, and n is
// 1. A modulus that is not came from other software (Mironov 2012; Švenda et al.,
// USENIX Security 2016). The others are Unknown.
func debian(n *big.Int) survey.Known {
	if new(big.Int).Mod(n, big.NewInt(3)).Int64() != 1 {
		return survey.No
	}
	return survey.Unknown
}
