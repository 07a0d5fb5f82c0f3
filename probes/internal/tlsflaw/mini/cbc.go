package mini

import (
	"crypto/cipher"
	"crypto/rand"

	"holdfast/probes/internal/tlswire"
)

// pad adds the padding of a CBC record (RFC 5246 §6.2.3.2).
func pad(b []byte, size int) []byte {
	n := size - len(b)%size
	for range n {
		b = append(b, byte(n-1))
	}
	return b
}

// Forge encrypts whole blocks as they are: content, MAC and padding are the
// caller's affair. CBC only; it counts as one record.
func (h *Half) Forge(raw []byte) []byte {
	defer func() { h.seq++ }()
	return h.cbc(append([]byte{}, raw...))
}

// cbc encrypts whole blocks, with the IV of the version: random and sent since
// TLS 1.1, the last block of the record before in TLS 1.0.
func (h *Half) cbc(blocks []byte) []byte {
	var out []byte
	iv := h.iv
	if h.version > tlswire.TLS10 {
		iv = make([]byte, h.block.BlockSize())
		_, _ = rand.Read(iv) // never fails
		out = append(out, iv...)
	}
	cipher.NewCBCEncrypter(h.block, iv).CryptBlocks(blocks, blocks)
	h.iv = append([]byte{}, blocks[len(blocks)-len(iv):]...)
	return append(out, blocks...)
}

// Reveal decrypts without looking at MAC or padding. It does not count a record.
func (h *Half) Reveal(payload []byte) ([]byte, error) {
	out := append([]byte{}, payload...)
	if h.mode == modeStream {
		h.stream.XORKeyStream(out, out)
		return out, nil
	}
	size, iv := h.block.BlockSize(), h.iv
	if h.version > tlswire.TLS10 {
		if len(out) < size {
			return nil, errRecord
		}
		iv, out = out[:size], out[size:]
	}
	if len(out) == 0 || len(out)%size != 0 {
		return nil, errRecord
	}
	next := append([]byte{}, out[len(out)-size:]...)
	cipher.NewCBCDecrypter(h.block, iv).CryptBlocks(out, out)
	h.iv = next
	return out, nil
}

// unpad takes the padding off.
func unpad(raw []byte) ([]byte, error) {
	n := int(raw[len(raw)-1]) + 1
	if n > len(raw) {
		return nil, errRecord
	}
	for _, b := range raw[len(raw)-n:] {
		if int(b) != n-1 {
			return nil, errRecord
		}
	}
	return raw[:len(raw)-n], nil
}
