package tlswire

import (
	_ "embed"
	"encoding/hex"
	"math/big"
	"strings"
)

// knownPrimes are the Diffie-Hellman moduli that many servers share, one a
// line: name, sort (a safe prime, another prime, composite) and the number in
// hex, separated by tabs. Those of RFC 7919, RFC 2409 and RFC 3526 follow from e
// and pi, and a test computes them anew; the others came with the software that
// they are named after.
//
//go:embed primes.txt
var knownPrimes string

// mostPrimeBits bounds the size of a modulus whose sort is computed. 4096 bits
// cost some 100 ms.
const mostPrimeBits = 4096

// PrimeName names a Diffie-Hellman modulus that is in wide use: "RFC 7919
// ffdhe2048", "Apache 2.2 1024-bit"; empty for any other. Whoever breaks one
// shared modulus of 1024 bits or less reads all who use it (Logjam).
func PrimeName(modulus []byte) string {
	name, _, _ := lookUpPrime(modulus)
	return name
}

// SafePrime reports whether a Diffie-Hellman modulus p and (p-1)/2 are both
// prime, so that there is no small subgroup to leak a key into. Others are
// either made for the subgroup on purpose (RFC 5114), or a fault. decided is
// false for a modulus of more than 4096 bits that is not well known: its test
// would cost too much.
func SafePrime(modulus []byte) (safe, decided bool) {
	if _, sort, ok := lookUpPrime(modulus); ok {
		return sort == "safe", true
	}
	p := new(big.Int).SetBytes(modulus)
	if p.BitLen() > mostPrimeBits {
		return false, false
	}
	return isSafePrime(p), true
}

// isSafePrime tests q = (p-1)/2 by Baillie-PSW, and p = 2q+1 by Pocklington's
// criterion, which costs one exponentiation.
func isSafePrime(p *big.Int) bool {
	if p.BitLen() < 16 || p.Bit(0) == 0 || new(big.Int).Mod(p, big.NewInt(12)).Int64() != 11 {
		return false // a safe prime above 7 is 11 modulo 12
	}
	one, two := big.NewInt(1), big.NewInt(2)
	less := new(big.Int).Sub(p, one)
	q := new(big.Int).Rsh(less, 1)
	return new(big.Int).Exp(two, less, p).Cmp(one) == 0 && q.ProbablyPrime(0)
}

// lookUpPrime finds a modulus in the table.
func lookUpPrime(modulus []byte) (name, sort string, ok bool) {
	text := strings.TrimLeft(hex.EncodeToString(modulus), "0")
	before, _, found := strings.Cut(knownPrimes, "\t"+text+"\n")
	if text == "" || !found {
		return "", "", false
	}
	return strings.Cut(before[strings.LastIndexByte(before, '\n')+1:], "\t")
}
