package rare

import (
	"crypto/cipher"
	"encoding/binary"
	"math/bits"
	"slices"
)

// camellia is one key's schedule.
type camellia struct{ encrypt, decrypt camelliaKeys }

// camelliaKeys are the subkeys in the order of use: before the first round, the
// rounds, between each six of them, and after the last.
type camelliaKeys struct {
	before, after [2]uint64
	rounds, fl    []uint64
}

// pair is a number of 128 bits.
type pair struct{ high, low uint64 }

// rotated is turned left.
func (p pair) rotated(n int) pair {
	if n >= 64 {
		p.high, p.low, n = p.low, p.high, n-64
	}
	return pair{p.high<<n | p.low>>(64-n), p.low<<n | p.high>>(64-n)}
}

func (p pair) xor(q pair) pair { return pair{p.high ^ q.high, p.low ^ q.low} }

// readPair reads 16 bytes.
func readPair(b []byte) pair {
	return pair{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

// NewCamellia returns Camellia with a key of 16 or 32 bytes.
func NewCamellia(key []byte) (cipher.Block, error) {
	if err := keySize("Camellia", key); err != nil {
		return nil, err
	}
	k := camelliaSchedule(key)
	back := camelliaKeys{before: k.after, after: k.before, rounds: slices.Clone(k.rounds), fl: slices.Clone(k.fl)}
	slices.Reverse(back.rounds)
	slices.Reverse(back.fl)
	return &camellia{k, back}, nil
}

// camelliaSchedule makes the subkeys (RFC 3713 §2.2).
func camelliaSchedule(key []byte) camelliaKeys {
	const s1, s2, s3 = 0xA09E667F3BCC908B, 0xB67AE8584CAA73B2, 0xC6EF372FE94F82BE
	const s4, s5, s6 = 0x54FF53A5F1D36F1C, 0x10E527FADE682D1D, 0xB05688C2B3E6C1FD
	left, right := readPair(key), pair{}
	if len(key) == 32 {
		right = readPair(key[16:])
	}
	a := twoRounds(twoRounds(left.xor(right), s1, s2).xor(left), s3, s4)
	if len(key) == 16 {
		return camelliaKeys128(left, a)
	}
	return camelliaKeys256(left, right, a, twoRounds(a.xor(right), s5, s6))
}

// twoRounds are two steps of the cipher.
func twoRounds(p pair, k1, k2 uint64) pair {
	p.low ^= camelliaF(p.high, k1)
	p.high ^= camelliaF(p.low, k2)
	return p
}

// flat lists both halves of each.
func flat(pairs ...pair) []uint64 {
	var out []uint64
	for _, p := range pairs {
		out = append(out, p.high, p.low)
	}
	return out
}

func camelliaKeys128(l, a pair) camelliaKeys {
	last := a.rotated(111)
	return camelliaKeys{
		before: [2]uint64{l.high, l.low}, after: [2]uint64{last.high, last.low},
		rounds: flat(a, l.rotated(15), a.rotated(15), l.rotated(45), pair{a.rotated(45).high, l.rotated(60).low},
			a.rotated(60), l.rotated(94), a.rotated(94), l.rotated(111)),
		fl: flat(a.rotated(30), l.rotated(77)),
	}
}

func camelliaKeys256(l, r, a, b pair) camelliaKeys {
	last := b.rotated(111)
	return camelliaKeys{
		before: [2]uint64{l.high, l.low}, after: [2]uint64{last.high, last.low},
		rounds: flat(b, r.rotated(15), a.rotated(15), b.rotated(30), l.rotated(45), a.rotated(45),
			r.rotated(60), b.rotated(60), l.rotated(77), r.rotated(94), a.rotated(94), l.rotated(111)),
		fl: flat(r.rotated(30), l.rotated(60), a.rotated(77)),
	}
}

// BlockSize implements [cipher.Block].
func (*camellia) BlockSize() int { return blockSize }

// Encrypt implements [cipher.Block].
func (c *camellia) Encrypt(dst, src []byte) { c.encrypt.crypt(dst, src) }

// Decrypt implements [cipher.Block].
func (c *camellia) Decrypt(dst, src []byte) { c.decrypt.crypt(dst, src) }

// crypt goes through the rounds (RFC 3713 §2.3).
func (k camelliaKeys) crypt(dst, src []byte) {
	p := readPair(src).xor(pair{k.before[0], k.before[1]})
	for i := 0; i < len(k.rounds); i += 2 {
		if i > 0 && i%6 == 0 {
			at := i/3 - 2
			p.high, p.low = camelliaFL(p.high, k.fl[at]), camelliaFLInverse(p.low, k.fl[at+1])
		}
		p = twoRounds(p, k.rounds[i], k.rounds[i+1])
	}
	binary.BigEndian.PutUint64(dst, p.low^k.after[0])
	binary.BigEndian.PutUint64(dst[8:], p.high^k.after[1])
}

// camelliaF is the function of a round (§2.4.1).
func camelliaF(x, k uint64) uint64 {
	x ^= k
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], x)
	for i, kind := range [8]int{1, 2, 3, 4, 2, 3, 4, 1} {
		t[i] = camelliaSubstitute(kind, t[i])
	}
	all := t[0] ^ t[1] ^ t[2] ^ t[3] ^ t[4] ^ t[5] ^ t[6] ^ t[7]
	return binary.BigEndian.Uint64([]byte{
		all ^ t[1] ^ t[4], all ^ t[2] ^ t[5], all ^ t[3] ^ t[6], all ^ t[0] ^ t[7],
		all ^ t[2] ^ t[3] ^ t[4], all ^ t[0] ^ t[3] ^ t[5], all ^ t[0] ^ t[1] ^ t[6], all ^ t[1] ^ t[2] ^ t[7],
	})
}

// camelliaSubstitute looks a byte up in one of four boxes, which are one turned
// about.
func camelliaSubstitute(kind int, x byte) byte {
	const box = camelliaBox
	switch kind {
	case 2:
		return bits.RotateLeft8(box[x], 1)
	case 3:
		return bits.RotateLeft8(box[x], 7)
	case 4:
		return box[bits.RotateLeft8(x, 1)]
	default:
		return box[x]
	}
}

// camelliaFL is the layer between each six rounds (§2.4.2).
func camelliaFL(x, k uint64) uint64 {
	high, low := uint32(x>>32), uint32(x)
	low ^= bits.RotateLeft32(high&uint32(k>>32), 1)
	high ^= low | uint32(k)
	return uint64(high)<<32 | uint64(low)
}

// camelliaFLInverse undoes it (§2.4.3).
func camelliaFLInverse(x, k uint64) uint64 {
	high, low := uint32(x>>32), uint32(x)
	high ^= low | uint32(k)
	low ^= bits.RotateLeft32(high&uint32(k>>32), 1)
	return uint64(high)<<32 | uint64(low)
}
