package mini

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"holdfast/probes/internal/tlswire"
)

// certified makes a self-signed certificate of a key.
func certified(t *testing.T, key any) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	var public any
	switch k := key.(type) {
	case *rsa.PrivateKey:
		public = k.Public()
	case *ecdsa.PrivateKey:
		public = k.Public()
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func certificates(t *testing.T) []tls.Certificate {
	t.Helper()
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return []tls.Certificate{certified(t, r), certified(t, e)}
}

// serve runs crypto/tls on the other end of a pipe: it echoes one message.
func serve(t *testing.T, config *tls.Config) net.Conn {
	t.Helper()
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		server := tls.Server(far, config)
		defer server.Close()
		_, _ = io.CopyN(server, server, 4)
	}()
	t.Cleanup(func() { near.Close(); <-done })
	return near
}

// TestSuites completes a handshake with every suite that crypto/tls has below
// TLS 1.3, in every version, and sends a message both ways.
func TestSuites(t *testing.T) {
	t.Parallel()
	certs := certificates(t)
	tried := 0
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		for _, v := range s.SupportedVersions {
			id, version := tlswire.Suite(s.ID), tlswire.Version(v)
			if version == tlswire.TLS13 {
				continue
			}
			if !Speaks(id, version) {
				t.Errorf("%s is not spoken in %s", id, version)
			}
			tried++
			for _, slim := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/slim=%v", version, id, slim), func(t *testing.T) {
					t.Parallel()
					conn := serve(t, &tls.Config{Certificates: certs, MinVersion: v, MaxVersion: v, CipherSuites: []uint16{s.ID}})
					c, err := Start(conn, Offer{Version: version, Suites: []tlswire.Suite{id}, Slim: slim}, time.Now().Add(time.Minute))
					if err != nil {
						t.Fatal(err)
					}
					if err := c.Complete(); err != nil {
						t.Fatal(err)
					}
					if c.Extended == slim {
						t.Errorf("extended master secret %v, want %v", c.Extended, !slim)
					}
					if err := c.Send(ApplicationData, []byte("ping")); err != nil {
						t.Fatal(err)
					}
					e, err := c.next()
					for err == nil && e.record == ApplicationData && len(e.body) < 4 { // 1/n-1 splitting
						var more event
						more, err = c.next()
						e.body = append(e.body, more.body...)
					}
					if err != nil || !bytes.Equal(e.body, []byte("ping")) {
						t.Errorf("got %q, %v, want ping", e.body, err)
					}
				})
			}
		}
	}
	if tried < 40 {
		t.Errorf("%d pairs of suite and version were tried, want 40 at least", tried)
	}
}

func TestTicketAndClientCertificate(t *testing.T) {
	t.Parallel()
	certs := certificates(t)
	config := &tls.Config{Certificates: certs, MaxVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert}
	offer := Offer{Version: tlswire.TLS12, Suites: []tlswire.Suite{0xc02f}, Tickets: true, ServerName: "localhost"}
	c, err := Start(serve(t, config), offer, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Complete(); err != nil {
		t.Fatal(err)
	}
	if !c.Flight.CertificateWanted || !c.Flight.Tickets || len(c.Ticket) == 0 {
		t.Fatalf("certificate wanted %v, tickets %v, ticket of %d bytes", c.Flight.CertificateWanted, c.Flight.Tickets, len(c.Ticket))
	}
	offer.Ticket, offer.SessionID = c.Ticket, bytes.Repeat([]byte{7}, 31)
	c, err = Start(serve(t, config), offer, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Flight.Resumed || !bytes.Equal(c.Flight.SessionID, offer.SessionID) {
		t.Errorf("resumed %v with session id %x", c.Flight.Resumed, c.Flight.SessionID)
	}
	if err := c.Complete(); !errors.Is(err, errVersion) {
		t.Errorf("completing a resumed session: %v, want %v", err, errVersion)
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	conn := serve(t, &tls.Config{Certificates: certificates(t), MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12})
	_, err := Start(conn, Offer{Version: tlswire.TLS11, Suites: []tlswire.Suite{0xc013}}, time.Now().Add(time.Minute))
	var alert *AlertError
	if !errors.As(err, &alert) || alert.Alert != tlswire.ProtocolVersion {
		t.Errorf("got %v, want the alert %s", err, tlswire.ProtocolVersion)
	}
}
