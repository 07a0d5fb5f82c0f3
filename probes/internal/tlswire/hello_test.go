package tlswire_test

import (
	"crypto/tls"
	"net"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

// TestHelloIsUnderstood lets crypto/tls read what Record writes.
func TestHelloIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, v := range []tlswire.Version{tlswire.TLS10, tlswire.TLS11, tlswire.TLS12, tlswire.TLS13} {
		for _, slim := range []bool{false, true} {
			t.Run(v.String(), func(t *testing.T) {
				t.Parallel()
				hello := tlswire.Hello{Version: v, Suites: tlswire.Suites(v), ServerName: "www.example.com", Slim: slim}
				info := received(t, hello)
				if info.ServerName != "www.example.com" {
					t.Errorf("server name %q, want www.example.com", info.ServerName)
				}
				if got := slices.Max(info.SupportedVersions); got != uint16(v) {
					t.Errorf("newest version %#x, want %#x", got, uint16(v))
				}
				if got, want := len(info.CipherSuites), len(hello.Suites)+1; got != want {
					t.Errorf("%d suites, want %d (with the SCSV)", got, want)
				}
			})
		}
	}
}

// received returns what a crypto/tls server makes of a hello.
func received(t *testing.T, hello tlswire.Hello) *tls.ClientHelloInfo {
	t.Helper()
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	client, server := net.Pipe()
	seen := make(chan *tls.ClientHelloInfo, 1)
	go func() {
		defer server.Close()
		config := &tls.Config{
			MinVersion: tls.VersionTLS10,
			GetConfigForClient: func(info *tls.ClientHelloInfo) (*tls.Config, error) {
				seen <- info
				return nil, net.ErrClosed
			},
		}
		_ = tls.Server(server, config).HandshakeContext(t.Context())
		close(seen)
	}()
	go func() { _, _ = client.Write(record) }()
	_, _ = tlswire.Read(client)
	info := <-seen
	if info == nil {
		t.Fatal("the server could not read the hello")
	}
	return info
}

// TestSlimIsOld checks that the slim hello below TLS 1.3 has no extension
// younger than 2012, and stays below 512 bytes with 64 suites.
func TestSlimIsOld(t *testing.T) {
	t.Parallel()
	suites := tlswire.Suites(tlswire.TLS12)[:64]
	hello := tlswire.Hello{Version: tlswire.TLS12, Suites: suites, ServerName: "www.example.com", Slim: true}
	info := received(t, hello)
	if diff := cmp.Diff([]uint16{0, 10, 11, 13}, info.Extensions); diff != "" {
		t.Errorf("extensions (-want +got):\n%s", diff)
	}
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	if len(record) >= 512 {
		t.Errorf("%d bytes, want fewer than 512", len(record))
	}
}

// TestTooManySuites checks that a hello that cannot be written says so.
func TestTooManySuites(t *testing.T) {
	t.Parallel()
	_, err := tlswire.Hello{Version: tlswire.TLS12, Suites: make([]tlswire.Suite, 40000)}.Record()
	if err == nil {
		t.Error("no error, want one")
	}
}
