package tlswire

import (
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// Exchange are the parameters of a ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422
// §5.4, RFC 4279): what the server brings to the key exchange below TLS 1.3. Its
// zero value says that none came.
type Exchange struct {
	// Group is the named curve; 0 for a finite field or an explicit curve.
	Group Group
	// Explicit tells that a curve came as its equation, of which nothing more is
	// read.
	Explicit bool
	// Prime, Generator are those of a finite field.
	Prime, Generator []byte
	// Public is the server's public value: a number of the field, or a point.
	Public []byte
	// RSABits is the size of the ephemeral RSA key of an export suite.
	RSABits int
	// Scheme is how the parameters are signed, in TLS 1.2; 0 below and where
	// nothing is signed.
	Scheme Scheme
	// Signature is the signature itself, and Signed are the bytes that it covers
	// behind the two randoms.
	Signed, Signature []byte
}

// keyExchange reads a ServerKeyExchange. Only the suite tells what is in it.
func (a *Answer) keyExchange(s cryptobyte.String) error {
	whole := s
	var x Exchange
	var hint cryptobyte.String
	ok := !a.Suite.Has("PSK") || s.ReadUint16LengthPrefixed(&hint)
	switch {
	case !ok:
	case a.Suite.FiniteField():
		ok = x.finiteField(&s)
	case a.Suite.EllipticCurve():
		ok = x.curve(&s)
	case a.Suite.Exchange() == "RSA" && a.Suite.Export():
		ok = x.rsa(&s)
	default:
		return nil // SRP, ECJPAKE and the like, or a hint alone: nothing is asked of it
	}
	if !ok {
		return fmt.Errorf("ServerKeyExchange of %s: %w", a.Suite, errShort)
	}
	x.Signed = whole[:len(whole)-len(s)]
	if !x.Explicit && !a.Suite.Anonymous() && !a.Suite.Has("PSK") && !x.signature(s, a.Version) {
		return fmt.Errorf("ServerKeyExchange of %s: %w", a.Suite, errShort)
	}
	a.Exchange = x
	a.DHBits = new(big.Int).SetBytes(x.Prime).BitLen()
	return nil
}

// finiteField reads ServerDHParams.
func (x *Exchange) finiteField(s *cryptobyte.String) bool {
	var prime, generator, public cryptobyte.String
	ok := s.ReadUint16LengthPrefixed(&prime) && s.ReadUint16LengthPrefixed(&generator) && s.ReadUint16LengthPrefixed(&public)
	x.Prime, x.Generator, x.Public = prime, generator, public
	return ok && len(prime) > 0
}

// curve reads ServerECDHParams.
func (x *Exchange) curve(s *cryptobyte.String) bool {
	const explicitPrime, explicitChar2, namedCurve = 1, 2, 3
	var kind uint8
	if !s.ReadUint8(&kind) {
		return false
	}
	switch kind {
	case explicitPrime, explicitChar2:
		x.Explicit = true
		return true
	case namedCurve:
		var group uint16
		var public cryptobyte.String
		ok := s.ReadUint16(&group) && s.ReadUint8LengthPrefixed(&public)
		x.Group, x.Public = Group(group), public
		return ok
	default:
		return false
	}
}

// rsa reads the ServerRSAParams of SSL 3.0 and TLS 1.0 (RFC 2246 §7.4.3).
func (x *Exchange) rsa(s *cryptobyte.String) bool {
	var modulus, exponent cryptobyte.String
	ok := s.ReadUint16LengthPrefixed(&modulus) && s.ReadUint16LengthPrefixed(&exponent)
	x.RSABits = new(big.Int).SetBytes(modulus).BitLen()
	return ok
}

// signature reads what signs the parameters.
func (x *Exchange) signature(s cryptobyte.String, v Version) bool {
	if v >= TLS12 {
		var scheme uint16
		if !s.ReadUint16(&scheme) {
			return false
		}
		x.Scheme = Scheme(scheme)
	}
	var signature cryptobyte.String
	ok := s.ReadUint16LengthPrefixed(&signature)
	x.Signature = signature
	return ok
}
