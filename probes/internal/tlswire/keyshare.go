package tlswire

import (
	"crypto/ecdh"
	"crypto/mlkem"
	"crypto/rand"
	"errors"
	"fmt"
)

// KeyShare is the client's half of a TLS 1.3 key exchange (RFC 8446 §4.2.8).
type KeyShare struct {
	Group Group
	// Public is the public value as the group has it on the wire.
	Public []byte
}

// errNoShare says that no share can be made here.
var errNoShare = errors.New("no share of that group can be made")

// NewKeyShare makes a real share of a group, whose private half is forgotten: it
// gets a ServerHello out of a server, and no further. X25519, P-256, P-384,
// P-521, ML-KEM and the hybrids of draft-ietf-tls-ecdhe-mlkem can be made.
func NewKeyShare(g Group) (KeyShare, error) {
	public, err := share(g)
	if err != nil {
		return KeyShare{}, fmt.Errorf("making a key share of %s: %w", g, err)
	}
	return KeyShare{Group: g, Public: public}, nil
}

// share makes the public value. The hybrids put the halves in the order of
// their names, but X25519MLKEM768 the other way round.
func share(g Group) ([]byte, error) {
	switch g {
	case X25519:
		return curvePoint(ecdh.X25519())
	case Secp256r1:
		return curvePoint(ecdh.P256())
	case Secp384r1:
		return curvePoint(ecdh.P384())
	case secp521r1:
		return curvePoint(ecdh.P521())
	case X25519MLKEM768:
		return joined(lattice768, func() ([]byte, error) { return curvePoint(ecdh.X25519()) })
	case secP256r1MLKEM768:
		return joined(func() ([]byte, error) { return curvePoint(ecdh.P256()) }, lattice768)
	case secP384r1MLKEM1024:
		return joined(func() ([]byte, error) { return curvePoint(ecdh.P384()) }, lattice1024)
	case mlkem768:
		return lattice768()
	case mlkem1024:
		return lattice1024()
	default:
		return nil, errNoShare
	}
}

// curvePoint makes a public point.
func curvePoint(c ecdh.Curve) ([]byte, error) {
	key, err := c.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return key.PublicKey().Bytes(), nil
}

// lattice768 makes an encapsulation key of ML-KEM-768 (FIPS 203).
func lattice768() ([]byte, error) {
	key, err := mlkem.GenerateKey768()
	if err != nil {
		return nil, err
	}
	return key.EncapsulationKey().Bytes(), nil
}

// lattice1024 makes an encapsulation key of ML-KEM-1024 (FIPS 203).
func lattice1024() ([]byte, error) {
	key, err := mlkem.GenerateKey1024()
	if err != nil {
		return nil, err
	}
	return key.EncapsulationKey().Bytes(), nil
}

// joined puts two halves together.
func joined(first, second func() ([]byte, error)) ([]byte, error) {
	a, err := first()
	if err != nil {
		return nil, err
	}
	b, err := second()
	return append(a, b...), err
}
