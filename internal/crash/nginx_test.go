//go:build check

package crash

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestRealNginx stops and starts a real web server: the whole way from a port
// that is closed to four receivers, and back.
func TestRealNginx(t *testing.T) {
	t.Parallel()
	n := newNginx(t)
	n.start(t)
	const name = "front-page"
	w := newWorld(t, []string{name}, func(string) string { return "http://" + n.address + "/" })
	w.start(t, "")
	w.until(t, "the first look", func() bool { return n.looked() })
	if c := w.count(name); c != (count{}) {
		t.Errorf("told of a server that is up: %+v", c)
	}
	n.stop(t)
	w.until(t, "all are told", func() bool { return w.count(name).toldAll() })
	if c := w.count(name); c.resolved+c.updated > 0 {
		t.Errorf("resolved while the server is down: %+v", c)
	}
	n.start(t)
	w.until(t, "all know that it is over", func() bool { return w.count(name).overAll() })
	c := w.count(name)
	c.judge(t, name)
	if c.mails != 2 || c.posts != 2 {
		t.Errorf("%d mails and %d webhook calls, want 2 and 2: nothing was killed", c.mails, c.posts)
	}
	t.Logf("seen %+v", c)
}

// nginx is Debian's web server with a config, a pid file and a port of its own.
type nginx struct {
	program, dir, address string
	cmd                   *exec.Cmd
	gone                  chan struct{}
}

func newNginx(t *testing.T) *nginx {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
			t.Fatal("nginx is not installed")
		}
		t.Skip("nginx is not installed")
	}
	n := &nginx{program: program, dir: t.TempDir(), address: freeAddress(t)}
	config := fmt.Sprintf(`daemon off;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 64; }
http {
  access_log %[1]s/access.log;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  server { listen %[2]s; location / { return 200 "up\n"; } }
}
`, n.dir, n.address)
	if err := os.WriteFile(filepath.Join(n.dir, "nginx.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return n
}

// freeAddress returns a loopback address that nobody listened on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start starts it and waits until it accepts connections.
func (n *nginx) start(t *testing.T) {
	t.Helper()
	n.cmd = exec.CommandContext(context.Background(), n.program, "-p", n.dir, "-e", filepath.Join(n.dir, "error.log"), "-c", filepath.Join(n.dir, "nginx.conf"))
	n.cmd.Stderr = os.Stderr
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	cmd := n.cmd
	n.gone = gone
	go func() { defer close(gone); _ = cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); <-gone })
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	end := time.After(patience)
	for !n.up(t) {
		select {
		case <-poll.C:
		case <-gone:
			t.Fatalf("nginx ended with %s", cmd.ProcessState)
		case <-end:
			t.Fatalf("nginx does not listen on %s after %s", n.address, patience)
		}
	}
}

// up reports whether it accepts connections.
func (n *nginx) up(t *testing.T) bool {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", n.address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// looked reports whether somebody made a request.
func (n *nginx) looked() bool {
	info, err := os.Stat(filepath.Join(n.dir, "access.log"))
	return err == nil && info.Size() > 0
}

// stop stops it and waits until it is gone.
func (n *nginx) stop(t *testing.T) {
	t.Helper()
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-n.gone
}
