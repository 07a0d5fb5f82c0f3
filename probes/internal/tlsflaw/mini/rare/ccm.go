package rare

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ccm is counter mode with CBC-MAC (RFC 3610), with nonces of 12 bytes as in TLS.
type ccm struct {
	block cipher.Block
	tag   int
}

// NonceLen is how long a nonce is, in bytes.
const NonceLen = 12

// errOpen says that a message is not what was sealed.
var errOpen = errors.New("the tag does not fit the message")

// NewCCM returns CCM over a block cipher of 16 bytes, with tags of so many bytes:
// 16, or 8 in the suites whose names end in CCM_8.
func NewCCM(block cipher.Block, tag int) cipher.AEAD { return &ccm{block, tag} }

// NonceSize implements [cipher.AEAD].
func (*ccm) NonceSize() int { return NonceLen }

// Overhead implements [cipher.AEAD].
func (c *ccm) Overhead() int { return c.tag }

// Seal implements [cipher.AEAD].
func (c *ccm) Seal(dst, nonce, plain, extra []byte) []byte {
	out := make([]byte, len(plain)+c.tag)
	tag := c.mac(nonce, plain, extra)
	stream, mask := c.counter(nonce)
	stream.XORKeyStream(out, plain)
	subtle.XORBytes(out[len(plain):], tag[:c.tag], mask)
	return append(dst, out...)
}

// Open implements [cipher.AEAD].
func (c *ccm) Open(dst, nonce, sealed, extra []byte) ([]byte, error) {
	if len(sealed) < c.tag {
		return nil, errOpen
	}
	body, tag := sealed[:len(sealed)-c.tag], sealed[len(sealed)-c.tag:]
	plain := make([]byte, len(body))
	stream, mask := c.counter(nonce)
	stream.XORKeyStream(plain, body)
	want := make([]byte, c.tag)
	subtle.XORBytes(want, c.mac(nonce, plain, extra)[:c.tag], mask)
	if subtle.ConstantTimeCompare(want, tag) != 1 {
		return nil, errOpen
	}
	return append(dst, plain...), nil
}

// counter is the key stream of the message, and the mask of the tag.
func (c *ccm) counter(nonce []byte) (stream cipher.Stream, mask []byte) {
	start := make([]byte, blockSize)
	start[0] = 2 // the length has three bytes
	copy(start[1:], nonce)
	stream = cipher.NewCTR(c.block, start) //nolint:gosec // the nonce is in it
	mask = make([]byte, blockSize)
	stream.XORKeyStream(mask, mask)
	return stream, mask
}

// mac is the tag before it is masked: what is authenticated is at most 64 KiB.
func (c *ccm) mac(nonce, plain, extra []byte) []byte {
	const hasExtra, lengthOfThree = 1 << 6, 2
	head := make([]byte, blockSize, 2*blockSize+len(extra)+len(plain))
	head[0] = hasExtra | byte((c.tag-2)/2)<<3 | lengthOfThree
	copy(head[1:], nonce)
	head[13], head[14], head[15] = byte(len(plain)>>16), byte(len(plain)>>8), byte(len(plain))
	all := whole(append(binary.BigEndian.AppendUint16(head, uint16(len(extra))), extra...))
	all = whole(append(all, plain...))
	cipher.NewCBCEncrypter(c.block, make([]byte, blockSize)).CryptBlocks(all, all) //nolint:gosec // RFC 3610 §2.2 begins with zeros
	return all[len(all)-blockSize:]
}

// whole fills the last block with zeros.
func whole(b []byte) []byte {
	return append(b, make([]byte, (blockSize-len(b)%blockSize)%blockSize)...)
}
