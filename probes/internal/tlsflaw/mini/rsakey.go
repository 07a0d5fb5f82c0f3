package mini

import (
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Bounds of numbers that a server may make the client calculate with, in bits.
const (
	maxModulus  = 16384
	maxExponent = 31
	minModulus  = 512
)

// errNoKey says that the certificate holds no RSA key to encrypt to.
var errNoKey = errors.New("the server's certificate holds no RSA key that can be used")

// PublicKeyInfo cuts the SubjectPublicKeyInfo out of a certificate (RFC 5280
// §4.1), DER. It reads no more than it must, so that a certificate which is
// wrong elsewhere still gives its key.
func PublicKeyInfo(der []byte) ([]byte, bool) {
	s := cryptobyte.String(der)
	var outer, tbs, info cryptobyte.String
	if !s.ReadASN1(&outer, cbasn1.SEQUENCE) || !outer.ReadASN1(&tbs, cbasn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(cbasn1.Tag(0).ContextSpecific().Constructed()) || // version
		!tbs.SkipASN1(cbasn1.INTEGER) || // serial
		!tbs.SkipASN1(cbasn1.SEQUENCE) || // signature
		!tbs.SkipASN1(cbasn1.SEQUENCE) || // issuer
		!tbs.SkipASN1(cbasn1.SEQUENCE) || // validity
		!tbs.SkipASN1(cbasn1.SEQUENCE) || // subject
		!tbs.ReadASN1Element(&info, cbasn1.SEQUENCE) {
		return nil, false
	}
	return info, true
}

// rsaKey reads the RSA key of a certificate.
func rsaKey(der []byte) (*rsa.PublicKey, error) {
	info, ok := PublicKeyInfo(der)
	if !ok {
		return nil, errNoKey
	}
	s := cryptobyte.String(info)
	var outer, algorithm, key cryptobyte.String
	var oid asn1.ObjectIdentifier
	var bits []byte
	if !s.ReadASN1(&outer, cbasn1.SEQUENCE) || !outer.ReadASN1(&algorithm, cbasn1.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}) ||
		!outer.ReadASN1BitStringAsBytes(&bits) {
		return nil, errNoKey
	}
	n, e := new(big.Int), new(big.Int)
	rest := cryptobyte.String(bits)
	if !rest.ReadASN1(&key, cbasn1.SEQUENCE) || !key.ReadASN1Integer(n) || !key.ReadASN1Integer(e) {
		return nil, errNoKey
	}
	if n.Sign() <= 0 || n.BitLen() < minModulus || n.BitLen() > maxModulus || e.Sign() <= 0 || e.BitLen() > maxExponent {
		return nil, errNoKey
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

// RSAKey is the key of the server's certificate.
func (c *Conn) RSAKey() (*rsa.PublicKey, error) { return rsaKey(c.Flight.Leaf) }

// Encrypt raises a padded block to the key's exponent: RSA without any padding
// of its own. The block must be as long as the modulus and begin with a byte
// that keeps it below it.
func Encrypt(key *rsa.PublicKey, block []byte) []byte {
	m := new(big.Int).SetBytes(block)
	m.Exp(m, big.NewInt(int64(key.E)), key.N)
	return m.FillBytes(make([]byte, key.Size()))
}
