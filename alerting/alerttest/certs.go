package alerttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Certs is a certificate for 127.0.0.1 that only its own pool trusts.
type Certs struct {
	cert tls.Certificate
	// Pool trusts it.
	Pool *x509.CertPool
	// File is a PEM file with it, for settings that name one.
	File string
}

// NewCerts makes one for the length of the test.
func NewCerts(t testing.TB) *Certs {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	shape := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "holdfast test"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, shape, shape, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c := &Certs{cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, Pool: x509.NewCertPool()}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	c.Pool.AppendCertsFromPEM(block)
	c.File = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(c.File, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// Server is the configuration of a server that shows it.
func (c *Certs) Server() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{c.cert}, MinVersion: tls.VersionTLS12}
}

// Listener speaks TLS on every connection of l.
func (c *Certs) Listener(l net.Listener) net.Listener { return tls.NewListener(l, c.Server()) }
