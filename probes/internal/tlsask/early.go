package tlsask

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"net"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/survey"
)

// maxOverheard bounds what is kept of a handshake, in bytes.
const maxOverheard = 128 << 10

// eavesdropper is a connection that keeps what the server sent, with the secret
// by which it can be read: the TLS library reads a ticket and says nothing of the
// extension that allows 0-RTT data (RFC 8446 §4.6.1).
type eavesdropper struct {
	net.Conn
	mu     sync.Mutex // protects what follows
	heard  []byte
	secret []byte
}

// Read implements [net.Conn].
func (e *eavesdropper) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.heard) < maxOverheard {
		e.heard = append(e.heard, b[:n]...)
	}
	return n, err
}

// keyLog takes lines of the NSS key log format.
type keyLog struct{ e *eavesdropper }

// Write implements io.Writer.
func (k keyLog) Write(line []byte) (int, error) {
	if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == "SERVER_TRAFFIC_SECRET_0" {
		if secret, err := hex.DecodeString(string(fields[2])); err == nil {
			k.e.mu.Lock()
			k.e.secret = secret
			k.e.mu.Unlock()
		}
	}
	return len(line), nil
}

// earlyData is Yes when a ticket allows 0-RTT data, No when tickets came that do
// not, and Unknown without any.
func (e *eavesdropper) earlyData() survey.Known {
	e.mu.Lock()
	defer e.mu.Unlock()
	known := survey.Unknown
	for _, aead := range openers(e.secret) {
		for _, message := range unseal(e.heard, aead) {
			if allowed, ticket := allowsEarlyData(message); ticket && known != survey.Yes {
				known = survey.Is(allowed)
			}
		}
	}
	return known
}

// opener opens the records of one direction.
type opener struct {
	aead cipher.AEAD
	iv   []byte
}

// openers are those that fit a secret; only its length is known here, and not
// which of two ciphers was agreed on.
func openers(secret []byte) []opener {
	switch len(secret) {
	case sha512.Size384:
		return []opener{newOpener(sha512.New384, secret, 32, newGCM)}
	case sha256.Size:
		return []opener{newOpener(sha256.New, secret, 16, newGCM), newOpener(sha256.New, secret, 32, chacha20poly1305.New)}
	default:
		return nil
	}
}

// newGCM makes AES-GCM.
func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// newOpener derives key and nonce (RFC 8446 §7.3).
func newOpener(h func() hash.Hash, secret []byte, size int, make func([]byte) (cipher.AEAD, error)) opener {
	key, _ := hkdf.Expand(h, secret, label("key", size), size)
	iv, _ := hkdf.Expand(h, secret, label("iv", 12), 12)
	aead, err := make(key)
	if err != nil {
		return opener{}
	}
	return opener{aead, iv}
}

// label is an HkdfLabel without context (RFC 8446 §7.1).
func label(name string, size int) string {
	name = "tls13 " + name
	return string([]byte{0, byte(size), byte(len(name))}) + name + "\x00"
}

// unseal opens the records that the server sent with its traffic key. Those
// before are sealed with another one, and do not open.
func unseal(heard []byte, o opener) [][]byte {
	var messages [][]byte
	var sequence uint64
	for len(heard) >= 5 && o.aead != nil {
		size := int(binary.BigEndian.Uint16(heard[3:]))
		if len(heard) < 5+size {
			break
		}
		head, body := heard[:5], heard[5:5+size]
		heard = heard[5+size:]
		nonce := bytes.Clone(o.iv)
		binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^sequence)
		if plain, err := o.aead.Open(nil, nonce, body, head); err == nil {
			sequence++
			messages = append(messages, bytes.TrimRight(plain, "\x00"))
		}
	}
	return messages
}

// allowsEarlyData reads an opened record: its last byte is its type. It may hold
// several tickets, of which one is enough.
func allowsEarlyData(plain []byte) (allowed, ticket bool) {
	const recordHandshake, newSessionTicket, earlyData = 22, 4, 42
	if len(plain) == 0 || plain[len(plain)-1] != recordHandshake {
		return false, false
	}
	for s := cryptobyte.String(plain[:len(plain)-1]); !s.Empty(); {
		var kind uint8
		var body, nonce, value, extensions cryptobyte.String
		if !s.ReadUint8(&kind) || !s.ReadUint24LengthPrefixed(&body) {
			break
		}
		if kind != newSessionTicket || !body.Skip(8) || !body.ReadUint8LengthPrefixed(&nonce) ||
			!body.ReadUint16LengthPrefixed(&value) || !body.ReadUint16LengthPrefixed(&extensions) {
			continue
		}
		ticket = true
		for !extensions.Empty() {
			var what uint16
			var inner cryptobyte.String
			if !extensions.ReadUint16(&what) || !extensions.ReadUint16LengthPrefixed(&inner) {
				break
			}
			allowed = allowed || what == earlyData
		}
	}
	return allowed, ticket
}
