package tlswire_test

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"holdfast/probes/internal/tlswire"
)

// number reads a number in hex.
func number(t *testing.T, text string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		t.Fatalf("%.20s… is no number", text)
	}
	return n
}

// TestPrimesTable checks what primes.txt says of each number up to 1100 bits,
// by a test that knows nothing of the table.
func TestPrimesTable(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("primes.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for line := range strings.Lines(string(table)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 || names[fields[0]] {
			t.Fatalf("%.60s: want a name of its own, a sort, a number", line)
		}
		names[fields[0]] = true
		p := number(t, fields[2])
		if got := tlswire.PrimeName(append([]byte{0}, p.Bytes()...)); got != fields[0] {
			t.Errorf("%s is called %q", fields[0], got)
		}
		if p.BitLen() > 1100 {
			continue
		}
		half := new(big.Int).Rsh(p, 1)
		sort := "composite"
		if p.ProbablyPrime(1) {
			sort = "prime"
			if half.ProbablyPrime(1) {
				sort = "safe"
			}
		}
		if sort != fields[1] {
			t.Errorf("%s is %s, the table has %s", fields[0], sort, fields[1])
		}
	}
}

// TestPrimesOfRFCs computes the primes of RFC 7919 from e and those of RFC 2409
// and RFC 3526 from pi, as the RFCs define them.
func TestPrimesOfRFCs(t *testing.T) {
	t.Parallel()
	e, pi := euler(9000), machin(9000)
	for _, c := range []struct {
		name     string
		bits     uint
		constant *big.Int
		x        int64
	}{
		{"RFC 7919 ffdhe2048", 2048, e, 560316},
		{"RFC 7919 ffdhe3072", 3072, e, 2625351},
		{"RFC 7919 ffdhe4096", 4096, e, 5736041},
		{"RFC 7919 ffdhe6144", 6144, e, 15705020},
		{"RFC 7919 ffdhe8192", 8192, e, 10965728},
		{"RFC 2409 768-bit", 768, pi, 149686},
		{"RFC 2409 1024-bit", 1024, pi, 129093},
		{"RFC 3526 1536-bit", 1536, pi, 741804},
		{"RFC 3526 2048-bit", 2048, pi, 124476},
		{"RFC 3526 3072-bit", 3072, pi, 1690314},
		{"RFC 3526 4096-bit", 4096, pi, 240904},
		{"RFC 3526 6144-bit", 6144, pi, 929484},
		{"RFC 3526 8192-bit", 8192, pi, 4743158},
	} {
		p := new(big.Int).Rsh(c.constant, 9000-(c.bits-130)) // [2^(b-130) constant]
		p.Lsh(p.Add(p, big.NewInt(c.x)), 64)
		p.Add(p, power(c.bits)).Sub(p, power(c.bits-64)).Sub(p, big.NewInt(1))
		if got := tlswire.PrimeName(p.Bytes()); got != c.name {
			t.Errorf("%s is called %q", c.name, got)
		}
		if safe, decided := tlswire.SafePrime(p.Bytes()); !safe || !decided {
			t.Errorf("%s: safe %v, decided %v", c.name, safe, decided)
		}
	}
}

func power(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

// euler is e times 2^bits, to the last bit but a few.
func euler(bits uint) *big.Int {
	term, sum := power(bits+64), power(bits+64)
	for n := int64(1); term.Sign() > 0; n++ {
		sum.Add(sum, term.Div(term, big.NewInt(n)))
	}
	return sum.Rsh(sum, 64)
}

// machin is pi times 2^bits: 16 arctan(1/5) - 4 arctan(1/239).
func machin(bits uint) *big.Int {
	arctan := func(x int64) *big.Int {
		term := new(big.Int).Div(power(bits+64), big.NewInt(x))
		sum := new(big.Int).Set(term)
		for n := int64(3); term.Sign() > 0; n += 2 {
			term.Div(term, big.NewInt(x*x))
			part := new(big.Int).Div(term, big.NewInt(n))
			if n%4 == 3 {
				part.Neg(part)
			}
			sum.Add(sum, part)
		}
		return sum
	}
	pi := arctan(5)
	pi.Mul(pi, big.NewInt(16)).Sub(pi, new(big.Int).Mul(arctan(239), big.NewInt(4)))
	return pi.Rsh(pi, 64)
}

// TestSafePrime asks about numbers that are in no table.
func TestSafePrime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hex           string
		safe, decided bool
	}{
		"2^255-19, a prime with a composite half": {"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", false, true},
		"a safe prime of 128 bits":                {"", true, true},
		"nothing":                                 {"00", false, true},
		"even":                                    {"fffffffffffffffe", false, true},
		"of 8193 bits":                            {"1" + strings.Repeat("f", 2048), false, false},
	} {
		if c.hex == "" {
			c.hex = fmt.Sprintf("%x", firstSafe(128))
		}
		if safe, decided := tlswire.SafePrime(number(t, c.hex).Bytes()); safe != c.safe || decided != c.decided {
			t.Errorf("%s: safe %v, decided %v; want %v, %v", name, safe, decided, c.safe, c.decided)
		}
	}
	if name := tlswire.PrimeName([]byte{0, 0}); name != "" {
		t.Errorf("nothing is called %q", name)
	}
	if name := tlswire.PrimeName([]byte{0x49}); name != "" {
		t.Errorf("the end of a line is called %q", name)
	}
}

// firstSafe is the least safe prime above 2^(bits-1).
func firstSafe(bits uint) *big.Int {
	p := power(bits - 1)
	for p.Add(p, big.NewInt(1)); ; p.Add(p, big.NewInt(2)) {
		if p.ProbablyPrime(0) && new(big.Int).Rsh(p, 1).ProbablyPrime(5) {
			return p
		}
	}
}

func BenchmarkSafePrime(b *testing.B) {
	table, err := os.ReadFile("primes.txt")
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(string(table), "\n")
	p, _ := new(big.Int).SetString(lines[0][strings.LastIndex(lines[0], "\t")+1:], 16)
	p.Add(p, big.NewInt(12)) // is 11 modulo 12 as well, and is not in the table
	b.Run("2048-bit-not-safe", func(b *testing.B) {
		for b.Loop() {
			tlswire.SafePrime(p.Bytes())
		}
	})
	b.Run("known", func(b *testing.B) {
		known := new(big.Int).Sub(p, big.NewInt(12)).Bytes()
		for b.Loop() {
			tlswire.SafePrime(known)
		}
	})
}
