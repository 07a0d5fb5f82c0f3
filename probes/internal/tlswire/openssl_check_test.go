//go:build check

package tlswire_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/probes/internal/tlswire"
)

// openssl starts openssl s_server with an RSA key, and returns its address.
func openssl(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed")
	}
	file := filepath.Join(t.TempDir(), "server.pem")
	if err := os.WriteFile(file, serverPEM(t), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, append([]string{"s_server", "-www", "-accept", "127.0.0.1:0", "-cert", file, "-key", file}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			go func() {
				for lines.Scan() { // keep the pipe empty
				}
			}()
			return strings.TrimSpace(at)
		}
	}
	t.Fatal("openssl s_server ended before it listened")
	return ""
}

// serverPEM is a key with a certificate of its own.
func serverPEM(t *testing.T) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"www.example.com"}}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return append(
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})...,
	)
}

// put sends a hello and reads the answer.
func put(t *testing.T, address string, hello tlswire.Hello) tlswire.Answer {
	t.Helper()
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write(record); err != nil {
		t.Fatal(err)
	}
	answer, err := tlswire.Read(conn)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// TestOpenSSL puts hellos of every sort to a server of another make than ours.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	address := openssl(t, "-cipher", "ALL:eNULL:@SECLEVEL=0", "-verify", "1", "-no_ticket")
	old := func(v tlswire.Version, suites ...tlswire.Suite) tlswire.Hello {
		return tlswire.Hello{Version: v, Suites: suites, ExtendedMasterSecret: true, EncryptThenMAC: true, Heartbeat: true, SessionTicket: true}
	}
	share, err := tlswire.NewKeyShare(tlswire.Secp384r1)
	if err != nil {
		t.Fatal(err)
	}
	modern := tlswire.Hello{Version: tlswire.TLS13, Suites: tlswire.Suites(tlswire.TLS13)}
	shared, several, padded, pieces, greased, fallback := modern, modern, modern, modern, modern, old(tlswire.TLS12, 0xc030)
	shared.KeyShares, shared.Groups = []tlswire.KeyShare{share}, []tlswire.Group{tlswire.Secp384r1}
	several.Versions = []tlswire.Version{tlswire.TLS12, 0x0305, tlswire.TLS13}
	padded.Size, pieces.Fragment, greased.GREASE = 12000, 50, true
	fallback.FallbackSCSV = true
	for name, c := range map[string]struct {
		hello tlswire.Hello
		right func(tlswire.Answer) bool
	}{
		"finite field": {old(tlswire.TLS12, 0x0033), func(a tlswire.Answer) bool {
			safe, decided := tlswire.SafePrime(a.Exchange.Prime)
			return strings.HasPrefix(tlswire.PrimeName(a.Exchange.Prime), "RFC ") && safe && decided && a.DHBits >= 2048 &&
				len(a.Exchange.Public) > 0 && a.Exchange.Scheme != 0 && len(a.Exchange.Signature) == 256
		}},
		"CBC": {old(tlswire.TLS12, 0xc014), func(a tlswire.Answer) bool {
			return a.EncryptThenMAC && a.ExtendedMasterSecret && a.SecureRenegotiation && !a.Heartbeat && !a.SessionTicket &&
				a.CertificateRequested && a.Exchange.Group == tlswire.X25519 && len(a.Certificates) == 1 && a.Cut == ""
		}},
		"sentinel":   {old(tlswire.TLS12, 0xc030), func(a tlswire.Answer) bool { v, ok := a.Downgrade(); return ok && v == tlswire.TLS13 }},
		"anonymous":  {old(tlswire.TLS12, 0xc018), func(a tlswire.Answer) bool { return len(a.Exchange.Signature) == 0 && a.Cut == "" }},
		"static RSA": {old(tlswire.TLS12, 0x009c), func(a tlswire.Answer) bool { return a.Exchange.Public == nil && a.Cut == "" }},
		"TLS 1.0": {old(tlswire.TLS10, 0xc014), func(a tlswire.Answer) bool {
			return a.Version == tlswire.TLS10 && a.Exchange.Scheme == 0 && a.Cut == ""
		}},
		"retry":             {modern, func(a tlswire.Answer) bool { return a.Retry && a.Group != 0 && a.Share == nil }},
		"share":             {shared, func(a tlswire.Answer) bool { return !a.Retry && a.Group == tlswire.Secp384r1 && len(a.Share) == 97 }},
		"several versions":  {several, func(a tlswire.Answer) bool { return a.Version == tlswire.TLS13 }},
		"padding":           {padded, func(a tlswire.Answer) bool { return a.Version == tlswire.TLS13 }},
		"fragments":         {pieces, func(a tlswire.Answer) bool { return a.Version == tlswire.TLS13 }},
		"GREASE":            {greased, func(a tlswire.Answer) bool { return a.Version == tlswire.TLS13 }},
		"fallback SCSV":     {fallback, func(a tlswire.Answer) bool { return a.Refused && a.Alert == tlswire.InappropriateFallback }},
		"no common suite":   {old(tlswire.TLS12, 0xc100), func(a tlswire.Answer) bool { return a.Refused && a.Alert.Refuses() }},
		"session id echoed": {modern, func(a tlswire.Answer) bool { return len(a.SessionID) == 32 && slices.Contains(a.Extensions, 43) }},
	} {
		t.Run(name, func(t *testing.T) { // in turn: s_server serves one at a time
			if answer := put(t, address, c.hello); !c.right(answer) {
				t.Errorf("%+v", answer)
			}
		})
	}
}
