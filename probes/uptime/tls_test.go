package uptime_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

const day = 24 * time.Hour

func TestCertificates(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	now := time.Now()
	for name, c := range map[string]struct {
		cert     tls.Certificate
		settings string
		want     expectation
	}{
		"good":                 {ca.Issue(t, probetest.Leaf{}), "", holds("200 in ")},
		"with intermediate":    {ca.Intermediate(t, now.Add(900*day)).Issue(t, probetest.Leaf{}), "", holds("200 in ")},
		"intermediate missing": {ca.Intermediate(t, now.Add(900*day)).Issue(t, probetest.Leaf{Alone: true}), "", broken("BAD CERTIFICATE", "without its intermediate (issuer Test Intermediate (Holdfast Test))", "certificate/untrusted")},
		"intermediate expired": {ca.Intermediate(t, now.Add(-day)).Issue(t, probetest.Leaf{}), "", broken("BAD CERTIFICATE", "does not verify", "certificate/chain")},
		"intermediate ends":    {ca.Intermediate(t, now.Add(10*day)).Issue(t, probetest.Leaf{}), "", expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/chain-expires"}, "intermediate certificate"}},
		"expired":              {ca.Issue(t, probetest.Leaf{From: now.Add(-90 * day), Till: now.Add(-3 * day)}), "", broken("EXPIRED", "expired 3 days ago", "certificate/expired")},
		"not yet":              {ca.Issue(t, probetest.Leaf{From: now.Add(5*day + time.Hour), Till: now.Add(90 * day)}), "", broken("BAD CERTIFICATE", "begins in 5 days", "certificate/not-yet-valid")},
		"wrong name":           {ca.Issue(t, probetest.Leaf{Names: []string{"other.example.com"}}), "", broken("BAD CERTIFICATE", "shown for 127.0.0.1 is for other.example.com", "certificate/name")},
		"self-signed":          {probetest.SelfSigned(t, probetest.Leaf{}), "", broken("BAD CERTIFICATE", "is self-signed", "certificate/untrusted")},
		"other authority":      {probetest.NewAuthority(t).Issue(t, probetest.Leaf{}), "", broken("BAD CERTIFICATE", "", "certificate/untrusted")},
		"all wrong":            {probetest.SelfSigned(t, probetest.Leaf{Names: []string{"x"}, From: now.Add(-9 * day), Till: now.Add(-day)}), "", broken("EXPIRED", "(and 2 more: ", "certificate/expired", "certificate/name", "certificate/untrusted")},
		"not verified":         {probetest.SelfSigned(t, probetest.Leaf{Names: []string{"x"}}), "verify: off", holds("200 in ")},
		"renewal late":         {ca.Issue(t, probetest.Leaf{From: now.Add(-70 * day), Till: now.Add(20*day + time.Hour)}), "", expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires"}, "ends in 20 days"}},
		"last call":            {ca.Issue(t, probetest.Leaf{From: now.Add(-85 * day), Till: now.Add(5*day + time.Hour)}), "", expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires-soon", "certificate/expires"}, "ends in 5 days"}},
		"own days":             {ca.Issue(t, probetest.Leaf{From: now.Add(-70 * day), Till: now.Add(20 * day)}), "certificate: {days_left: 10}", holds("200")},
		"own share":            {ca.Issue(t, probetest.Leaf{From: now.Add(-70 * day), Till: now.Add(20 * day)}), "certificate: {life_left: 0.5}", expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires"}, "wanted 50 %"}},
		"short-lived":          {ca.Issue(t, probetest.Leaf{From: now.Add(-3 * day), Till: now.Add(3 * day)}), "", holds("200")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Bool
			s := serveTLS(t, c.cert, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
			env, closed := probetest.Closed(t, holdfast.Env{Roots: ca.Pool()})
			f := look(t, "url: "+s.URL+"\n"+c.settings, env)
			c.want.check(t, f)
			closed()
			if f.Status == holdfast.Broken && asked.Load() {
				t.Error("a request was sent to a server whose certificate is bad")
			}
			if got, want := f.Fact("certificate_not_after"), c.cert.Leaf.NotAfter.UTC(); got != want {
				t.Errorf("fact certificate_not_after is %v, want %v", got, want)
			}
			if f.Fact("tls_version") != "TLS 1.3" {
				t.Errorf("fact tls_version is %v, want TLS 1.3", f.Fact("tls_version"))
			}
		})
	}
}

func TestReplacedCertificateIsSeen(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	good, bad := ca.Issue(t, probetest.Leaf{}), probetest.SelfSigned(t, probetest.Leaf{})
	var current atomic.Pointer[tls.Certificate]
	current.Store(&good)
	s := httptest.NewUnstartedServer(say(200, ""))
	s.Config.ErrorLog = quiet()
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*current.Load()}}, nil
	}}
	s.StartTLS()
	t.Cleanup(s.Close)
	p := probetest.New(t, uptime.Kind(), probetest.Case{Settings: "url: " + s.URL, Env: holdfast.Env{Roots: ca.Pool()}})
	for i, step := range []struct {
		cert tls.Certificate
		want expectation
	}{{good, holds("200")}, {good, holds("200")}, {bad, broken("BAD CERTIFICATE", "self-signed", "certificate/untrusted")}, {good, holds("200")}} {
		current.Store(&step.cert)
		f, err := p.Probe(t.Context(), holdfast.Look{})
		if err != nil {
			t.Fatalf("look %d: %v", i, err)
		}
		step.want.check(t, f)
	}
}

func TestRememberedChainStillExpires(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	start := time.Now()
	s := serveTLS(t, ca.Issue(t, probetest.Leaf{From: start.Add(-time.Hour), Till: start.Add(30 * day)}), say(200, ""))
	now := start
	env := holdfast.Env{Roots: ca.Pool(), Now: func() time.Time { return now }}
	p := probetest.New(t, uptime.Kind(), probetest.Case{Settings: "url: " + s.URL, Env: env})
	for _, step := range []struct {
		at   time.Duration
		want expectation
	}{
		{0, holds("200")},
		{24 * day, expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires"}, "ends in 5 days"}},
		{29 * day, expectation{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires-soon", "certificate/expires"}, "ends in 23h59m"}},
		{31 * day, broken("EXPIRED", "expired", "certificate/expired")},
		{0, holds("200")},
	} {
		now = start.Add(step.at)
		f, err := p.Probe(t.Context(), holdfast.Look{})
		if err != nil {
			t.Fatalf("after %s: %v", step.at, err)
		}
		step.want.check(t, f)
	}
}

func TestHandshakeFailures(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	cert := ca.Issue(t, probetest.Leaf{})
	t.Run("plain text on the TLS port", func(t *testing.T) {
		t.Parallel()
		s := serve(t, say(200, ""))
		f := look(t, "url: https://"+s.Listener.Addr().String(), holdfast.Env{})
		broken("DOWN", "what came is no TLS", "tls").check(t, f)
	})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run("client certificate wanted, "+tls.VersionName(version), func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(say(200, ""))
			s.Config.ErrorLog = quiet()
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, MaxVersion: version, Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.Pool()}
			s.StartTLS()
			t.Cleanup(s.Close)
			env := holdfast.Env{Roots: ca.Pool()}
			f := look(t, "url: "+s.URL, env)
			broken("DOWN", "remote error: tls:", "tls").check(t, f)
			if f.Fact("certificate_not_after") == nil {
				t.Error("the certificate's facts are lost although it was shown")
			}
			certFile, keyFile := pemFiles(t, ca.Issue(t, probetest.Leaf{Client: true}))
			holds("200").check(t, look(t, "url: "+s.URL+"\nclient_cert:\n  cert: "+certFile+"\n  key: "+keyFile, env))
		})
	}
}

func TestOwnAuthority(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	s := serveTLS(t, ca.Issue(t, probetest.Leaf{}), say(200, ""))
	file := filepath.Join(t.TempDir(), "ca.pem")
	write(t, file, "CERTIFICATE", ca.Cert().Raw)
	holds("200").check(t, look(t, "url: "+s.URL+"\nca: "+file, holdfast.Env{}))
}

func TestHTTPVersions(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	cert := ca.Issue(t, probetest.Leaf{})
	two := serveTLS(t, cert, say(200, "x"))
	one := httptest.NewUnstartedServer(say(200, "x"))
	one.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	one.StartTLS()
	t.Cleanup(one.Close)
	for want, s := range map[string]*httptest.Server{"2": two, "1.1": one, "1.1 plain": serve(t, say(200, "x"))} {
		f := look(t, "url: "+s.URL, holdfast.Env{Roots: ca.Pool()})
		holds("200").check(t, f)
		if got := f.Fact("http_version"); got != want[:min(3, len(want))] {
			t.Errorf("fact http_version is %v, want %s", got, want)
		}
	}
}

// pemFiles writes a certificate and its key.
func pemFiles(t *testing.T, cert tls.Certificate) (certFile, keyFile string) {
	t.Helper()
	dir := t.TempDir()
	der, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, certFile, "CERTIFICATE", cert.Certificate[0])
	write(t, keyFile, "PRIVATE KEY", der)
	return certFile, keyFile
}

// write writes a PEM file.
func write(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}
