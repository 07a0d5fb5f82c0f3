package pki

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/zmap/zcrypto/x509"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The gates. Honest certificates are far below: 1 to 3 kB, keys to 4096 bits.
const (
	maxCertificate = 256 << 10 // bytes of one certificate
	maxModulus     = 16384     // bits
	maxExponent    = 64        // bits
	maxKey         = 4 << 10   // bytes of a subject public key info
)

// cert is a certificate with the hash that it is known by.
type cert struct {
	*x509.Certificate
	id [sha256.Size]byte
}

var errNoCertificate = errors.New("no certificate was sent")

// parse reads a certificate. The error is in words for people.
func parse(der []byte) (*cert, error) {
	if len(der) > maxCertificate {
		return nil, fmt.Errorf("a certificate of %d bytes, wanted at most %d", len(der), maxCertificate)
	}
	if err := keyGate(der); err != nil {
		return nil, err
	}
	var out *x509.Certificate
	err := guarded(func() (err error) {
		out, err = x509.ParseCertificate(der)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	return &cert{Certificate: out, id: sha256.Sum256(der)}, nil
}

// guarded runs a foreign parser and makes an error of a panic.
func guarded(run func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	return run()
}

// keyGate refuses keys with which one verification would take seconds.
func keyGate(der []byte) error {
	spki, ok := publicKey(der)
	if !ok {
		return errors.New("not a certificate (RFC 5280 §4.1)")
	}
	if len(spki) > maxKey {
		return fmt.Errorf("a public key of %d bytes, wanted at most %d", len(spki), maxKey)
	}
	n, e, ok := rsaSize(spki)
	if ok && (n > maxModulus || e > maxExponent) {
		return fmt.Errorf("an RSA key of %d bits with an exponent of %d bits, wanted at most %d and %d", n, e, maxModulus, maxExponent)
	}
	return nil
}

// publicKey walks to the subjectPublicKeyInfo of a certificate.
func publicKey(der []byte) (cryptobyte.String, bool) {
	in := cryptobyte.String(der)
	var outer, tbs, spki cryptobyte.String
	if !in.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1(&tbs, asn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(asn1.Tag(0).Constructed().ContextSpecific()) || !tbs.SkipASN1(asn1.INTEGER) {
		return nil, false
	}
	for range 4 { // signature, issuer, validity, subject
		if !tbs.SkipASN1(asn1.SEQUENCE) {
			return nil, false
		}
	}
	return spki, tbs.ReadASN1Element(&spki, asn1.SEQUENCE)
}

// rsaSize returns the bits of modulus and exponent, false if the key is no
// SEQUENCE of two INTEGERs, as only RSA's are.
func rsaSize(spki cryptobyte.String) (n, e int, ok bool) {
	var info, key, modulus, exponent cryptobyte.String
	var bits []byte
	if !spki.ReadASN1(&info, asn1.SEQUENCE) || !info.SkipASN1(asn1.SEQUENCE) || !info.ReadASN1BitStringAsBytes(&bits) {
		return 0, 0, false
	}
	in := cryptobyte.String(bits)
	if !in.ReadASN1(&key, asn1.SEQUENCE) || !key.ReadASN1(&modulus, asn1.INTEGER) || !key.ReadASN1(&exponent, asn1.INTEGER) {
		return 0, 0, false
	}
	return 8 * len(modulus), 8 * len(exponent), true
}
