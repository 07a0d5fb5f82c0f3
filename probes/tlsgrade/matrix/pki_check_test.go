//go:build check

package matrix

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"holdfast/internal/proving"
)

// signer is an authority.
type signer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// house makes the certificates of all servers, in a folder.
type house struct {
	dir                  string
	root, issuing, other signer
	serial               int64
	// now is one moment for all, a whole second ago.
	now time.Time

	mu    sync.Mutex // protects taken
	taken map[string]bool
}

// address is free, and given to nobody else of the house: the system may offer a
// port twice before the first server listens, and two servers at one address look
// like one of them.
func (h *house) address(t *testing.T) string {
	t.Helper()
	for {
		a := proving.FreeAddress(t)
		h.mu.Lock()
		again := h.taken[a]
		h.taken[a] = true
		h.mu.Unlock()
		if !again {
			return a
		}
	}
}

// recipe is a sort of certificate.
type recipe struct {
	key func(*testing.T) crypto.Signer
	// change bends the template.
	change func(*x509.Certificate, time.Time)
	// alone sends the leaf without the issuing authority; by is who signs.
	alone bool
	by    func(*house) *signer
	// staple is the status of the OCSP response beside it.
	staple int
}

// recipes are the sorts of certificate, by name.
func recipes() map[string]recipe {
	period := func(from, to int) func(*x509.Certificate, time.Time) {
		return func(c *x509.Certificate, now time.Time) {
			c.NotBefore, c.NotAfter = now.AddDate(0, 0, from), now.AddDate(0, 0, to)
		}
	}
	return map[string]recipe{
		"rsa":       {key: rsaKey(2048)},
		"rsa1024":   {key: rsa1024},
		"rsa4096":   {key: rsaKey(4096)},
		"ec":        {key: ecKey},
		"ed25519":   {key: edKey},
		"expired":   {key: rsaKey(2048), change: period(-100, -3)},
		"notyet":    {key: ecKey, change: period(5, 95)},
		"self":      {key: ecKey, alone: true, by: func(*house) *signer { return nil }},
		"othername": {key: ecKey, change: func(c *x509.Certificate, _ time.Time) { c.DNSNames = []string{"other.test"} }},
		"alone":     {key: ecKey, alone: true},
		"stranger":  {key: ecKey, alone: true, by: func(h *house) *signer { return &h.other }},
		"sha1":      {key: rsaKey(2048), change: func(c *x509.Certificate, _ time.Time) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }},
		"revoked":   {key: ecKey, staple: ocsp.Revoked},
		"muststaple": {key: ecKey, change: func(c *x509.Certificate, _ time.Time) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}}}
		}},
	}
}

// newHouse makes all certificates.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{taken: map[string]bool{}, dir: t.TempDir(), now: time.Now().Add(-time.Second).Truncate(time.Second)}
	for dir := h.dir; dir != filepath.Dir(os.TempDir()) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // some servers change their user
			t.Fatal(err)
		}
	}
	h.root = h.authority(t, "Matrix Root", nil)
	h.other = h.authority(t, "Other Root", nil)
	h.issuing = h.authority(t, "Matrix Issuing CA", &h.root)
	h.write(t, "root.pem", pemOf("CERTIFICATE", h.root.cert.Raw))
	h.write(t, "issuing.pem", pemOf("CERTIFICATE", h.issuing.cert.Raw))
	for name, r := range recipes() {
		h.make(t, name, r)
	}
	h.write(t, "openssl.cnf", []byte("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nCipherString = DEFAULT:@SECLEVEL=0\nMinProtocol = TLSv1\n"))
	for bits, group := range map[string]string{"2048": "ffdhe2048"} {
		run(t, "openssl", "genpkey", "-quiet", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:"+group, "-out", h.path("dh"+bits+".pem"))
	}
	h.write(t, "dh1024.pem", []byte(oakley2))
	return h
}

// oakley2 is the 1024-bit prime of RFC 2409 §6.2.
const oakley2 = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`

// path is a file of the house.
func (h *house) path(name string) string { return filepath.Join(h.dir, name) }

// write makes a file that everybody can read.
func (h *house) write(t *testing.T, name string, text []byte) string {
	t.Helper()
	if err := os.WriteFile(h.path(name), text, 0o644); err != nil {
		t.Fatal(err)
	}
	return h.path(name)
}

// authority makes one; without an issuer it is a root.
func (h *house) authority(t *testing.T, name string, by *signer) signer {
	t.Helper()
	h.serial++
	key := ecKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(h.serial), Subject: pkix.Name{CommonName: name, Organization: []string{"Matrix"}},
		NotBefore: h.now.AddDate(-1, 0, 0), NotAfter: h.now.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}
	if by == nil {
		by = &signer{template, key}
	}
	return signer{sign(t, template, by, key), key}
}

// sign makes a certificate.
func sign(t *testing.T, template *x509.Certificate, by *signer, key crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, by.cert, key.Public(), by.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// make writes NAME.crt (the chain as it is sent), .leaf, .key, .pem (all of it)
// and .ocsp.
func (h *house) make(t *testing.T, name string, r recipe) {
	t.Helper()
	h.serial++
	key := r.key(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(h.serial + 1<<62), Subject: pkix.Name{CommonName: shop}, DNSNames: []string{shop},
		NotBefore: h.now.AddDate(0, 0, -30), NotAfter: h.now.AddDate(0, 0, 60),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if _, ok := key.(*rsa.PrivateKey); ok {
		template.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	if r.change != nil {
		r.change(template, h.now)
	}
	by := &h.issuing
	if r.by != nil {
		by = r.by(h)
	}
	if by == nil {
		by = &signer{template, key}
	}
	leaf := sign(t, template, by, key)
	chain := pemOf("CERTIFICATE", leaf.Raw)
	h.write(t, name+".leaf", chain)
	if !r.alone {
		chain = append(chain, pemOf("CERTIFICATE", by.cert.Raw)...)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	h.write(t, name+".crt", chain)
	h.write(t, name+".key", pemOf("PRIVATE KEY", secret))
	h.write(t, name+".pem", append(chain, pemOf("PRIVATE KEY", secret)...))
	if by == &h.issuing {
		h.write(t, name+".ocsp", h.response(t, leaf, r.staple))
	}
}

// response is what the authority says of a certificate.
func (h *house) response(t *testing.T, leaf *x509.Certificate, status int) []byte {
	t.Helper()
	der, err := ocsp.CreateResponse(h.issuing.cert, h.issuing.cert, ocsp.Response{
		Status: status, SerialNumber: leaf.SerialNumber, ThisUpdate: h.now.Add(-time.Hour), NextUpdate: h.now.Add(24 * time.Hour),
		RevokedAt: h.now.Add(-2 * time.Hour), RevocationReason: ocsp.KeyCompromise,
	}, h.issuing.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func ecKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func edKey(t *testing.T) crypto.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(bits int) func(*testing.T) crypto.Signer {
	return func(t *testing.T) crypto.Signer {
		t.Helper()
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
}

// rsa1024 has openssl make what this toolchain refuses to.
func rsa1024(t *testing.T) crypto.Signer {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "openssl", "genrsa", "1024").Output()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(crypto.Signer)
}

// run runs a program to its end.
func run(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(context.Background(), args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
}
