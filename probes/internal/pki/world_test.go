package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"

	"holdfast/probes/internal/survey"
)

const (
	aDay = 24 * time.Hour
	shop = "shop.example.com"
)

// noon is the moment at which the tests look.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// authority is a certificate authority of a test.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func ecKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// rsaKey makes one key of each size for all tests: they are slow to make.
var rsaKeys sync.Map

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	make1, _ := rsaKeys.LoadOrStore(bits, sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, bits) }))
	key, err := make1.(func() (*rsa.PrivateKey, error))()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func serial(t testing.TB) *big.Int {
	t.Helper()
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		t.Fatal(err)
	}
	return n.Add(n, big.NewInt(1))
}

// caTemplate is a certificate authority's.
func caTemplate(t testing.TB, subject pkix.Name) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serial(t), Subject: subject,
		NotBefore: noon().Add(-1000 * aDay), NotAfter: noon().Add(2000 * aDay),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

func named(cn string) pkix.Name {
	return pkix.Name{CommonName: cn, Organization: []string{"Holdfast Test"}}
}

func newRoot(t testing.TB, subject pkix.Name) *authority {
	t.Helper()
	key := ecKey(t)
	template := caTemplate(t, subject)
	return &authority{cert: sign(t, template, template, key.Public(), key), key: key}
}

// under makes an authority below another.
func (a *authority) under(t testing.TB, subject pkix.Name, edit ...func(*x509.Certificate)) *authority {
	t.Helper()
	key := ecKey(t)
	return &authority{cert: a.certify(t, caTemplate(t, subject), key.Public(), edit...), key: key}
}

// cross certifies another authority's key.
func (a *authority) cross(t testing.TB, other *authority, edit ...func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	return a.certify(t, caTemplate(t, other.cert.Subject), other.key.Public(), edit...)
}

func (a *authority) certify(t testing.TB, template *x509.Certificate, public any, edit ...func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	for _, f := range edit {
		f(template)
	}
	return sign(t, template, a.cert, public, a.key)
}

// leafTemplate is a server's certificate of 90 days, in its middle.
func leafTemplate(t testing.TB) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serial(t), Subject: pkix.Name{CommonName: shop}, DNSNames: []string{shop},
		NotBefore: noon().Add(-45 * aDay), NotAfter: noon().Add(45 * aDay), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// leaf issues a server's certificate with a new key.
func (a *authority) leaf(t testing.TB, edit ...func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	return a.certify(t, leafTemplate(t), ecKey(t).Public(), edit...)
}

func sign(t testing.TB, template, parent *x509.Certificate, public any, key crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// chain is what a server sends.
func chain(certs ...*x509.Certificate) [][]byte {
	var out [][]byte
	for _, c := range certs {
		out = append(out, c.Raw)
	}
	return out
}

// pinned is a store of these authorities.
func pinned(t testing.TB, roots ...*authority) *Store {
	t.Helper()
	var file []byte
	for _, r := range roots {
		file = append(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.cert.Raw})...)
	}
	s, err := Pinned(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at noon, with these stores and nothing else.
func options(stores ...*Store) Options {
	return Options{Stores: stores, Now: noon}
}

// examined examines a chain for the shop.
func examined(t testing.TB, o Options, sent [][]byte) survey.Certificate {
	t.Helper()
	c := survey.Certificate{Sent: sent}
	New(o).Examine(t.Context(), shop, &c)
	return c
}

// read1 reads a certificate as the examiner does.
func read1(t testing.TB, c *x509.Certificate) *cert {
	t.Helper()
	out, err := parse(c.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
