package mini

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"  //nolint:gosec // old servers have nothing better
	"crypto/md5"  //nolint:gosec // the PRF of TLS 1.0
	"crypto/sha1" //nolint:gosec // the MAC of most suites
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	"holdfast/probes/internal/tlswire"
)

// exchange is a way to agree on a secret.
type exchange uint8

const (
	exchangeNone exchange = iota
	exchangeRSA
	exchangeDH
	exchangeEC
)

// mode is a way to protect records.
type mode uint8

const (
	modeCBC mode = iota
	modeStream
	modeGCM // and CCM, whose records look the same (RFC 6655 §3)
	modeChaCha
)

// suite is what must be known of a cipher suite to speak it.
type suite struct {
	id       tlswire.Suite
	exchange exchange
	cipher   bulk
}

// bulk is the second half of a suite's name.
type bulk struct {
	mode   mode
	keyLen int
	ivLen  int // of the key block
	mac    func() hash.Hash
	prf    func() hash.Hash // of TLS 1.2
	block  func(key []byte) (cipher.Block, error)
	aead   func(block cipher.Block) (cipher.AEAD, error) // of modeGCM; nil is GCM itself
	modern bool                                          // TLS 1.2 only
}

// bulks are the ciphers known here, by the end of the suite's name.
func bulks() map[string]bulk {
	return map[string]bulk{
		"AES_128_CBC_SHA":          {mode: modeCBC, keyLen: 16, ivLen: 16, mac: sha1.New, prf: sha256.New, block: aes.NewCipher},
		"AES_256_CBC_SHA":          {mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha1.New, prf: sha256.New, block: aes.NewCipher},
		"AES_128_CBC_SHA256":       {mode: modeCBC, keyLen: 16, ivLen: 16, mac: sha256.New, prf: sha256.New, block: aes.NewCipher, modern: true},
		"AES_256_CBC_SHA256":       {mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha256.New, prf: sha256.New, block: aes.NewCipher, modern: true},
		"AES_256_CBC_SHA384":       {mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha512.New384, prf: sha512.New384, block: aes.NewCipher, modern: true},
		"3DES_EDE_CBC_SHA":         {mode: modeCBC, keyLen: 24, ivLen: 8, mac: sha1.New, prf: sha256.New, block: des.NewTripleDESCipher},
		"RC4_128_SHA":              {mode: modeStream, keyLen: 16, mac: sha1.New, prf: sha256.New},
		"RC4_128_MD5":              {mode: modeStream, keyLen: 16, mac: md5.New, prf: sha256.New},
		"AES_128_GCM_SHA256":       {mode: modeGCM, keyLen: 16, ivLen: 4, prf: sha256.New, block: aes.NewCipher, modern: true},
		"AES_256_GCM_SHA384":       {mode: modeGCM, keyLen: 32, ivLen: 4, prf: sha512.New384, block: aes.NewCipher, modern: true},
		"CHACHA20_POLY1305_SHA256": {mode: modeChaCha, keyLen: chacha20poly1305.KeySize, ivLen: 12, prf: sha256.New, modern: true},
	}
}

// bulkNamed finds a cipher by the end of a suite's name.
func bulkNamed(name string) (bulk, bool) {
	b, ok := bulks()[name]
	if !ok {
		b, ok = rareBulks()[name]
	}
	return b, ok
}

// find returns how to speak a suite; false for one that is not known here.
func find(id tlswire.Suite) (suite, bool) {
	kx, rest, ok := strings.Cut(strings.TrimPrefix(id.String(), "TLS_"), "_WITH_")
	if !ok {
		return suite{}, false
	}
	out := suite{id: id, exchange: exchangeNamed(kx)}
	out.cipher, ok = bulkNamed(rest)
	return out, ok && out.exchange != exchangeNone
}

// exchangeNamed reads the first half of a suite's name.
func exchangeNamed(name string) exchange {
	switch name {
	case "RSA":
		return exchangeRSA
	case "DHE_RSA", "DHE_DSS", "DH_anon":
		return exchangeDH
	case "ECDHE_RSA", "ECDHE_ECDSA", "ECDH_anon":
		return exchangeEC
	default:
		return exchangeNone
	}
}

// Speaks reports whether a handshake with the suite can be completed in that
// version.
func Speaks(id tlswire.Suite, v tlswire.Version) bool {
	s, ok := find(id)
	return ok && v >= tlswire.TLS10 && v <= tlswire.TLS12 && (v == tlswire.TLS12 || !s.cipher.modern)
}

// CBC reports whether the suite is one of those known here that encrypt in CBC
// mode, so that [Conn.Forge] can be used.
func CBC(id tlswire.Suite) bool {
	s, ok := find(id)
	return ok && s.cipher.mode == modeCBC
}

// StaticRSA reports whether the client encrypts the secret to the server's own
// RSA key, be the cipher known here or not.
func StaticRSA(id tlswire.Suite) bool { return strings.HasPrefix(id.String(), "TLS_RSA_WITH_") }
