package tlsgrade

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/tlswire"
)

// good are the suites of a careful TLS 1.2 server.
func good() []uint16 {
	return []uint16{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	at := tlsServer(t, &tls.Config{
		Certificates: []tls.Certificate{ca.issue(t, rsaKey(t, 2048), nil)},
		MinVersion:   tls.VersionTLS12, CipherSuites: good(), NextProtos: []string{"h2"},
	})
	f := probe(t, newProber(t, holdfast.Env{Roots: ca.pool}, at, "server_name: "+shop))
	if f.Status != holdfast.Holds || f.Headline != "" || len(f.Faults) > 0 {
		t.Errorf("%v %q %v, want holds", f.Status, f.Headline, f.Faults)
	}
	if !strings.HasPrefix(f.Reason, "TLS 1.2 1.3, 5 suites, forward secrecy all; certificate ends in 89 days (") {
		t.Errorf("reason %q", f.Reason)
	}
	want := map[string]any{
		"tls_versions":    []string{"TLS1.2", "TLS1.3"},
		"forward_secrecy": "all",
		"suites_tls1_2": []string{
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
		},
		"suite_order_tls1_2":    "server",
		"certificate_subject":   shop,
		"certificate_issuer":    "Test Root",
		"certificate_key":       "RSA 2048",
		"certificate_signature": "ECDSA-SHA256",
		"certificate_sans":      []string{shop},
		"group_tls1_3":          "X25519MLKEM768",
		"alpn":                  "h2",
		"ocsp_staple":           false,
		"secure_renegotiation":  true,
		"addresses":             []string{"127.0.0.1"},
		"dh_bits":               nil,
	}
	got := map[string]any{}
	for name := range want {
		got[name] = f.Fact(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if n, ok := f.Measure("tls_connections"); !ok || n > 24 {
		t.Errorf("%v connections, want at most 24", n)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	rsa2048, ec := rsaKey(t, 2048), ecKey(t)
	plain := ca.issue(t, rsa2048, nil)
	for name, c := range map[string]struct {
		config   *tls.Config
		settings string
		roots    *x509.CertPool
		headline string
		status   holdfast.Status
		keys     []string
		reason   string
	}{
		"old versions": {
			config: &tls.Config{Certificates: []tls.Certificate{plain}, MinVersion: tls.VersionTLS10, CipherSuites: good()[:1:1]},
			// GCM suites need TLS 1.2, so only the TLS 1.2 suite is found below
			headline: "", status: holdfast.Holds,
		},
		"TLS 1.0 and 1.1": {
			config: &tls.Config{
				Certificates: []tls.Certificate{plain}, MinVersion: tls.VersionTLS10,
				CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA},
			},
			headline: "WEAK TLS", status: holdfast.Broken,
			keys:   []string{"protocol/TLS1.0", "protocol/TLS1.1"},
			reason: "offers TLS 1.0, wanted TLS 1.2 or newer; and 1 more",
		},
		"TLS 1.2, wanted 1.3": {
			config:   &tls.Config{Certificates: []tls.Certificate{plain}, CipherSuites: good()},
			settings: "min_version: TLS1.3",
			headline: "WEAK TLS", status: holdfast.Broken,
			keys:   []string{"protocol/TLS1.2"},
			reason: "offers TLS 1.2, wanted TLS 1.3 or newer",
		},
		"triple DES": {
			config: &tls.Config{
				Certificates: []tls.Certificate{plain}, MaxVersion: tls.VersionTLS12,
				CipherSuites: append(good(), tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
			},
			headline: "WEAK TLS", status: holdfast.Broken,
			keys:   []string{"suite/TLS_RSA_WITH_3DES_EDE_CBC_SHA", "forward-secrecy"},
			reason: "offers TLS_RSA_WITH_3DES_EDE_CBC_SHA: no forward secrecy, 64-bit blocks (SWEET32), 112 bit; and 1 more",
		},
		"no forward secrecy, not asked for": {
			config: &tls.Config{
				Certificates: []tls.Certificate{plain}, MaxVersion: tls.VersionTLS12,
				CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
			},
			settings: "forward_secrecy: any",
			status:   holdfast.Holds,
			reason:   "TLS 1.2, 1 suites, forward secrecy none; certificate ends in 89 days (",
		},
		"expired": {
			config: &tls.Config{Certificates: []tls.Certificate{ca.issue(t, ec, func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = time.Now().AddDate(0, -3, 0), time.Now().Add(-time.Hour)
			})}},
			headline: "EXPIRED", status: holdfast.Broken,
			keys:   []string{"certificate/expired"},
			reason: "certificate of shop.test expired 1h ago",
		},
		"near its end": {
			config: &tls.Config{Certificates: []tls.Certificate{ca.issue(t, ec, func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = time.Now().AddDate(0, 0, -80), time.Now().AddDate(0, 0, 10).Add(time.Hour)
			})}},
			headline: "EXPIRES", status: holdfast.AtRisk,
			keys:   []string{"certificate/expires"},
			reason: "certificate of shop.test ends in 10 days",
		},
		"wrong name": {
			config:   &tls.Config{Certificates: []tls.Certificate{plain}, CipherSuites: good()},
			settings: "server_name: other.test",
			headline: "UNTRUSTED", status: holdfast.Broken,
			keys:   []string{"certificate/name"},
			reason: "certificate shown for other.test is for shop.test",
		},
		"unknown authority": {
			config:   &tls.Config{Certificates: []tls.Certificate{plain}, CipherSuites: good()},
			roots:    x509.NewCertPool(),
			headline: "UNTRUSTED", status: holdfast.Broken,
			keys: []string{"certificate/untrusted"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := c.settings
			if !strings.Contains(settings, "server_name") {
				settings += "\nserver_name: " + shop
			}
			env := holdfast.Env{Roots: ca.pool}
			if c.roots != nil {
				env.Roots = c.roots
			}
			f := probe(t, newProber(t, env, tlsServer(t, c.config), settings))
			if f.Status != c.status || f.Headline != c.headline {
				t.Errorf("%v %q: %s; want %v %q", f.Status, f.Headline, f.Reason, c.status, c.headline)
			}
			var keys []string
			for _, fault := range f.Faults {
				keys = append(keys, fault.Key)
			}
			if diff := cmp.Diff(c.keys, keys); diff != "" {
				t.Errorf("fault keys (-want +got):\n%s", diff)
			}
			if !strings.HasPrefix(f.Reason, c.reason) {
				t.Errorf("reason %q, want %q", f.Reason, c.reason)
			}
		})
	}
}

// TestBothKeys checks that suites of an RSA and an ECDSA certificate are found,
// and both certificates.
func TestBothKeys(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	at := tlsServer(t, &tls.Config{
		Certificates: []tls.Certificate{ca.issue(t, ecKey(t), nil), ca.issue(t, rsaKey(t, 2048), nil)},
		MaxVersion:   tls.VersionTLS12,
		CipherSuites: append(good(), tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
	})
	f := probe(t, newProber(t, holdfast.Env{Roots: ca.pool}, at, "server_name: "+shop))
	want := []string{
		"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
		"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
	}
	got, _ := f.Fact("suites_tls1_2").([]string)
	if diff := cmp.Diff(want, sorted(got)); diff != "" {
		t.Errorf("suites (-want +got):\n%s", diff)
	}
	if sums, _ := f.Fact("certificates_sha256").([]string); len(sums) != 2 {
		t.Errorf("certificates %v, want two", sums)
	}
}

// TestCertificateBySuites looks at a server that picks its certificate by the
// suites in the hello, and then finds nothing for it, as HAProxy does.
func TestCertificateBySuites(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	both := &tls.Config{MaxVersion: tls.VersionTLS12}
	withRSA := &tls.Config{
		MaxVersion: tls.VersionTLS12, CipherSuites: good(),
		Certificates: []tls.Certificate{ca.issue(t, rsaKey(t, 2048), nil)},
	}
	withECDSA := &tls.Config{
		MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		Certificates: []tls.Certificate{ca.issue(t, ecKey(t), nil)},
	}
	both.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if slices.ContainsFunc(hello.CipherSuites, func(s uint16) bool { return tlswire.Suite(s).ECDSA() }) {
			return withECDSA, nil
		}
		return withRSA, nil
	}
	f := probe(t, newProber(t, holdfast.Env{Roots: ca.pool}, tlsServer(t, both), "server_name: "+shop))
	if suites, _ := f.Fact("suites_tls1_2").([]string); len(suites) != 3 {
		t.Errorf("suites %v, want three", suites)
	}
}
