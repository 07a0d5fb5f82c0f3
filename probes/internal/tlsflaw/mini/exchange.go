package mini

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// maxPrime bounds the Diffie-Hellman prime that is calculated with, in bits.
const maxPrime = 10240

// errExchange says that the server's parameters are of no use.
var errExchange = errors.New("the server's key exchange parameters cannot be used")

// secret agrees on a premaster secret; message is the body of the
// ClientKeyExchange.
func (c *Conn) secret() (premaster, message []byte, err error) {
	s, ok := find(c.Flight.Suite)
	if !ok {
		return nil, nil, fmt.Errorf("the server took %s, which is not known here", c.Flight.Suite)
	}
	switch s.exchange {
	case exchangeRSA:
		return c.secretRSA()
	case exchangeDH:
		return secretDH(c.Flight.exchange)
	default:
		return secretEC(c.Flight.exchange)
	}
}

// secretRSA encrypts a secret to the server's key (RFC 5246 §7.4.7.1).
func (c *Conn) secretRSA() (premaster, message []byte, err error) {
	key, err := c.RSAKey()
	if err != nil {
		return nil, nil, err
	}
	premaster = c.Premaster()
	return premaster, prefix16(Encrypt(key, PKCS1(key, premaster))), nil
}

// Premaster makes a secret for RSA key exchange: the version that was offered,
// and random bytes.
func (c *Conn) Premaster() []byte {
	out := make([]byte, masterLen)
	_, _ = rand.Read(out) // never fails
	binary.BigEndian.PutUint16(out, uint16(c.offer.Version))
	return out
}

// PKCS1 pads a secret as it should be (RFC 8017 §7.2.1): 00 02, at least eight
// bytes other than zero, 00, the secret.
func PKCS1(key *rsa.PublicKey, secret []byte) []byte {
	out := make([]byte, key.Size())
	_, _ = rand.Read(out) // never fails
	for i, b := range out {
		out[i] = b | 1 // never zero
	}
	out[0], out[1] = 0, 2
	out[len(out)-len(secret)-1] = 0
	copy(out[len(out)-len(secret):], secret)
	return out
}

// prefix16 puts the length before bytes.
func prefix16(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
}

// secretDH answers finite-field parameters (RFC 5246 §7.4.3).
func secretDH(s cryptobyte.String) (premaster, message []byte, err error) {
	var p, g, y cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&p) || !s.ReadUint16LengthPrefixed(&g) || !s.ReadUint16LengthPrefixed(&y) {
		return nil, nil, fmt.Errorf("ServerKeyExchange: %w", errShort)
	}
	prime, base, public := new(big.Int).SetBytes(p), new(big.Int).SetBytes(g), new(big.Int).SetBytes(y)
	if prime.BitLen() < 2 || prime.BitLen() > maxPrime || len(g) > len(p) || len(y) > len(p) {
		return nil, nil, errExchange
	}
	own := make([]byte, 32)
	_, _ = rand.Read(own) // never fails
	x := new(big.Int).SetBytes(own)
	premaster = new(big.Int).Exp(public, x, prime).Bytes() // leading zeros are dropped, RFC 5246 §8.1.2
	return premaster, prefix16(new(big.Int).Exp(base, x, prime).Bytes()), nil
}

// secretEC answers curve parameters (RFC 8422 §5.4).
func secretEC(s cryptobyte.String) (premaster, message []byte, err error) {
	const named = 3
	var kind uint8
	var group uint16
	var point cryptobyte.String
	if !s.ReadUint8(&kind) || !s.ReadUint16(&group) || !s.ReadUint8LengthPrefixed(&point) {
		return nil, nil, fmt.Errorf("ServerKeyExchange: %w", errShort)
	}
	curve := curveOf(group)
	if kind != named || curve == nil {
		return nil, nil, errExchange
	}
	theirs, err := curve.NewPublicKey(point)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errExchange, err)
	}
	own, err := curve.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making a key: %w", err)
	}
	premaster, err = own.ECDH(theirs)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errExchange, err)
	}
	public := own.PublicKey().Bytes()
	return premaster, append([]byte{byte(len(public))}, public...), nil
}

// curveOf finds one of the curves that the hello names.
func curveOf(group uint16) ecdh.Curve {
	switch group {
	case 23:
		return ecdh.P256()
	case 24:
		return ecdh.P384()
	case 25:
		return ecdh.P521()
	case 29:
		return ecdh.X25519()
	default:
		return nil
	}
}
