package matrix

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/probes/internal/front"
)

// shop is the name that all servers have.
const shop = "shop.test"

// farEnv makes the test binary a process with a server as far away as its value
// says, so that the work of the server is not counted as ours.
const farEnv = "HOLDFAST_MATRIX_FAR"

// serveFar serves TLS 1.2 and 1.3 after Mozilla's intermediate profile, with a
// certificate of its own for each name. It tells its address, then for each line
// that it reads how many connections there were and how many of them at once.
func serveFar() error {
	rtt, err := time.ParseDuration(os.Getenv(farEnv))
	if err != nil {
		return err
	}
	certs := &mint{made: map[string]*tls.Certificate{}}
	if certs.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		_ = serveOn(tls.NewListener(listener, &tls.Config{
			GetCertificate: certs.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
			CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.X25519, tls.CurveP256, tls.CurveP384},
			CipherSuites: []uint16{
				tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
			},
		}), "max-age=63072000")
	}()
	f, err := front.Before(context.Background(), listener.Addr().String(), front.Manner{RTT: rtt})
	if err != nil {
		return err
	}
	defer f.Close()
	_, _ = fmt.Fprintln(os.Stdout, f.Address())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		_, _ = fmt.Fprintln(os.Stdout, f.Counts().All, f.Counts().Most)
	}
	return nil
}

// mint makes certificates by name.
type mint struct {
	key *ecdsa.PrivateKey

	mu   sync.Mutex // protects made
	made map[string]*tls.Certificate
}

// get is [tls.Config.GetCertificate].
func (m *mint) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.made[hello.ServerName]; c != nil {
		return c, nil
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(m.made)) + 1), Subject: pkix.Name{CommonName: "far"}, DNSNames: []string{hello.ServerName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, m.key.Public(), m.key)
	if err != nil {
		return nil, err
	}
	m.made[hello.ServerName] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: m.key}
	return m.made[hello.ServerName], nil
}

// far is such a process.
type far struct {
	address string
	in      io.Writer
	out     *bufio.Scanner
}

// startFar starts one.
func startFar(t testing.TB, rtt time.Duration) *far {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), self)
	cmd.Env = append(os.Environ(), farEnv+"="+rtt.String())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	f := &far{in: in, out: bufio.NewScanner(out)}
	f.address = strings.TrimSpace(f.line(t))
	return f
}

// line is the next line that the process says.
func (f *far) line(t testing.TB) string {
	t.Helper()
	if !f.out.Scan() {
		t.Fatal("the far server has ended:", f.out.Err())
	}
	return f.out.Text()
}

// counts are its connections so far.
func (f *far) counts(t testing.TB) (all, most int) {
	t.Helper()
	if _, err := fmt.Fprintln(f.in); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(f.line(t), &all, &most); err != nil {
		t.Fatal(err)
	}
	return all, most
}
