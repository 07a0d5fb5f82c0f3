package pki

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"strings"
	"testing"

	"holdfast/probes/internal/survey"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		public any
		want   survey.Key
	}{
		"RSA 1024": {rsaKey(t, 1024).Public(), survey.Key{Kind: "RSA", Bits: 1024}},
		"RSA 2048": {rsaKey(t, 2048).Public(), survey.Key{Kind: "RSA", Bits: 2048}},
		"Ed25519":  {ed, survey.Key{Kind: "Ed25519", Bits: 256, DebianWeak: survey.No}},
		"ECDSA":    {ecKey(t).Public(), survey.Key{Kind: "ECDSA", Bits: 256}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := examined(t, options(pinned(t, root)), chain(root.certify(t, leafTemplate(t), c.public))).Key
			if strings.HasPrefix(name, "RSA") {
				got.DebianWeak = survey.Unknown // depends on the key, see TestDebian
			}
			if got != c.want {
				t.Errorf("key %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestClosePrimes makes a key that Fermat's method factors at once.
func TestClosePrimes(t *testing.T) {
	t.Parallel()
	p, err := rand.Prime(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	q := new(big.Int).Add(p, big.NewInt(2))
	for !q.ProbablyPrime(20) {
		q.Add(q, big.NewInt(2))
	}
	root := newRoot(t, named("Root"))
	leaf := root.certify(t, leafTemplate(t), &rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537})
	if got := examined(t, options(pinned(t, root)), chain(leaf)).Key.Weak; got != "primes too close (Fermat)" {
		t.Errorf("weak %q", got)
	}
}

func TestWeakRSA(t *testing.T) {
	t.Parallel()
	m := big.NewInt(2)
	for _, p := range rocaPrimes() {
		m.Mul(m, big.NewInt(p))
	}
	infineon := func(a int64) *big.Int { // k·M + 65537^a mod M, odd
		n := new(big.Int).Exp(big.NewInt(65537), big.NewInt(a), m)
		return n.Add(n, new(big.Int).Mul(m, big.NewInt(1_000_000)))
	}
	good := rsaKey(t, 2048).N
	for name, c := range map[string]struct {
		n    *big.Int
		e    int64
		want string
	}{
		"good": {good, 65537, ""}, "exponent 3": {good, 3, ""}, "exponent 1": {good, 1, "exponent 1"}, "even exponent": {good, 4, "exponent 4"},
		"even modulus": {new(big.Int).Lsh(good, 1), 65537, "modulus is even"},
		"ROCA":         {new(big.Int).Mul(infineon(12345), infineon(777)), 65537, "ROCA"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := weakRSA(c.n, big.NewInt(c.e)); got != c.want {
				t.Errorf("weak %q, want %q", got, c.want)
			}
		})
	}
}

func TestDebian(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]survey.Known{7 * 13: survey.Unknown, 5 * 11: survey.Unknown, 7 * 11: survey.No, 3 * 11: survey.No} {
		if got := debian(big.NewInt(n)); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	odd := func(bits uint) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(1), bits)
		return n.Add(n, big.NewInt(1))
	}
	huge := root.certify(t, leafTemplate(t), &rsa.PublicKey{N: odd(20000), E: 65537})
	for name, c := range map[string]struct {
		sent [][]byte
		want string
	}{
		"nothing":      {nil, "no certificate was sent"},
		"garbage":      {[][]byte{[]byte("x")}, "not a certificate (RFC 5280 §4.1)"},
		"large":        {[][]byte{make([]byte, maxCertificate+1)}, "a certificate of 262145 bytes, wanted at most 262144"},
		"large key":    {chain(huge), "an RSA key of 20008 bits with an exponent of 24 bits, wanted at most 16384 and 64"},
		"cut off":      {[][]byte{root.cert.Raw[:100]}, "not a certificate (RFC 5280 §4.1)"},
		"trailing":     {[][]byte{append(append([]byte(nil), root.cert.Raw...), 0)}, "parse: "},
		"no key in it": {[][]byte{{0x30, 0}}, "not a certificate (RFC 5280 §4.1)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := examined(t, options(pinned(t, root)), c.sent)
			if !strings.HasPrefix(got.Unreadable, c.want) {
				t.Errorf("unreadable: %q, want %q", got.Unreadable, c.want)
			}
		})
	}
}

// TestShortEd25519 is a certificate with which the library's own check of
// self-signatures panics.
func TestShortEd25519(t *testing.T) {
	t.Parallel()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := leafTemplate(t)
	leaf := sign(t, template, template, public, private)
	der := []byte(strings.Replace(string(leaf.Raw), "\x03\x21\x00"+string(public), "\x03\x01\x00"+string(public), 1))
	if _, err := parse(der); err == nil {
		t.Error("a certificate with its key cut off was read")
	}
}

func TestManyCertificates(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	tangle := make([]*authority, 8)
	for i := range tangle {
		tangle[i] = root.under(t, named(string(rune('A'+i))))
	}
	other := newRoot(t, named("Other"))
	certs := []*x509.Certificate{tangle[0].leaf(t)}
	for _, a := range tangle {
		for _, b := range tangle {
			if a != b {
				certs = append(certs, a.cross(t, b))
			}
		}
	}
	got := examined(t, options(pinned(t, other)), chain(certs...))
	if got.Trusted != survey.Unknown || !strings.Contains(got.Trust[0].Reason, "too tangled") {
		t.Errorf("trusted %s: %q, want it given up as unknown", got.Trusted, got.Trust[0].Reason)
	}
}
