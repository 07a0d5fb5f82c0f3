//go:build check

package tlsflaw

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// openssl starts openssl s_server and returns its address.
func openssl(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed")
	}
	files := pemFiles(t)
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, append([]string{"s_server", "-accept", "127.0.0.1:0", "-cert", files[0], "-key", files[1]}, args...)...)
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

// pemFiles writes certificate and key.
func pemFiles(t *testing.T) [2]string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(oneKey())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := [2]string{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	for i, block := range []*pem.Block{{Type: "CERTIFICATE", Bytes: selfSigned(t, oneKey())}, {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(files[i], pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestOpenSSL asks servers whose truth is known from how they were started.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	const any0 = "ALL:@SECLEVEL=0"
	for _, c := range []struct {
		name    string
		args    []string
		version tlswire.Version
		suites  []string
		want    known
		how     map[string]string
	}{
		{
			name: "TLS 1.2", args: []string{"-www", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
			how:    map[string]string{survey.Heartbleed: "did not take it up", survey.Ticketbleed: "as it was", survey.ROBOT: "a good one was accepted"},
		},
		{
			name: "TLS 1.0", args: []string{"-www", "-tls1", "-cipher", any0}, version: tlswire.TLS10,
			suites: []string{"TLS_RSA_WITH_AES_256_CBC_SHA"},
		},
		{
			name: "CBC with SHA-384 and a curve", args: []string{"-www", "-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384:@SECLEVEL=0"}, version: tlswire.TLS12,
			suites: []string{"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"}, how: map[string]string{survey.ROBOT: "no RSA key exchange is offered"},
		},
		{
			name: "without encrypt-then-MAC", args: []string{"-www", "-tls1_1", "-no_etm", "-cipher", any0}, version: tlswire.TLS11,
			suites: []string{"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
		},
		{
			name: "DHE, no tickets", args: []string{"-www", "-tls1_2", "-no_ticket", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"}, how: map[string]string{survey.Ticketbleed: "none was given"},
		},
		{
			name: "old renegotiation", args: []string{"-www", "-legacy_renegotiation", "-client_renegotiation", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_GCM_SHA256"}, want: known{survey.InsecureRenegotiation: survey.Yes, survey.ClientRenegotiation: survey.Yes},
		},
		{
			name: "old renegotiation known, but not for clients to begin", args: []string{"-www", "-legacy_renegotiation", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_GCM_SHA256"},
		},
		{
			name: "safe renegotiation", args: []string{"-www", "-client_renegotiation", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_GCM_SHA256"}, want: known{survey.ClientRenegotiation: survey.Yes},
		},
		{
			name: "client certificate wanted", args: []string{"-www", "-verify", "1", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_CBC_SHA"},
		},
		{
			name: "client certificate needed", args: []string{"-www", "-Verify", "1", "-tls1_2", "-cipher", any0}, version: tlswire.TLS12,
			suites: []string{"TLS_RSA_WITH_AES_128_CBC_SHA"},
			want:   join(family(survey.Unknown), known{survey.ROBOT: survey.Unknown, survey.InsecureRenegotiation: survey.Unknown, survey.ClientRenegotiation: survey.Unknown, survey.Ticketbleed: survey.Unknown}),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address := openssl(t, c.args...)
			ep := offering(t, map[tlswire.Version][]string{c.version: c.suites})
			dial := func(ctx context.Context) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, "tcp", address)
			}
			flaws, used := Ask(t.Context(), Target{Dial: dial, Gap: time.Millisecond, Patience: 400 * time.Millisecond}, ep)
			got := known{}
			for _, f := range flaws[:len(activeNames())] {
				got[f.Name] = f.Vulnerable
				if part := c.how[f.Name]; !strings.Contains(f.How, part) {
					t.Errorf("%s: %s\nwants %q", f.Name, f.How, part)
				}
				t.Logf("%s %s: %s", f.Name, f.Vulnerable, f.How)
			}
			want := known{}
			for _, name := range activeNames() {
				want[name] = join(wanted(nil), c.want)[name]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("after %d connections (-want +got):\n%s", used, diff)
			}
		})
	}
}
