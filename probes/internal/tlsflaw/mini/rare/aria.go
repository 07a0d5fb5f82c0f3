package rare

import "crypto/cipher"

// aria is one key's schedule.
type aria struct {
	boxes            *[4][256]byte
	encrypt, decrypt [][blockSize]byte
}

// NewARIA returns ARIA with a key of 16 or 32 bytes.
func NewARIA(key []byte) (cipher.Block, error) {
	if err := keySize("ARIA", key); err != nil {
		return nil, err
	}
	a := &aria{boxes: ariaBoxes()}
	a.schedule(key)
	return a, nil
}

// ariaConstants are those of the key schedule, in the order for keys of 16 bytes.
func ariaConstants() [3][blockSize]byte {
	return [3][blockSize]byte{
		{0x51, 0x7c, 0xc1, 0xb7, 0x27, 0x22, 0x0a, 0x94, 0xfe, 0x13, 0xab, 0xe8, 0xfa, 0x9a, 0x6e, 0xe0},
		{0x6d, 0xb1, 0x4a, 0xcc, 0x9e, 0x21, 0xc8, 0x20, 0xff, 0x28, 0xb1, 0xd5, 0xef, 0x5d, 0xe2, 0xb0},
		{0xdb, 0x92, 0x37, 0x1d, 0x21, 0x26, 0xe9, 0x70, 0x03, 0x24, 0x97, 0x75, 0x04, 0xe8, 0xc9, 0x0e},
	}
}

// schedule makes the round keys (RFC 5794 §2.2).
func (a *aria) schedule(key []byte) {
	c, first, rounds := ariaConstants(), 0, 12
	var left, right [blockSize]byte
	copy(left[:], key)
	if len(key) == 32 {
		copy(right[:], key[16:])
		first, rounds = 2, 16
	}
	w := [4][blockSize]byte{left}
	w[1] = xor(a.round(xor(w[0], c[first]), 0), right)
	w[2] = xor(a.round(xor(w[1], c[(first+1)%3]), 1), w[0])
	w[3] = xor(a.round(xor(w[2], c[(first+2)%3]), 0), w[1])
	turns := [5]int{128 - 19, 128 - 31, 61, 31, 19} // to the left
	for i := 0; i <= rounds; i++ {
		a.encrypt = append(a.encrypt, xor(w[i%4], turned(w[(i+1)%4], turns[i/4])))
		if i%4 == 3 {
			a.encrypt[i] = xor(w[3], turned(w[0], turns[i/4]))
		}
	}
	for i := range a.encrypt {
		k := a.encrypt[rounds-i]
		if i > 0 && i < rounds {
			k = diffuse(k)
		}
		a.decrypt = append(a.decrypt, k)
	}
}

// turned is 128 bits turned left.
func turned(b [blockSize]byte, n int) [blockSize]byte {
	p := readPair(b[:]).rotated(n)
	var out [blockSize]byte
	for i := range 8 {
		out[i], out[8+i] = byte(p.high>>(56-8*i)), byte(p.low>>(56-8*i))
	}
	return out
}

func xor(a, b [blockSize]byte) [blockSize]byte {
	for i := range a {
		a[i] ^= b[i]
	}
	return a
}

// BlockSize implements [cipher.Block].
func (*aria) BlockSize() int { return blockSize }

// Encrypt implements [cipher.Block].
func (a *aria) Encrypt(dst, src []byte) { a.crypt(a.encrypt, dst, src) }

// Decrypt implements [cipher.Block].
func (a *aria) Decrypt(dst, src []byte) { a.crypt(a.decrypt, dst, src) }

// crypt goes through the rounds (§2.3); the last one does not diffuse.
func (a *aria) crypt(keys [][blockSize]byte, dst, src []byte) {
	var b [blockSize]byte
	copy(b[:], src)
	last := len(keys) - 1
	for i, k := range keys[:last] {
		b = xor(b, k)
		if i < last-1 {
			b = a.round(b, i)
		}
	}
	b = xor(a.substitute(b, 1), keys[last])
	copy(dst, b[:])
}

// round substitutes and diffuses: as an odd round when n is even, which counts
// from 0.
func (a *aria) round(b [blockSize]byte, n int) [blockSize]byte { return diffuse(a.substitute(b, n)) }

// substitute looks the bytes up in the four boxes by turns; an even round begins
// with the third.
func (a *aria) substitute(b [blockSize]byte, n int) [blockSize]byte {
	for i, x := range b {
		b[i] = a.boxes[(i+2*(n%2))%4][x]
	}
	return b
}

// diffuse is the layer A (§2.4.3), its own inverse: each byte is the sum of seven.
func diffuse(x [blockSize]byte) (y [blockSize]byte) {
	for i, of := range [blockSize][7]int{
		{3, 4, 6, 8, 9, 13, 14},
		{2, 5, 7, 8, 9, 12, 15},
		{1, 4, 6, 10, 11, 12, 15},
		{0, 5, 7, 10, 11, 13, 14},
		{0, 2, 5, 8, 11, 14, 15},
		{1, 3, 4, 9, 10, 14, 15},
		{0, 2, 7, 9, 10, 12, 13},
		{1, 3, 6, 8, 11, 12, 13},
		{0, 1, 4, 7, 10, 13, 15},
		{0, 1, 5, 6, 11, 12, 14},
		{2, 3, 5, 6, 8, 13, 15},
		{2, 3, 4, 7, 9, 12, 14},
		{1, 2, 6, 7, 9, 11, 12},
		{0, 3, 6, 7, 8, 10, 13},
		{0, 3, 4, 5, 9, 11, 14},
		{1, 2, 4, 5, 8, 10, 15},
	} {
		for _, j := range of {
			y[i] ^= x[j]
		}
	}
	return y
}
