//go:build check

package starttls_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"holdfast/internal/netlab"
	"holdfast/probes/internal/starttls"
)

// need skips a test whose programs are not there.
func need(t *testing.T, programs ...string) {
	t.Helper()
	netlab.Need(t, programs...)
	netlab.NeedRoot(t, "a server is run as somebody else, which needs root")
}

// run runs a program to its end.
func run(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// start runs a server until the test ends.
func start(t *testing.T, args ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s", out.Bytes())
		}
	})
}

// place makes a folder that every user can reach, with a certificate in it, and
// finds a free port.
func place(t *testing.T, owner int) (dir, port string) {
	t.Helper()
	dir = t.TempDir()
	run(t, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
		"-keyout", filepath.Join(dir, "key.pem"), "-out", filepath.Join(dir, "cert.pem"))
	for _, path := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")} {
		if err := os.Chown(path, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return dir, strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// dial connects once somebody listens.
func dial(t *testing.T, port string) net.Conn {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:"+port)
		if err == nil {
			t.Cleanup(func() { _ = conn.Close() })
			return conn
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal(err)
		}
	}
}

// secure wants the protocol to end in a handshake.
func secure(t *testing.T, port, protocol string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	conn := dial(t, port)
	if err := starttls.Upgrade(ctx, conn, protocol, "example.com"); err != nil {
		t.Fatal(err)
	}
	if err := tls.Client(conn, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(ctx); err != nil {
		t.Errorf("after the words: %v", err)
	}
}

// plain wants the server to say that it has no TLS.
func plain(t *testing.T, port, protocol string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err := starttls.Upgrade(ctx, dial(t, port), protocol, "example.com")
	if _, refused := errors.AsType[*starttls.RefusedError](err); !refused {
		t.Errorf("%v; want a refusal", err)
	}
}

// write makes a file that everybody can read.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExim(t *testing.T) {
	need(t, "/usr/sbin/exim4", "openssl")
	for name, c := range map[string]struct {
		hosts string
		want  func(t *testing.T, port, protocol string)
	}{"with TLS": {"*", secure}, "without": {"", plain}} {
		t.Run(name, func(t *testing.T) {
			dir, port := place(t, 0)
			run(t, "chown", "-R", "Debian-exim", dir)
			config := filepath.Join(dir, "exim.conf")
			write(t, config, "tls_advertise_hosts = "+c.hosts+"\ntls_certificate = "+dir+"/cert.pem\ntls_privatekey = "+dir+"/key.pem\n"+
				"spool_directory = "+dir+"\nlog_file_path = "+dir+"/%slog\npid_file_path = "+dir+"/pid\nkeep_environment =\nprimary_hostname = x.test\n")
			run(t, "chown", "root", config)
			start(t, "/usr/sbin/exim4", "-bdf", "-C", config, "-oX", "[127.0.0.1]:"+port)
			c.want(t, port, "smtp")
		})
	}
}

func TestMariaDB(t *testing.T) {
	need(t, "mariadbd", "mariadb-install-db", "openssl")
	for name, c := range map[string]struct {
		args []string
		want func(t *testing.T, port, protocol string)
	}{"with TLS": {[]string{"--ssl-cert=DIR/cert.pem", "--ssl-key=DIR/key.pem"}, secure}, "without": {[]string{"--skip-ssl"}, plain}} {
		t.Run(name, func(t *testing.T) {
			dir, port := place(t, 0)
			data := filepath.Join(dir, "data")
			run(t, "mariadb-install-db", "--no-defaults", "--user=root", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")
			args := []string{
				"mariadbd", "--no-defaults", "--user=root", "--datadir=" + data, "--socket=" + filepath.Join(dir, "s"),
				"--pid-file=" + filepath.Join(dir, "pid"), "--bind-address=127.0.0.1", "--port=" + port, "--innodb-buffer-pool-size=8M",
			}
			for _, arg := range c.args {
				args = append(args, strings.ReplaceAll(arg, "DIR", dir))
			}
			start(t, args...)
			c.want(t, port, "mysql")
		})
	}
}

func TestPostgreSQL(t *testing.T) {
	const bin, nobody = "/usr/lib/postgresql/15/bin/", 65534
	need(t, bin+"postgres", bin+"initdb", "setpriv", "openssl")
	for name, c := range map[string]struct {
		ssl  string
		want func(t *testing.T, port, protocol string)
	}{"with TLS": {"on", secure}, "without": {"off", plain}} {
		t.Run(name, func(t *testing.T) {
			dir, port := place(t, nobody)
			as := []string{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}
			data := filepath.Join(dir, "data")
			run(t, append(as, bin+"initdb", "-D", data, "-U", "owner", "--no-sync")...)
			start(t, append(as, bin+"postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", dir, "-c", "ssl="+c.ssl,
				"-c", "ssl_cert_file="+dir+"/cert.pem", "-c", "ssl_key_file="+dir+"/key.pem")...)
			c.want(t, port, "postgres")
		})
	}
}
