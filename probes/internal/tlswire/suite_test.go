package tlswire_test

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

func TestSuite(t *testing.T) {
	t.Parallel()
	for code, want := range map[tlswire.Suite]struct {
		name   string
		secret bool
		bits   int
	}{
		0x0001: {"TLS_RSA_WITH_NULL_MD5", false, 0},
		0x0003: {"TLS_RSA_EXPORT_WITH_RC4_40_MD5", false, 40},
		0x0006: {"TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", false, 40},
		0x0009: {"TLS_RSA_WITH_DES_CBC_SHA", false, 56},
		0x000a: {"TLS_RSA_WITH_3DES_EDE_CBC_SHA", false, 112},
		0x001b: {"TLS_DH_anon_WITH_3DES_EDE_CBC_SHA", true, 112},
		0x009e: {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", true, 128},
		0x1301: {"TLS_AES_128_GCM_SHA256", true, 128},
		0x1305: {"TLS_AES_128_CCM_8_SHA256", true, 128},
		0xc005: {"TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA", false, 256},
		0xc02f: {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", true, 128},
		0xcca9: {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", true, 256},
		0xd005: {"TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256", true, 128},
	} {
		if code.String() != want.name || code.ForwardSecret() != want.secret || code.Bits() != want.bits {
			t.Errorf("%#04x: %s, forward secret %v, %d bit; want %v", uint16(code), code, code.ForwardSecret(), code.Bits(), want)
		}
		if back, ok := tlswire.SuiteNamed(want.name); !ok || back != code {
			t.Errorf("%s is found as %#04x, want %#04x", want.name, uint16(back), uint16(code))
		}
	}
}

// TestNamesAgree compares our names with those of the standard library.
func TestNamesAgree(t *testing.T) {
	t.Parallel()
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if got := tlswire.Suite(s.ID).String(); got != s.Name {
			t.Errorf("%#04x is %s, want %s", s.ID, got, s.Name)
		}
	}
}

func TestSuites(t *testing.T) {
	t.Parallel()
	old, young := tlswire.Suites(tlswire.TLS12), tlswire.Suites(tlswire.TLS13)
	if len(old) < 370 || len(young) != 15 {
		t.Errorf("%d and %d suites, want more than 370 and 15", len(old), len(young))
	}
	for _, signal := range []tlswire.Suite{0, 0x00ff, 0x5600} {
		if slices.Contains(old, signal) || slices.Contains(young, signal) {
			t.Errorf("%#04x is offered, but is no suite", uint16(signal))
		}
	}
	names := map[string]bool{}
	for _, s := range append(old, young...) {
		if names[s.String()] {
			t.Errorf("%s is there twice", s)
		}
		names[s.String()] = true
	}
	if strings.Contains(old[0].String(), "CHACHA20") || strings.Contains(young[0].String(), "CHACHA20") {
		t.Error("ChaCha20 is offered first: servers that prioritise it would look like those without an order")
	}
	if last := old[len(old)-1]; last.Bits() >= 112 {
		t.Errorf("%s is offered last, want a suite that nobody should use", last)
	}
}

func TestVersionNames(t *testing.T) {
	t.Parallel()
	var got []string
	for _, v := range tlswire.Versions() {
		got = append(got, v.String()+" "+v.Title())
		if back, err := tlswire.ParseVersion(v.String()); err != nil || back != v {
			t.Errorf("ParseVersion(%s) = %v, %v", v, back, err)
		}
	}
	want := []string{"SSLv3 SSL 3", "TLS1.0 TLS 1.0", "TLS1.1 TLS 1.1", "TLS1.2 TLS 1.2", "TLS1.3 TLS 1.3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := tlswire.ParseVersion("1.2"); err == nil {
		t.Error("1.2 is taken for a version")
	}
}
