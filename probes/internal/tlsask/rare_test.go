package tlsask

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// chooser is a server of TLS 1.2 that has an order of its own of any suites, and
// gets no further than ServerHelloDone.
type chooser []tlswire.Suite

// choosing is the one that has these suites, by their names without TLS_.
func choosing(t *testing.T, names ...string) chooser {
	t.Helper()
	var c chooser
	for _, name := range names {
		s, ok := tlswire.SuiteNamed("TLS_" + name)
		if !ok {
			t.Fatalf("no suite is called TLS_%s", name)
		}
		c = append(c, s)
	}
	return c
}

// errHeard ends the handshake of a server that was only to read the hello.
var errHeard = errors.New("heard")

// serve answers one hello.
func (c chooser) serve(conn net.Conn) {
	var hello tls.ClientHelloInfo
	reader := tls.Server(&withoutAlerts{Conn: unclosed{conn}}, &tls.Config{
		MinVersion: tls.VersionTLS10,
		GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			hello = *h
			return nil, errHeard
		},
	})
	_ = reader.Handshake()
	_, _ = conn.Write(c.answer(hello))
	_, _ = io.Copy(io.Discard, conn)
}

// unclosed is a connection that outlives who reads from it.
type unclosed struct{ net.Conn }

// Close implements [net.Conn].
func (unclosed) Close() error { return nil }

// answer is the choice, or an alert.
func (c chooser) answer(hello tls.ClientHelloInfo) []byte {
	group := slices.IndexFunc(hello.SupportedCurves, func(g tls.CurveID) bool { return g == tls.X25519 || g == tls.CurveP256 })
	for _, s := range c {
		if slices.Contains(hello.CipherSuites, uint16(s)) && (!s.EllipticCurve() || group >= 0) && slices.Contains(hello.SupportedVersions, tls.VersionTLS12) {
			var b cryptobyte.Builder
			message(&b, 2, func(b *cryptobyte.Builder) {
				b.AddUint16(tls.VersionTLS12)
				b.AddBytes(make([]byte, 33)) // the random, and no session
				b.AddUint16(uint16(s))
				b.AddUint8(0)
			})
			if s.EllipticCurve() {
				message(&b, 12, func(b *cryptobyte.Builder) {
					b.AddUint8(3)
					b.AddUint16(uint16(hello.SupportedCurves[group]))
					b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, 32)) })
					if !s.Anonymous() {
						b.AddUint32(0x08040000) // a signature of nothing
					}
				})
			}
			message(&b, 14, func(*cryptobyte.Builder) {})
			return record(22, b.BytesOrPanic())
		}
	}
	return record(21, []byte{2, 40})
}

// message adds a handshake message.
func message(b *cryptobyte.Builder, kind uint8, body cryptobyte.BuilderContinuation) {
	b.AddUint8(kind)
	b.AddUint24LengthPrefixed(body)
}

// record puts a record around something.
func record(kind byte, body []byte) []byte {
	return append([]byte{kind, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// TestRareSuites checks that a hurried look sees as much as a patient one of
// servers that have what few have, and that it ends within its budget.
func TestRareSuites(t *testing.T) {
	t.Parallel()
	ofRSA := func(s tlswire.Suite) bool { return s.RSA() && !s.Block64() }
	for name, c := range map[string]struct {
		has  chooser
		most int // connections
	}{
		"anonymous":            {choosing(t, "ECDHE_RSA_WITH_AES_128_GCM_SHA256", "DH_anon_WITH_AES_128_GCM_SHA256", "ECDH_anon_WITH_AES_128_CBC_SHA"), 85},
		"no encryption":        {choosing(t, "ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE_RSA_WITH_NULL_SHA", "RSA_WITH_NULL_SHA256"), 85},
		"only anonymous":       {choosing(t, "DH_anon_WITH_AES_128_GCM_SHA256", "DH_anon_WITH_AES_256_CBC_SHA"), 85},
		"RC4 and 3DES":         {choosing(t, "ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE_RSA_WITH_RC4_128_SHA", "RSA_WITH_RC4_128_MD5", "ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"), 85},
		"what few have":        {choosing(t, "ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", "ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "DHE_RSA_WITH_AES_256_CCM"), 100},
		"all that OpenSSL has": {only(openSSL12(), ofRSA), 170},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := serve(t, c.has.serve)
			gentle := look(t, at, Options{Budget: 400})
			fast := look(t, at, Options{Mode: Fast})
			if n := fast.Connections.Total(); n > c.most {
				t.Errorf("%d connections, want at most %d", n, c.most)
			}
			want, got := versionsOf(gentle.Endpoints[0]), versionsOf(fast.Endpoints[0])
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what the modes see (-gentle +fast):\n%s", diff)
			}
			if n := len(got["TLS1.2"].Suites); n != len(c.has) {
				t.Errorf("%d suites, want %d", n, len(c.has))
			}
		})
	}
}

// TestBudgetForRareSuites checks that a hurried look whose budget ends anywhere
// between rare suites never says that it has seen them all.
func TestBudgetForRareSuites(t *testing.T) {
	t.Parallel()
	has := choosing(t, "ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", "ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", "DHE_RSA_WITH_AES_256_CCM", "RSA_WITH_NULL_SHA256")
	at := serve(t, has.serve)
	for budget := 50; budget < 110; budget += 4 {
		p := look(t, at, Options{Mode: Fast, Budget: budget}).Endpoints[0].Protocol(tlswire.TLS12)
		switch {
		case p.Complete && len(p.Suites) < len(has):
			t.Errorf("%d connections: %d suites of %d, and they are said to be all", budget, len(p.Suites), len(has))
		case !p.Complete && !strings.Contains(p.Missing, "budget"):
			t.Errorf("%d connections: what is missing is explained by %q", budget, p.Missing)
		case p.Offered == survey.No:
			t.Errorf("%d connections: TLS 1.2 is said to be absent", budget)
		}
	}
}
