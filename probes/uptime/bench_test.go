package uptime_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

// BenchmarkLook lays a look beside the same GET of a bare net/http client that
// opens a connection each time; compare within one run only. Both include the
// server's share, so the true ratio of the client's cost is further from 1.
func BenchmarkLook(b *testing.B) {
	ca := probetest.NewAuthority(b)
	plain := httptest.NewServer(say(200, "ok"))
	b.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(say(200, "ok"))
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{ca.Issue(b, probetest.Leaf{})}}
	secure.StartTLS()
	b.Cleanup(secure.Close)
	for name, url := range map[string]string{"http": plain.URL, "https": secure.URL} {
		b.Run(name+"/holdfast", func(b *testing.B) { benchLook(b, ca, url) })
		b.Run(name+"/net-http", func(b *testing.B) { benchBare(b, ca, url) })
	}
}

// benchLook takes looks.
func benchLook(b *testing.B, ca *probetest.Authority, url string) {
	b.ReportAllocs()
	p := probetest.New(b, uptime.Kind(), probetest.Case{Settings: "url: " + url, Env: holdfast.Env{Roots: ca.Pool()}})
	for b.Loop() {
		ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
		f, err := p.Probe(ctx, holdfast.Look{})
		cancel()
		if err != nil || f.Status != holdfast.Holds {
			b.Fatalf("%s: %s (%v)", f.Status, f.Reason, err)
		}
	}
}

// benchBare gets the page as a simple monitor would.
func benchBare(b *testing.B, ca *probetest.Authority, url string) {
	b.ReportAllocs()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: ca.Pool()},
	}}
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
		if err != nil {
			b.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}
