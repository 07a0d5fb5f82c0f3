package tlsask

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"holdfast/probes/internal/survey"
)

// shop is the name that the test servers are asked for.
const shop = "shop.test"

// certificate makes a certificate for the shop that signs itself.
func certificate(t *testing.T, key crypto.Signer) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: shop}, DNSNames: []string{shop},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func ecKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// serve handles the connections to a listener until the test ends.
func serve(t *testing.T, handle func(net.Conn)) netip.AddrPort {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		wg.Wait()
	})
	return netip.MustParseAddrPort(listener.Addr().String())
}

// speak shakes hands and answers every HTTP request.
func speak(config *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		secure := tls.Server(conn, config)
		lines := bufio.NewReader(secure)
		for {
			request, err := http.ReadRequest(lines)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, request.Body)
			_, _ = io.WriteString(secure, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		}
	}
}

// head asks for nothing but the status.
func head(_ context.Context, conn net.Conn, _ string) *survey.HTTP {
	_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", shop)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return &survey.HTTP{Error: err.Error()}
	}
	defer answer.Body.Close()
	return &survey.HTTP{Status: answer.StatusCode}
}

// look takes one look in a hurry.
func look(t *testing.T, at netip.AddrPort, o Options) *survey.Survey {
	t.Helper()
	o.Patience, o.Pause, o.Gap = orElse(o.Patience, 2*time.Second), time.Millisecond, time.Millisecond
	target := Target{Host: shop, Port: at.Port(), ServerName: shop, Addresses: []netip.Addr{at.Addr()}}
	s, err := Look(t.Context(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Connections.Total() > s.Connections.Budget {
		t.Errorf("%d connections, and the budget is %d", s.Connections.Total(), s.Connections.Budget)
	}
	return s
}
