package tlsgrade

import (
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// TestNodes puts two servers behind one name.
func TestNodes(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	cert := ca.issue(t, rsaKey(t, 2048), nil)
	at := tlsServer(t, &tls.Config{Certificates: []tls.Certificate{cert}, CipherSuites: good()})
	_, port, err := net.SplitHostPort(at)
	if err != nil {
		t.Fatal(err)
	}
	forgotten := &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS11,
		CipherSuites: append(good(), tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
	}
	serve(t, net.JoinHostPort("127.0.0.2", port), speakTLS(forgotten))
	p := newProber(t, holdfast.Env{Roots: ca.pool}, shop+":"+port, "addresses: [127.0.0.1, 127.0.0.2, 127.0.0.3]")
	var mu sync.Mutex
	var last holdfast.Progress
	f, err := p.Probe(t.Context(), holdfast.Look{Full: true, Progress: func(at holdfast.Progress) {
		mu.Lock()
		defer mu.Unlock()
		last = at
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, fault := range f.Faults {
		got = append(got, fault.Status.String()+" "+fault.Key+": "+fault.Text)
	}
	want := []string{
		"broken protocol/TLS1.1: offers TLS 1.1, wanted TLS 1.2 or newer (on 127.0.0.2 only)",
		"unknown unseen/127.0.0.3: 127.0.0.3 not looked at: connect to 127.0.0.3:" + port + ": refused (RST)",
		"at risk node/127.0.0.2: 127.0.0.2 differs from 127.0.0.1: TLS 1.1 is offered; TLS 1.2 with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if last.Stage != "tls" || last.Of != 18 || last.Done != 12 || !slices.Contains(last.Found, "TLS 1.1") {
		t.Errorf("progress %+v", last)
	}
}

// TestConfirm checks that a second opinion costs little, and is not blind.
func TestConfirm(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	bad := &tls.Config{
		Certificates: []tls.Certificate{ca.issue(t, rsaKey(t, 2048), nil)}, MinVersion: tls.VersionTLS11,
		CipherSuites: append(good(), tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
	}
	fixed := bad.Clone()
	fixed.MinVersion, fixed.CipherSuites = tls.VersionTLS12, good()
	var mu sync.Mutex
	config := bad
	at := serve(t, "127.0.0.1:0", func(conn net.Conn) {
		mu.Lock()
		now := config
		mu.Unlock()
		speakTLS(now)(conn)
	})
	p := newProber(t, holdfast.Env{Roots: ca.pool}, at, "server_name: other.test")
	first := probe(t, p)
	keys := first.FaultKeys(holdfast.Broken)
	want := []string{"certificate/name", "protocol/TLS1.1", "suite/TLS_RSA_WITH_3DES_EDE_CBC_SHA", "forward-secrecy"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Fatalf("faults (-want +got):\n%s", diff)
	}
	second, err := p.Probe(t.Context(), holdfast.Look{Prev: first, Confirm: keys})
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := second.Measure("tls_connections"); n != 4 {
		t.Errorf("%v connections to confirm four faults, want 4", n)
	}
	first.Measures, second.Measures = nil, nil
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the second opinion differs (-first +second):\n%s", diff)
	}
	mu.Lock()
	config = fixed
	mu.Unlock()
	third, err := p.Probe(t.Context(), holdfast.Look{Prev: second, Confirm: keys})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(third.FaultKeys(holdfast.Broken), " "); got != "certificate/name" {
		t.Errorf("after the fix: %s, want certificate/name alone", got)
	}
}

// TestConcurrent takes several looks with one prober at once.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	at := tlsServer(t, &tls.Config{Certificates: []tls.Certificate{ca.issue(t, ecKey(t), nil)}})
	p := newProber(t, holdfast.Env{Roots: ca.pool}, at, "server_name: "+shop)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if f, err := p.Probe(t.Context(), holdfast.Look{}); err != nil || f.Status != holdfast.Holds {
				t.Errorf("%v %s, %v; want holds", f.Status, f.Reason, err)
			}
		})
	}
	wg.Wait()
}
