package tlsexam

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

const name = "www.example.com"

// site is a web server with a certificate of its own authority.
type site struct {
	address netip.AddrPort
	roots   []byte // PEM
}

// newSite starts one.
func newSite(t *testing.T, change func(*tls.Config), handler http.HandlerFunc) site {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(2400 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(1200 * time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	if change != nil {
		change(config)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = s.Serve(tls.NewListener(l, config)) }()
	t.Cleanup(func() { _ = s.Close() })
	return site{netip.MustParseAddrPort(l.Addr().String()), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})}
}

// examine looks at a site, trusting its authority.
func examine(t *testing.T, s site, change func(*Options)) *survey.Survey {
	t.Helper()
	store, err := pki.Pinned(s.roots)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Examiner: pki.New(pki.Options{Stores: []*pki.Store{store}}), HTTP: true, UserAgent: "test",
		Flaws: true, FlawGap: time.Millisecond,
	}
	if change != nil {
		change(&o)
	}
	target := tlsask.Target{Host: name, Port: s.address.Port(), ServerName: name, Addresses: []netip.Addr{s.address.Addr()}}
	got, err := Examine(t.Context(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func hsts(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Strict-Transport-Security", "max-age=63072000")
}

// TestAWholeExamination demands a letter, and that it is the one that a good
// server deserves: nothing may have been left out.
func TestAWholeExamination(t *testing.T) {
	t.Parallel()
	s := examine(t, newSite(t, nil, hsts), nil)
	e := &s.Endpoints[0]
	if r := ssllabs.Latest().Grade(e); r.Letter != ssllabs.APlus {
		t.Errorf("grade %s, why %v, missing %+v; want A+", r, r.Why(), r.Missing)
	}
	if e.HTTP == nil || e.HTTP.HSTS == nil || e.HTTP.HSTS.MaxAge != 63072000 {
		t.Errorf("HTTP is %+v", e.HTTP)
	}
	if len(e.Certificates) != 1 || e.Certificates[0].Trusted != survey.Yes || e.Certificates[0].NameMatches != survey.Yes {
		t.Errorf("certificates %+v", e.Certificates)
	}
	if s.Connections.Total() > 40 || s.Connections.Handshakes == 0 || s.Connections.Flaws > 30 {
		t.Errorf("connections %+v", s.Connections)
	}
}

// TestBehindABadCertificate: HSTS is worth nothing there, and the letter is T.
func TestBehindABadCertificate(t *testing.T) {
	t.Parallel()
	s := examine(t, newSite(t, nil, hsts), func(o *Options) { o.Examiner = pki.New(pki.Options{}) })
	e := &s.Endpoints[0]
	if r := ssllabs.Latest().Grade(e); r.Letter != ssllabs.T {
		t.Errorf("grade %s, want T", r)
	}
	i := slices.IndexFunc(e.HTTP.Headers.Tests, func(x survey.Test) bool { return x.Name == "strict-transport-security" })
	if got := e.HTTP.Headers.Tests[i].Result; got != "hsts-invalid-cert" {
		t.Errorf("HSTS behind an untrusted certificate is %s", got)
	}
}

// TestFlawsAreNotAskedAgain until the server changes.
func TestFlawsAreNotAskedAgain(t *testing.T) {
	t.Parallel()
	place := newSite(t, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }, hsts)
	first := examine(t, place, nil)
	if first.Connections.Flaws == 0 {
		t.Fatal("the first look asked for no flaws")
	}
	second := examine(t, place, func(o *Options) { o.Prev, o.FlawAge = first, time.Hour })
	if second.Connections.Flaws != 0 || len(second.Endpoints[0].Flaws) != len(first.Endpoints[0].Flaws) {
		t.Errorf("the second look took %d connections for %d flaws", second.Connections.Flaws, len(second.Endpoints[0].Flaws))
	}
	old := examine(t, place, func(o *Options) {
		o.Prev, o.FlawAge = first, time.Hour
		o.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	})
	if old.Connections.Flaws == 0 {
		t.Error("answers of two hours ago were used within an age of one")
	}
}

// TestRedirectsOnTheHostAreFollowed, each on a connection that is counted.
func TestRedirectsOnTheHostAreFollowed(t *testing.T) {
	t.Parallel()
	place := newSite(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/home", http.StatusFound)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
	})
	s := examine(t, place, func(o *Options) { o.Flaws = false })
	h := s.Endpoints[0].HTTP
	i := slices.IndexFunc(h.Headers.Tests, func(x survey.Test) bool { return x.Name == "x-content-type-options" })
	if h.Status != http.StatusFound || !h.Headers.Tests[i].Pass || s.Connections.HTTP != 1 {
		t.Errorf("status %d, %+v, %d connections", h.Status, h.Headers.Tests[i], s.Connections.HTTP)
	}
}

// TestNobodyThere ends with an error and an empty survey.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := netip.MustParseAddrPort(l.Addr().String())
	_ = l.Close()
	target := tlsask.Target{Host: name, Port: to.Port(), ServerName: name, Addresses: []netip.Addr{to.Addr()}}
	s, err := Examine(context.WithoutCancel(t.Context()), target, Options{})
	if err == nil || s == nil {
		t.Errorf("survey %v, error %v; want a survey and an error", s, err)
	}
}

// TestAPageThatCouldNotBeAskedForIsNoAbsence: a server that ends the handshake
// for want of a client's certificate may well have HSTS.
func TestAPageThatCouldNotBeAskedForIsNoAbsence(t *testing.T) {
	t.Parallel()
	place := newSite(t, func(c *tls.Config) {
		c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
	}, hsts)
	s := examine(t, place, func(o *Options) { o.Flaws = false })
	if h := s.Endpoints[0].HTTP; h == nil || h.Error == "" {
		t.Errorf("HTTP is %+v, want an error", h)
	}
}
