//go:build check

package tlsgrade

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

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// openssl starts openssl s_server with arguments and returns its address.
func openssl(t *testing.T, ca *authority, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed")
	}
	dir := t.TempDir()
	key := rsaKey(t, 2048)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := ca.issue(t, key, nil)
	for name, block := range map[string]*pem.Block{
		"key.pem":  {Type: "PRIVATE KEY", Bytes: der},
		"cert.pem": {Type: "CERTIFICATE", Bytes: cert.Certificate[0]},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	args = append([]string{
		"s_server", "-www", "-accept", "127.0.0.1:0", "-cert", filepath.Join(dir, "cert.pem"), "-key", filepath.Join(dir, "key.pem"),
	}, args...)
	cmd := exec.CommandContext(ctx, program, args...)
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
			_, port, err := net.SplitHostPort(strings.TrimSpace(at))
			if err != nil {
				t.Fatal(err)
			}
			return net.JoinHostPort("127.0.0.1", port)
		}
	}
	t.Fatal("openssl s_server ended before it listened")
	return ""
}

// TestOpenSSL looks at servers of another make than ours.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	for name, c := range map[string]struct {
		args []string
		want map[string]any
		keys []string
	}{
		"modern": {
			args: []string{"-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256", "-serverpref"},
			want: map[string]any{
				"tls_versions":       []string{"TLS1.3"},
				"suites_tls1_3":      []string{"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"},
				"suite_order_tls1_3": "server",
				"forward_secrecy":    "all",
			},
		},
		"old and weak": {
			args: []string{"-tls1_1", "-cipher", "NULL-SHA:AECDH-NULL-SHA:AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"},
			want: map[string]any{
				"tls_versions":         []string{"TLS1.1"},
				"suite_order_tls1_1":   "client",
				"forward_secrecy":      "some",
				"secure_renegotiation": true,
			},
			keys: []string{
				"protocol/TLS1.1", "suite/TLS_ECDH_anon_WITH_NULL_SHA", "suite/TLS_RSA_WITH_NULL_SHA", "forward-secrecy",
			},
		},
		"short prime": {
			args: []string{
				"-tls1_2", "-cipher", "DHE-RSA-ARIA128-GCM-SHA256:@SECLEVEL=0", "-dhparam", dhFile(t),
			},
			want: map[string]any{"dh_bits": int64(1024), "suites_tls1_2": []string{"TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"}},
			keys: []string{"dh/1024"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProber(t, holdfast.Env{Roots: ca.pool}, openssl(t, ca, c.args...), "server_name: "+shop)
			f := probe(t, p)
			got := map[string]any{}
			for fact := range c.want {
				got[fact] = f.Fact(fact)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			var keys []string
			for _, fault := range f.Faults {
				keys = append(keys, fault.Key)
			}
			if diff := cmp.Diff(c.keys, keys); diff != "" {
				t.Errorf("fault keys (-want +got):\n%s\n%s", diff, f.Reason)
			}
		})
	}
}

// dhFile writes the 1024-bit prime of RFC 2409 §6.2 as DH parameters.
func dhFile(t *testing.T) string {
	t.Helper()
	const params = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
`
	file := filepath.Join(t.TempDir(), "dh.pem")
	if err := os.WriteFile(file, []byte(params), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
