package tlswire

import (
	"crypto/rand"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Messages of SSL 2.0 ("The SSL Protocol", Netscape 1995, §1.2), which has no
// RFC but for the one that forbids it (RFC 6176).
const (
	ssl2Error       = 0
	ssl2ClientHello = 1
	ssl2ServerHello = 4
)

// SSL2Cipher is a cipher kind of SSL 2.0, of three bytes.
type SSL2Cipher uint32

// knownSSL2 is a cipher kind with its name.
type knownSSL2 struct {
	cipher SSL2Cipher
	name   string
	bits   int
}

// knownSSL2s lists the kinds of the specification, then those of SSLeay.
func knownSSL2s() []knownSSL2 {
	return []knownSSL2{
		{0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", 112},
		{0x010080, "SSL_CK_RC4_128_WITH_MD5", 128},
		{0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5", 128},
		{0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5", 128},
		{0x060040, "SSL_CK_DES_64_CBC_WITH_MD5", 56},
		{0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5", 40},
		{0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5", 40},
		{0x0701c0, "SSL_CK_DES_192_EDE3_CBC_WITH_SHA", 112},
		{0x060140, "SSL_CK_DES_64_CBC_WITH_SHA", 56},
		{0x080080, "SSL_CK_RC4_64_WITH_MD5", 64},
		{0xff8000, "SSL_CK_DES_64_CFB64_WITH_MD5_1", 56},
		{0x000000, "SSL_CK_NULL_WITH_MD5", 0},
		{0xff8010, "SSL_CK_NULL", 0},
	}
}

// SSL2Ciphers lists all cipher kinds that a server can be asked for.
func SSL2Ciphers() []SSL2Cipher {
	var out []SSL2Cipher
	for _, k := range knownSSL2s() {
		out = append(out, k.cipher)
	}
	return out
}

// String returns the name, or the three bytes of a kind without one.
func (c SSL2Cipher) String() string {
	for _, k := range knownSSL2s() {
		if k.cipher == c {
			return k.name
		}
	}
	return fmt.Sprintf("0x%06x", uint32(c))
}

// MarshalText writes the name of [SSL2Cipher.String].
func (c SSL2Cipher) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Bits is the strength of the cipher in bits; that of an export kind is the
// part of its key that is secret. 0 for no cipher, and for a kind without a name.
func (c SSL2Cipher) Bits() int {
	for _, k := range knownSSL2s() {
		if k.cipher == c {
			return k.bits
		}
	}
	return 0
}

// SSL2Hello is a CLIENT-HELLO of SSL 2.0. The server answers with all cipher
// kinds that both have, and with its certificate, so that one is enough.
type SSL2Hello struct {
	// Ciphers are the kinds offered; nil are all.
	Ciphers []SSL2Cipher
	// Challenge is the client's random, of 16 to 32 bytes; nil is a fresh one.
	Challenge []byte
}

// errChallenge says that a hello cannot be written.
var errChallenge = errors.New("the challenge has not 16 to 32 bytes")

// Record returns the hello as one record of SSL 2.0, ready to be sent.
func (h SSL2Hello) Record() ([]byte, error) {
	if h.Ciphers == nil {
		h.Ciphers = SSL2Ciphers()
	}
	if h.Challenge == nil {
		h.Challenge = make([]byte, 16)
		_, _ = rand.Read(h.Challenge) // never fails
	}
	if len(h.Challenge) < 16 || len(h.Challenge) > 32 {
		return nil, fmt.Errorf("writing an SSL 2 hello: %w", errChallenge)
	}
	var b cryptobyte.Builder
	b.AddUint8(ssl2ClientHello)
	b.AddUint16(uint16(SSL20))
	b.AddUint16(uint16(3 * len(h.Ciphers)))
	b.AddUint16(0) // no session
	b.AddUint16(uint16(len(h.Challenge)))
	for _, cipher := range h.Ciphers {
		b.AddUint24(uint32(cipher))
	}
	b.AddBytes(h.Challenge)
	message, err := b.Bytes()
	if err != nil || len(message) > maxSSL2 {
		return nil, fmt.Errorf("writing an SSL 2 hello with %d cipher kinds: it has %d bytes, want at most %d", len(h.Ciphers), len(message), maxSSL2)
	}
	return append([]byte{0x80 | byte(len(message)>>8), byte(len(message))}, message...), nil
}
