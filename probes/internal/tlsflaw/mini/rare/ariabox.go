package rare

import "math/bits"

// ariaBoxes calculates the substitution boxes (RFC 5794 §2.4.2): that of AES, one
// of the same making with another matrix, and the inverses of both.
func ariaBoxes() *[4][256]byte {
	// rows of the matrices over bits, the lowest bit of the result first
	one := [8]byte{0xf1, 0xe3, 0xc7, 0x8f, 0x1f, 0x3e, 0x7c, 0xf8}
	two := [8]byte{0xea, 0xfc, 0xb7, 0xc3, 0xc2, 0x73, 0xc6, 0x6f}
	var out [4][256]byte
	for x := range 256 {
		inverse := power(byte(x), 254)
		out[0][x] = affine(one, inverse) ^ 0x63
		out[1][x] = affine(two, inverse) ^ 0xe2
		out[2][out[0][x]], out[3][out[1][x]] = byte(x), byte(x)
	}
	return &out
}

// affine multiplies a matrix with a column of bits.
func affine(rows [8]byte, x byte) (y byte) {
	for i, row := range rows {
		y |= byte(bits.OnesCount8(row&x)%2) << i
	}
	return y
}

// power raises in the field of 256 elements, modulo x^8+x^4+x^3+x+1.
func power(x byte, n int) byte {
	y := byte(1)
	for range n {
		y = multiply(y, x)
	}
	return y
}

// multiply in the same field.
func multiply(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0x1b
	}
	return product
}
