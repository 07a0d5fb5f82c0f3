package probetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"
)

// Authority is a certificate authority of one test.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	sent []*x509.Certificate // intermediates to send along, own first
}

// Leaf says what certificate is wanted. The zero value is for 127.0.0.1, ::1 and
// localhost, began an hour ago and ends in 90 days.
type Leaf struct {
	Names      []string // DNS names and addresses
	From, Till time.Time
	// Alone leaves the intermediates out that a server should send.
	Alone bool
	// Client makes a certificate for a client.
	Client bool
}

// NewAuthority makes a self-signed authority.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	key := newKey(t)
	template := caTemplate("Test Root", time.Now().Add(100*365*24*time.Hour))
	return &Authority{cert: sign(t, template, template, &key.PublicKey, key), key: key}
}

// Intermediate makes an authority below this one that ends at a given time.
func (a *Authority) Intermediate(t testing.TB, till time.Time) *Authority {
	t.Helper()
	key := newKey(t)
	cert := sign(t, caTemplate("Test Intermediate", till), a.cert, &key.PublicKey, a.key)
	return &Authority{cert: cert, key: key, sent: append([]*x509.Certificate{cert}, a.sent...)}
}

// Pool returns a pool that trusts this authority.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// Cert returns the authority's own certificate.
func (a *Authority) Cert() *x509.Certificate { return a.cert }

// Issue makes a certificate.
func (a *Authority) Issue(t testing.TB, leaf Leaf) tls.Certificate {
	t.Helper()
	key := newKey(t)
	cert := sign(t, leaf.template(), a.cert, &key.PublicKey, a.key)
	out := tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
	for _, above := range a.sent {
		if !leaf.Alone {
			out.Certificate = append(out.Certificate, above.Raw)
		}
	}
	return out
}

// SelfSigned makes a certificate that nobody vouches for.
func SelfSigned(t testing.TB, leaf Leaf) tls.Certificate {
	t.Helper()
	key := newKey(t)
	template := leaf.template()
	cert := sign(t, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
}

// template is the certificate before it is signed.
func (l Leaf) template() *x509.Certificate {
	if l.Names == nil {
		l.Names = []string{"127.0.0.1", "::1", "localhost"}
	}
	if l.From.IsZero() {
		l.From = time.Now().Add(-time.Hour)
	}
	if l.Till.IsZero() {
		l.Till = l.From.Add(90 * 24 * time.Hour)
	}
	usage := x509.ExtKeyUsageServerAuth
	if l.Client {
		usage = x509.ExtKeyUsageClientAuth
	}
	cert := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: l.Names[0]},
		NotBefore: l.From, NotAfter: l.Till,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
	for _, name := range l.Names {
		if ip := net.ParseIP(name); ip != nil {
			cert.IPAddresses = append(cert.IPAddresses, ip)
		} else {
			cert.DNSNames = append(cert.DNSNames, name)
		}
	}
	return cert
}

// caTemplate is an authority's certificate before it is signed.
func caTemplate(name string, till time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name, Organization: []string{"Holdfast Test"}},
		NotBefore: time.Now().Add(-365 * 24 * time.Hour), NotAfter: till,
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
}

// newKey makes a key of a size that costs a test nothing.
func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatalf("make a key: %v", err)
	}
	return key
}

// serial is a random serial number.
func serial() *big.Int {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return new(big.Int).SetBytes(b[:])
}

// sign makes the certificate and reads it back.
func sign(t testing.TB, template, parent *x509.Certificate, public *ecdsa.PublicKey, key *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		t.Fatalf("sign a certificate: %v", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatalf("read a certificate: %v", err)
	}
	return cert
}
