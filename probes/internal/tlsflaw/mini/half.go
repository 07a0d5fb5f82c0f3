package mini

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rc4" //nolint:gosec // old servers have nothing better
	"encoding/binary"
	"errors"
	"fmt"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"

	"holdfast/probes/internal/tlswire"
)

// errRecord says that a record cannot be opened: MAC, padding or length.
var errRecord = errors.New("a record came that the session's keys do not open")

// Half is the protection of one direction of a connection.
type Half struct {
	version tlswire.Version
	mode    mode
	block   cipher.Block
	stream  cipher.Stream
	aead    cipher.AEAD
	iv      []byte
	macKey  []byte
	mac     func() hash.Hash
	seq     uint64
}

// Keys makes both directions of a secret (RFC 5246 §6.3): what the client
// writes with, and what the server does.
func Keys(id tlswire.Suite, v tlswire.Version, master, clientRandom, serverRandom []byte) (client, server *Half, err error) {
	s, ok := find(id)
	if !ok {
		return nil, nil, fmt.Errorf("%s is no suite that is known here", id)
	}
	macLen := 0
	if s.cipher.mac != nil {
		macLen = s.cipher.mac().Size()
	}
	seed := append(append([]byte{}, serverRandom...), clientRandom...)
	rest := prf(v, s.cipher.prf, master, "key expansion", seed, 2*(macLen+s.cipher.keyLen+s.cipher.ivLen))
	cut := func(n int) []byte {
		piece := rest[:n]
		rest = rest[n:]
		return piece
	}
	macs := [2][]byte{cut(macLen), cut(macLen)}
	keys := [2][]byte{cut(s.cipher.keyLen), cut(s.cipher.keyLen)}
	ivs := [2][]byte{cut(s.cipher.ivLen), cut(s.cipher.ivLen)}
	client, err = newHalf(s.cipher, v, keys[0], ivs[0], macs[0])
	if err != nil {
		return nil, nil, err
	}
	server, err = newHalf(s.cipher, v, keys[1], ivs[1], macs[1])
	return client, server, err
}

// newHalf makes one direction.
func newHalf(b bulk, v tlswire.Version, key, iv, macKey []byte) (*Half, error) {
	h := &Half{version: v, mode: b.mode, iv: iv, macKey: macKey, mac: b.mac}
	var err error
	switch b.mode {
	case modeStream:
		h.stream = noStream{}
		if len(key) > 0 {
			h.stream, err = rc4.NewCipher(key) //nolint:gosec // old servers have nothing better
		}
	case modeChaCha:
		h.aead, err = chacha20poly1305.New(key)
	case modeCBC, modeGCM:
		h.block, err = b.block(key)
	}
	if err == nil && b.mode == modeGCM {
		seal := b.aead
		if seal == nil {
			seal = cipher.NewGCM
		}
		h.aead, err = seal(h.block)
	}
	if err != nil {
		return nil, fmt.Errorf("making the keys of a session: %w", err)
	}
	return h, nil
}

// header is what a MAC covers besides the content (RFC 5246 §6.2.3.1).
func (h *Half) header(kind uint8, length int) []byte {
	out := binary.BigEndian.AppendUint64(nil, h.seq)
	out = append(out, kind)
	out = binary.BigEndian.AppendUint16(out, uint16(h.version))
	return binary.BigEndian.AppendUint16(out, uint16(length))
}

// MAC is the one that belongs to a content at this point of the connection;
// nil for a suite without.
func (h *Half) MAC(kind uint8, content []byte) []byte {
	if h.mac == nil {
		return nil
	}
	m := hmac.New(h.mac, h.macKey)
	m.Write(h.header(kind, len(content)))
	m.Write(content)
	return m.Sum(nil)
}

// Seal protects a record and returns what goes after its header.
func (h *Half) Seal(kind uint8, content []byte) []byte {
	defer func() { h.seq++ }()
	switch h.mode {
	case modeCBC:
		return h.cbc(pad(append(append([]byte{}, content...), h.MAC(kind, content)...), h.block.BlockSize()))
	case modeStream:
		out := append(append([]byte{}, content...), h.MAC(kind, content)...)
		h.stream.XORKeyStream(out, out)
		return out
	default:
		nonce, explicit := h.nonce()
		return h.aead.Seal(explicit, nonce, content, h.header(kind, len(content)))
	}
}

// Open takes the protection off what came after a record's header.
func (h *Half) Open(kind uint8, payload []byte) ([]byte, error) {
	defer func() { h.seq++ }()
	if h.aead != nil {
		return h.openAEAD(kind, payload)
	}
	raw, err := h.Reveal(payload)
	if err != nil {
		return nil, err
	}
	if h.mode == modeCBC {
		if raw, err = unpad(raw); err != nil {
			return nil, err
		}
	}
	cut := len(raw) - h.mac().Size()
	if cut < 0 || !hmac.Equal(raw[cut:], h.MAC(kind, raw[:cut])) {
		return nil, errRecord
	}
	return raw[:cut], nil
}
