//go:build check

package proving

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/netlab"
)

// Nginx is Debian's web server with a config, a pid file and a port of its own.
type Nginx struct {
	*Server
	dir string
}

// NewNginx makes one that answers 200 and "up"; more are further blocks of its
// config, such as server { … }.
func NewNginx(t *testing.T, more ...string) *Nginx {
	t.Helper()
	netlab.Need(t, "nginx")
	dir, address := t.TempDir(), FreeAddress(t)
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
  %[3]s
}
`, dir, address, strings.Join(more, "\n  "))
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return &Nginx{NewServer(address, "nginx", "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", file), dir}
}

// Looked reports whether somebody made a request.
func (n *Nginx) Looked() bool {
	info, err := os.Stat(filepath.Join(n.dir, "access.log"))
	return err == nil && info.Size() > 0
}
