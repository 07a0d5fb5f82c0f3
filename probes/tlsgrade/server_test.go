package tlsgrade

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"holdfast"
)

// shop is the name that the test servers are asked for.
const shop = "shop.test"

// authority is a certificate authority of a test.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	pool *x509.CertPool
}

// newAuthority makes one.
func newAuthority(t *testing.T) *authority {
	t.Helper()
	key := ecKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert: cert, key: key, pool: pool}
}

func ecKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t *testing.T, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue makes a certificate for the shop; change may bend the template.
func (a *authority) issue(t *testing.T, key crypto.Signer, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: shop}, DNSNames: []string{shop},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	if change != nil {
		change(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serve handles the connections to a listener until the test ends.
func serve(t *testing.T, address string, handle func(net.Conn)) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", address)
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
	return listener.Addr().String()
}

// tlsServer serves TLS with crypto/tls.
func tlsServer(t *testing.T, config *tls.Config) string {
	t.Helper()
	return serve(t, "127.0.0.1:0", speakTLS(config))
}

// speakTLS shakes hands and reads until the client is gone.
func speakTLS(config *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.Copy(io.Discard, tls.Server(conn, config))
	}
}

// newProber makes the prober for a target from settings, in a hurry.
func newProber(t *testing.T, env holdfast.Env, target, settings string) *prober {
	t.Helper()
	text := "host: " + target + "\n" + settings
	made, err := build(env, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict())
	})
	if err != nil {
		t.Fatal(err)
	}
	p, ok := made.(*prober)
	if !ok {
		t.Fatalf("made a %T", made)
	}
	p.manners = manners{patience: 2 * time.Second, pause: time.Millisecond, gap: time.Millisecond}
	return p
}

// probe takes one look.
func probe(t *testing.T, p *prober) holdfast.Finding {
	t.Helper()
	f, err := p.Probe(t.Context(), holdfast.Look{Full: true})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
