//go:build check

package matrix

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
	"holdfast/probes/internal/front"
)

// server is one server, and its truth.
type server struct {
	name string
	// conf is its configuration in the words of the software; @CERT@ is replaced
	// by the folder and name of the certificate, @DIR@ by the folder.
	conf string
	// cert is the certificate by recipe; empty is "rsa".
	cert string
	// startTLS is the protocol before TLS.
	startTLS string
	// before, when not nil, is what stands before the server.
	before *front.Manner
	// unmannered servers may cost as much as the budget allows.
	unmannered bool
	// hostile servers cannot be graded: what counts is that no letter is given, and
	// soon.
	hostile bool
	// truth is what must be found, the letter first; see told.
	truth []string

	address string
}

// fill puts the certificate's place into a piece of configuration.
func (s *server) fill(h *house, text string) string {
	cert := s.cert
	if cert == "" {
		cert = "rsa"
	}
	return strings.NewReplacer("@CERT@", h.path(cert), "@DIR@", h.dir, "@ADDRESS@", s.address).Replace(text)
}

// start runs a server of OpenSSL's family, with all that is weak allowed, and waits
// until it listens at the last address.
func start(t *testing.T, h *house, address string, command ...string) {
	t.Helper()
	netlab.Need(t, command[0])
	env := []string{"env", "OPENSSL_CONF=" + h.path("openssl.cnf")}
	proving.NewServer(address, append(env, command...)...).Start(t)
}

// together gives each server an address and joins their configurations.
func together(t *testing.T, h *house, list []*server, frame string) string {
	t.Helper()
	var out strings.Builder
	for _, s := range list {
		s.address = h.address(t)
		out.WriteString(s.fill(h, strings.ReplaceAll(frame, "@CONF@", s.conf)) + "\n")
	}
	return out.String()
}

// last is where the last of the servers listens.
func last(list []*server) string { return list[len(list)-1].address }

// nginx runs all of them in one process.
func nginx(t *testing.T, h *house, list []*server) {
	t.Helper()
	blocks := together(t, h, list, `server { listen @ADDRESS@ ssl; ssl_certificate @CERT@.crt; ssl_certificate_key @CERT@.key; @CONF@ location / { return 200 "ok\n"; } }`)
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log;
events { worker_connections 512; }
http { access_log off; server_tokens off;
client_body_temp_path %[1]s/n1; proxy_temp_path %[1]s/n2; fastcgi_temp_path %[1]s/n3; uwsgi_temp_path %[1]s/n4; scgi_temp_path %[1]s/n5;
%[2]s
}`, h.dir, blocks)
	start(t, h, last(list), "nginx", "-p", h.dir, "-e", h.path("nginx.log"), "-c", h.write(t, "nginx.conf", []byte(config)))
}

// apache runs all of them in one process.
func apache(t *testing.T, h *house, list []*server) {
	t.Helper()
	blocks := together(t, h, list, "Listen @ADDRESS@\n<VirtualHost @ADDRESS@>\nSSLEngine on\nSSLCertificateFile @CERT@.crt\nSSLCertificateKeyFile @CERT@.key\n@CONF@\n</VirtualHost>")
	config := fmt.Sprintf(`ServerRoot /usr/lib/apache2
ServerName localhost
PidFile %[1]s/apache.pid
ErrorLog %[1]s/apache.log
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule ssl_module modules/mod_ssl.so
LoadModule headers_module modules/mod_headers.so
LoadModule alias_module modules/mod_alias.so
LoadModule socache_shmcb_module modules/mod_socache_shmcb.so
StartServers 1
ServerLimit 1
ThreadsPerChild 25
MaxRequestWorkers 25
Mutex file:%[1]s default
DefaultRuntimeDir %[1]s
DocumentRoot %[1]s/www
<Location />
Require all granted
</Location>
RedirectMatch 204 .*
%[2]s`, h.dir, blocks)
	if err := os.MkdirAll(h.path("www"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(h.dir, 33, 33); err != nil && os.Getuid() == 0 { // www-data makes the mutex files
		t.Fatal(err)
	}
	start(t, h, last(list), "/usr/sbin/apache2", "-DFOREGROUND", "-f", h.write(t, "apache.conf", []byte(config)))
}

// haproxy runs all of them in one process.
func haproxy(t *testing.T, h *house, list []*server) {
	t.Helper()
	netlab.Need(t, "haproxy")
	frame := "frontend @ADDRESS@\n  bind @ADDRESS@ ssl crt @CERT@.pem @CONF@\n  http-request return status 200 content-type text/plain string ok"
	var blocks strings.Builder
	for i, s := range list {
		one := together(t, h, []*server{s}, frame)
		blocks.WriteString(strings.Replace(one, "frontend "+s.address, fmt.Sprintf("frontend f%d", i), 1))
	}
	config := "global\n  nbthread 1\n  tune.ssl.default-dh-param 2048\ndefaults\n  mode http\n  timeout client 20s\n  timeout connect 5s\n  timeout server 20s\n" + blocks.String()
	start(t, h, last(list), "haproxy", "-db", "-q", "-f", h.write(t, "haproxy.cfg", []byte(config)))
}

// lighttpd runs all of them in one process.
func lighttpd(t *testing.T, h *house, list []*server) {
	t.Helper()
	blocks := together(t, h, list, `$SERVER["socket"] == "@ADDRESS@" { ssl.engine = "enable" ssl.pemfile = "@CERT@.crt" ssl.privkey = "@CERT@.key" @CONF@ }`)
	_, port, _ := net.SplitHostPort(h.address(t))
	config := fmt.Sprintf("server.modules = (\"mod_openssl\",\"mod_setenv\")\nserver.document-root = \"%[1]s/www\"\nserver.bind = \"127.0.0.1\"\nserver.port = %[2]s\nserver.errorlog = \"%[1]s/lighttpd.log\"\n%[3]s", h.dir, port, blocks)
	if err := os.MkdirAll(h.path("www"), 0o755); err != nil {
		t.Fatal(err)
	}
	start(t, h, last(list), "lighttpd", "-D", "-f", h.write(t, "lighttpd.conf", []byte(config)))
}

// stunnel runs all of them in one process, before a small web server.
func stunnel(t *testing.T, h *house, list []*server) {
	t.Helper()
	web, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plain := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })}
	go func() { _ = plain.Serve(web) }()
	t.Cleanup(func() { _ = plain.Close() })
	blocks := together(t, h, list, "[@ADDRESS@]\naccept = @ADDRESS@\nconnect = "+web.Addr().String()+"\nkey = @CERT@.key\nsecurityLevel = 0\n@CONF@")
	config := "foreground = yes\npid =\ndebug = 3\nsocket = l:TCP_NODELAY=1\n" + blocks
	start(t, h, last(list), "stunnel4", h.write(t, "stunnel.conf", []byte(config)))
}

// openssl runs one process for each.
func openssl(t *testing.T, h *house, list []*server) {
	t.Helper()
	for _, s := range list {
		s.address = h.address(t)
		args := s.fill(h, "openssl s_server -www -quiet -accept @ADDRESS@ -cert @CERT@.leaf -cert_chain @DIR@/issuing.pem -key @CERT@.key "+s.conf)
		if s.cert == "self" {
			args = strings.Replace(args, "-cert_chain "+h.path("issuing.pem"), "", 1)
		}
		start(t, h, s.address, strings.Fields(args)...)
	}
}

// gnutls runs one process for each. It cannot listen on one address only, so that
// the port is open on all of the machine's as long as the test runs.
func gnutls(t *testing.T, h *house, list []*server) {
	t.Helper()
	for _, s := range list {
		s.address = h.address(t)
		_, port, _ := net.SplitHostPort(s.address)
		args := s.fill(h, "gnutls-serv --http --quiet -p "+port+" --x509certfile @CERT@.crt --x509keyfile @CERT@.key --disable-client-cert "+s.conf)
		start(t, h, s.address, strings.Fields(args)...)
	}
}

// exim runs one process for each.
func exim(t *testing.T, h *house, list []*server) {
	t.Helper()
	netlab.Need(t, "/usr/sbin/exim4")
	netlab.NeedRoot(t, "Exim is run as its user, which needs root")
	for i, s := range list {
		s.address = h.address(t)
		host, port, _ := net.SplitHostPort(s.address)
		dir := h.path(fmt.Sprintf("exim%d", i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		run(t, "chown", "-R", "Debian-exim", dir, h.path("rsa.key"))
		config := h.write(t, fmt.Sprintf("exim%d.conf", i), []byte(s.fill(h, "tls_advertise_hosts = *\ntls_certificate = @CERT@.crt\ntls_privatekey = @CERT@.key\n"+
			"spool_directory = "+dir+"\nlog_file_path = "+dir+"/%slog\npid_file_path = "+dir+"/pid\nkeep_environment =\nprimary_hostname = shop.test\n"+s.conf+"\n")))
		start(t, h, s.address, "/usr/sbin/exim4", "-bdf", "-C", config, "-oX", "["+host+"]:"+port)
	}
}

// java runs all of them in one process, from one source file.
func java(t *testing.T, h *house, list []*server) {
	t.Helper()
	netlab.Need(t, "java", "javac")
	args := []string{
		"java", "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-Djava.security.properties=" + h.write(t, "java.security", []byte("jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\n")),
		"-Djdk.tls.ephemeralDHKeySize=2048", "-Djdk.tls.namedGroups=secp256r1,x25519",
		"testdata/Servers.java",
	}
	for _, s := range list {
		s.address = h.address(t)
		p12 := s.fill(h, "@CERT@.p12")
		run(t, "openssl", "pkcs12", "-export", "-in", s.fill(h, "@CERT@.crt"), "-inkey", s.fill(h, "@CERT@.key"), "-out", p12, "-passout", "pass:matrix", "-name", "s")
		args = append(args, s.address, p12, s.conf)
	}
	start(t, h, last(list), args...)
}

// golang runs all of them in a process of their own: what Go is allowed to speak
// is a setting of a process.
func golang(t *testing.T, h *house, list []*server) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text := together(t, h, list, "@ADDRESS@ @CERT@.crt @CERT@.key @CONF@")
	start(t, h, last(list), "env", childEnv+"="+h.write(t, "go.servers", []byte(text)), "GODEBUG=tls3des=1,tlsrsakex=1,tls10server=1", self)
}
