package tlswire_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

// kind is all that a suite's name says.
type kind struct {
	Exchange, Authentication, MAC string
	Bits                          int
	Oldest                        tlswire.Version
	Marks                         string // a letter for each yes
}

// kindOf asks all questions about a suite.
func kindOf(s tlswire.Suite) kind {
	k := kind{s.Exchange(), s.Authentication(), s.MAC(), s.Bits(), s.Oldest(), ""}
	for _, mark := range []struct {
		letter string
		yes    bool
	}{
		{"A", s.AEAD()},
		{"C", s.CBC()},
		{"6", s.Block64()},
		{"F", s.ForwardSecret()},
		{"f", s.FiniteField()},
		{"e", s.EllipticCurve()},
		{"n", s.Anonymous()},
		{"X", s.Export()},
		{"0", s.Null()},
	} {
		if mark.yes {
			k.Marks += mark.letter
		}
	}
	return k
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for code, want := range map[tlswire.Suite]kind{
		0x0001: {"RSA", "RSA", "MD5", 0, tlswire.SSL30, "0"},
		0x0003: {"RSA", "RSA", "MD5", 40, tlswire.SSL30, "X"},
		0x0006: {"RSA", "RSA", "MD5", 40, tlswire.SSL30, "C6X"},
		0x0007: {"RSA", "RSA", "SHA", 128, tlswire.SSL30, "C6"},
		0x000b: {"DH", "DSS", "SHA", 40, tlswire.SSL30, "C6X"},
		0x0012: {"DHE", "DSS", "SHA", 56, tlswire.SSL30, "C6Ff"},
		0x0017: {"DHE", "anon", "MD5", 40, tlswire.SSL30, "FfnX"},
		0x001d: {"FORTEZZA", "FORTEZZA", "SHA", 80, tlswire.SSL30, "C6"},
		0x0023: {"KRB5", "KRB5", "MD5", 112, tlswire.SSL30, "C6"},
		0x002d: {"DHE", "PSK", "SHA", 0, tlswire.SSL30, "Ff0"},
		0x003d: {"RSA", "RSA", "SHA256", 256, tlswire.TLS12, "C"},
		0x0062: {"RSA", "RSA", "SHA", 56, tlswire.SSL30, "C6X"},
		0x0072: {"DHE", "DSS", "RMD160", 112, tlswire.SSL30, "C6Ff"},
		0x0081: {"GOST", "GOST", "IMIT", 256, tlswire.SSL30, "6"},
		0x0083: {"GOST", "GOST", "GOSTR3411", 0, tlswire.SSL30, "0"},
		0x0095: {"RSA", "RSA", "SHA", 256, tlswire.SSL30, "C"},
		0x00a8: {"PSK", "PSK", "AEAD", 128, tlswire.TLS12, "A"},
		0x00c6: {"any", "any", "AEAD", 128, tlswire.TLS13, "AF"},
		0x1303: {"any", "any", "AEAD", 256, tlswire.TLS13, "AF"},
		0x1306: {"any", "any", "AEAD", 256, tlswire.TLS13, "AF"},
		0x1307: {"any", "any", "AEAD", 128, tlswire.TLS13, "AF"},
		0x16b7: {"CECPQ1", "RSA", "AEAD", 256, tlswire.TLS12, "AF"},
		0xc008: {"ECDHE", "ECDSA", "SHA", 112, tlswire.SSL30, "C6Fe"},
		0xc00e: {"ECDH", "RSA", "SHA", 128, tlswire.SSL30, "C"},
		0xc016: {"ECDHE", "anon", "SHA", 128, tlswire.SSL30, "Fen"},
		0xc021: {"SRP", "RSA", "SHA", 256, tlswire.SSL30, "CF"},
		0xc024: {"ECDHE", "ECDSA", "SHA384", 256, tlswire.TLS12, "CFe"},
		0xc037: {"ECDHE", "PSK", "SHA256", 128, tlswire.TLS12, "CFe"},
		0xc0a0: {"RSA", "RSA", "AEAD", 128, tlswire.TLS12, "A"},
		0xc0ab: {"DHE", "PSK", "AEAD", 256, tlswire.TLS12, "AFf"},
		0xc0b1: {"ECCPWD", "ECCPWD", "AEAD", 256, tlswire.TLS12, "AF"},
		0xc0b4: {"any", "any", "SHA256", 0, tlswire.TLS13, "F0"},
		0xc0ff: {"ECJPAKE", "ECJPAKE", "AEAD", 128, tlswire.TLS12, "AF"},
		0xc100: {"GOST", "GOST", "OMAC", 256, tlswire.TLS12, ""},
		0xc101: {"GOST", "GOST", "OMAC", 256, tlswire.TLS12, "6"},
		0xc103: {"any", "any", "AEAD", 256, tlswire.TLS13, "AF"},
		0xc106: {"any", "any", "AEAD", 256, tlswire.TLS13, "A6F"},
		0xccae: {"RSA", "RSA", "AEAD", 256, tlswire.TLS12, "A"},
		0xcc14: {"ECDHE", "ECDSA", "AEAD", 256, tlswire.TLS12, "AFe"},
		0xfeff: {"RSA", "RSA", "SHA", 112, tlswire.SSL30, "C6"},
		0xffe1: {"RSA", "RSA", "SHA", 56, tlswire.SSL30, "C6"},
		0xfafa: {"", "", "", 128, tlswire.SSL30, ""},
	} {
		if diff := cmp.Diff(want, kindOf(code)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
}

// TestEverySuiteHasAKind checks that no name escapes the questions.
func TestEverySuiteHasAKind(t *testing.T) {
	t.Parallel()
	exchanges := []string{"any", "RSA", "DH", "DHE", "ECDH", "ECDHE", "PSK", "KRB5", "SRP", "FORTEZZA", "GOST", "ECCPWD", "ECJPAKE", "CECPQ1"}
	macs := []string{"AEAD", "MD5", "SHA", "SHA256", "SHA384", "RMD160", "IMIT", "OMAC", "GOSTR3411", "GOST94"}
	for _, s := range append(tlswire.Suites(tlswire.TLS12), tlswire.Suites(tlswire.TLS13)...) {
		if !slices.Contains(exchanges, s.Exchange()) || !slices.Contains(macs, s.MAC()) || s.Authentication() == "" {
			t.Errorf("%s: exchange %q, authentication %q, MAC %q", s, s.Exchange(), s.Authentication(), s.MAC())
		}
		if s.AEAD() && s.CBC() || s.Null() && s.CBC() || s.FiniteField() && s.EllipticCurve() {
			t.Errorf("%s is two things at once", s)
		}
	}
}

// BenchmarkSuites lists what a hello of TLS 1.2 names.
func BenchmarkSuites(b *testing.B) {
	for b.Loop() {
		tlswire.Suites(tlswire.TLS12)
	}
}

// BenchmarkSuiteNamed finds the last name.
func BenchmarkSuiteNamed(b *testing.B) {
	for b.Loop() {
		tlswire.SuiteNamed("SSL_RSA_FIPS_WITH_DES_CBC_SHA_OLD")
	}
}
