package pki

import "math/big"

// rocaPrimes are those whose product is the smallest modulus M of Infineon's
// library (Nemec et al., CCS 2017); 2 tells nothing.
func rocaPrimes() []int64 {
	return []int64{
		3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
		79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
	}
}

// roca tells whether a modulus carries the fingerprint of CVE-2017-15361: the
// primes were k·M + (65537^a mod M), so that the modulus is a power of 65537
// modulo every small prime. A random modulus is so once in 2^27.
func roca(n *big.Int) bool {
	for _, p := range rocaPrimes() {
		if !powerOf(65537%p, new(big.Int).Mod(n, big.NewInt(p)).Int64(), p) {
			return false
		}
	}
	return true
}

// powerOf tells whether r is a power of g modulo p.
func powerOf(g, r, p int64) bool {
	for x, i := int64(1), int64(0); i < p; i++ {
		if x == r {
			return true
		}
		x = x * g % p
	}
	return false
}
