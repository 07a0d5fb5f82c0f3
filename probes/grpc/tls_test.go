package grpc_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/grpc"
	"holdfast/probes/probetest"
)

// serverTLS is a server's configuration that agrees on h2.
func serverTLS(cert tls.Certificate, protocols ...string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}, NextProtos: protocols}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	now := time.Now()
	good := ca.Issue(t, probetest.Leaf{})
	for name, c := range map[string]struct {
		config   *tls.Config
		settings string
		want     result
	}{
		"good":         {serverTLS(good, "h2"), "", result{Status: holdfast.Holds}},
		"expired":      {serverTLS(ca.Issue(t, probetest.Leaf{From: now.Add(-48 * time.Hour), Till: now.Add(-time.Hour)}), "h2"), "", broken("EXPIRED", "certificate/expired")},
		"renewal late": {serverTLS(ca.Issue(t, probetest.Leaf{From: now.Add(-80 * 24 * time.Hour), Till: now.Add(10 * 24 * time.Hour)}), "h2"), "", result{holdfast.AtRisk, "EXPIRES", []string{"certificate/expires"}, false}},
		"other name":   {serverTLS(ca.Issue(t, probetest.Leaf{Names: []string{"grpc.example.com"}}), "h2"), "server_name: grpc.example.com", result{Status: holdfast.Holds}},
		"no ALPN":      {serverTLS(good), "", broken("DOWN", "alpn")},
		"HTTP/1 only":  {serverTLS(good, "http/1.1"), "", broken("DOWN", "tls")},
		"not verified": {serverTLS(probetest.SelfSigned(t, probetest.Leaf{}), "h2"), "verify: off", result{Status: holdfast.Holds}},
		"clear text":   {nil, "", broken("DOWN", "tls")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handle := script(healthy)
			if c.config == nil {
				handle = func(conn net.Conn) { _, _ = conn.Write([]byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00")) }
			}
			f := probetest.Look(t, grpc.Kind(), probetest.Case{
				Settings: "address: " + listen(t, c.config, handle) + "\ntls: true\n" + c.settings,
				Env:      holdfast.Env{Roots: ca.Pool()},
			})
			if diff := cmp.Diff(c.want, of(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s\nreason: %s", diff, f.Reason)
			}
			if c.config != nil && c.want.Headline != "DOWN" && (f.Fact("certificate_not_after") == nil || f.Fact("tls_version") != "TLS 1.3") {
				t.Errorf("facts are %v, want the certificate's end and the TLS version", f.Facts)
			}
		})
	}
}

func TestNothingIsSentToABadCertificate(t *testing.T) {
	t.Parallel()
	heard := make(chan int, 1)
	addr := listen(t, serverTLS(probetest.SelfSigned(t, probetest.Leaf{}), "h2"), func(c net.Conn) {
		n, _ := c.Read(make([]byte, 100))
		heard <- n
	})
	probetest.Look(t, grpc.Kind(), probetest.Case{Settings: "address: " + addr + "\ntls: true\nmetadata: {authorization: secret}\n"})
	if n := <-heard; n > 0 {
		t.Errorf("%d bytes were sent to a server whose certificate is bad", n)
	}
}

func TestClientCertificate(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	config := serverTLS(ca.Issue(t, probetest.Leaf{}), "h2")
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, ca.Pool()
	addr := listen(t, config, script(healthy))
	dir := t.TempDir()
	pair := ca.Issue(t, probetest.Leaf{Client: true})
	write := func(name, block string, der []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: block, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	settings := "address: " + addr + "\ntls: true\nca: " + write("ca.pem", "CERTIFICATE", ca.Cert().Raw) + "\n"
	f := probetest.Look(t, grpc.Kind(), probetest.Case{Settings: settings})
	if diff := cmp.Diff(broken("DOWN", "tls"), of(f)); diff != "" {
		t.Errorf("without a certificate (-want +got):\n%s\nreason: %s", diff, f.Reason)
	}
	settings += "client_cert: {cert: " + write("cert.pem", "CERTIFICATE", pair.Certificate[0]) + ", key: " + write("key.pem", "PRIVATE KEY", pkcs8(t, pair)) + "}\n"
	f = probetest.Look(t, grpc.Kind(), probetest.Case{Settings: settings})
	if diff := cmp.Diff(result{Status: holdfast.Holds}, of(f)); diff != "" {
		t.Errorf("with one (-want +got):\n%s\nreason: %s", diff, f.Reason)
	}
}

// TestNetHTTP lays the client beside an implementation of HTTP/2 that is not
// ours, in clear text and over TLS.
func TestNetHTTP(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 || r.URL.Path != "/grpc.health.v1.Health/Check" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status")
		_, _ = w.Write([]byte{0, 0, 0, 0, 2, 8, 1})
		w.Header().Set("Grpc-Status", "0")
	})
	for name, secure := range map[string]bool{"clear text": false, "TLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(handler)
			t.Cleanup(s.Close)
			settings := "address: " + s.Listener.Addr().String() + "\n"
			if secure {
				s.EnableHTTP2 = true
				s.TLS = serverTLS(ca.Issue(t, probetest.Leaf{}))
				s.StartTLS()
				settings += "tls: true\n"
			} else {
				s.Config.Protocols = new(http.Protocols)
				s.Config.Protocols.SetUnencryptedHTTP2(true)
				s.Start()
			}
			f := probetest.Look(t, grpc.Kind(), probetest.Case{Settings: settings, Env: holdfast.Env{Roots: ca.Pool()}})
			if f.Status != holdfast.Holds || !strings.Contains(f.Reason, "SERVING") {
				t.Errorf("finding is %s: %s", f.Status, f.Reason)
			}
		})
	}
}

// pkcs8 encodes a pair's key.
func pkcs8(t *testing.T, pair tls.Certificate) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
