package dropin

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"holdfast/probes/probetest"
)

// world is a server of every sort on loopback, and the module file for them.
type world struct {
	file                               string // of the modules
	plain, secure, other, expired      string // host:port of HTTP servers
	banner, bytes, echo, starttls, tls string // of TCP servers
	deaf, closed                       string // accepts and says nothing; nobody listens
	dns, rpc, secureRPC, notServing    string
}

// newWorld starts all servers.
func newWorld(t testing.TB) *world {
	t.Helper()
	authority := probetest.NewAuthority(t)
	cert := authority.Issue(t, probetest.Leaf{Names: []string{"localhost", "app.example.com", "127.0.0.1"}})
	old := authority.Issue(t, probetest.Leaf{Names: []string{"localhost", "127.0.0.1"}, Till: time.Now().Add(-time.Hour)})
	w := &world{file: moduleFile(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Cert().Raw}))}
	w.plain, w.other = server(t, w, nil), server(t, w, nil)
	w.secure, w.expired = server(t, w, &cert), server(t, w, &old)
	w.banner = talker(t, nil, func(c net.Conn) { _, _ = io.WriteString(c, "220-hello\n220 mail.example.com ready 42\n"); hear(c) })
	w.bytes = talker(t, nil, func(c net.Conn) { _, _ = c.Write([]byte{1, 2, 3, 4}); hear(c) })
	w.echo = talker(t, nil, func(c net.Conn) { _, _ = io.Copy(c, c) })
	w.starttls = talker(t, nil, func(c net.Conn) { starttls(c, cert) })
	w.tls = talker(t, &cert, func(c net.Conn) { _, _ = io.WriteString(c, "+OK ready\n"); hear(c) })
	w.deaf = talker(t, nil, hear)
	w.closed = closed(t)
	w.dns = nameserver(t)
	w.rpc, w.notServing = health(t, nil, 1), health(t, nil, 2)
	w.secureRPC = health(t, &cert, 1)
	return w
}

// hear takes what is said until the other end closes.
func hear(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// moduleFile writes the module file, and the authority beside it.
func moduleFile(t testing.TB, ca []byte) string {
	t.Helper()
	text, err := os.ReadFile("testdata/blackbox.yml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text = bytes.ReplaceAll(text, []byte("DIR"), []byte(dir))
	for name, content := range map[string][]byte{"ca.pem": ca, "blackbox.yml": text, "token": []byte("sesame\n"), "body": []byte("from a file")} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "blackbox.yml")
}

// server is an HTTP server, with TLS where it has a certificate.
func server(t testing.TB, w *world, cert *tls.Certificate) string {
	t.Helper()
	s := httptest.NewUnstartedServer(site(w))
	s.Config.ErrorLog = quiet()
	if cert != nil {
		s.TLS = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
		s.EnableHTTP2 = true
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// site is what the HTTP servers have.
func site(w *world) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Last-Modified", "Tue, 03 Nov 2026 10:00:00 GMT")
		rw.Header().Add("X-Colour", "green")
		rw.Header().Add("X-Colour", "blue")
		_, _ = fmt.Fprintf(rw, "all is well at %s\n", r.URL.Path)
	})
	mux.HandleFunc("/status/{code}", func(rw http.ResponseWriter, r *http.Request) {
		code := 0
		_, _ = fmt.Sscan(r.PathValue("code"), &code)
		rw.WriteHeader(code)
	})
	mux.HandleFunc("/chunks", func(rw http.ResponseWriter, _ *http.Request) {
		for range 3 {
			_, _ = io.WriteString(rw, strings.Repeat("x", 1000))
			_ = http.NewResponseController(rw).Flush()
		}
	})
	mux.HandleFunc("/packed", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(rw)
		_, _ = io.WriteString(z, strings.Repeat("well packed ", 100))
		_ = z.Close()
	})
	mux.HandleFunc("/cut", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(rw, "not all")
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/echo", func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(rw, "%s %s host=%s auth=%s x=%s body=%s", r.Method, r.URL.Path, r.Host, r.Header.Get("Authorization"), r.Header.Get("X-Own"), body)
	})
	redirects(mux, w)
	return mux
}

// redirects are the ways away.
func redirects(mux *http.ServeMux, w *world) {
	to := func(path string, where func() string) {
		mux.HandleFunc(path, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, where(), http.StatusFound) })
	}
	to("/relative", func() string { return "/echo" })
	to("/loop", func() string { return "/loop" })
	to("/to-other", func() string { return "http://" + w.other + "/echo" })
	to("/to-name", func() string { return "http://localhost:" + port(w.other) + "/echo" })
	to("/to-secure", func() string { return "https://localhost:" + port(w.secure) + "/" })
	to("/to-closed", func() string { return "http://" + w.closed + "/" })
	to("/to-metadata", func() string { return "http://169.254.169.254/latest/meta-data/" })
	to("/to-nowhere", func() string { return "http://rebound.example.com:" + port(w.plain) + "/" })
	mux.HandleFunc("/cookie", func(rw http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err == nil {
			_, _ = io.WriteString(rw, "welcome back")
			return
		}
		http.SetCookie(rw, &http.Cookie{Name: "seen", Value: "1"})
		http.Redirect(rw, r, "/cookie", http.StatusFound)
	})
}

// port is the port of an address.
func port(address string) string {
	_, p, _ := net.SplitHostPort(address) // an address of a listener
	return p
}

// talker is a TCP server.
func talker(t testing.TB, cert *tls.Certificate, handle func(net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if cert != nil {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12})
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				handle(c)
			}()
		}
	}()
	return l.Addr().String()
}

// starttls speaks a little SMTP.
func starttls(c net.Conn, cert tls.Certificate) {
	line := make([]byte, 100)
	_, _ = io.WriteString(c, "220 mail.example.com ESMTP\n")
	_, _ = c.Read(line)
	_, _ = io.WriteString(c, "250-mail.example.com\n250 STARTTLS\n")
	_, _ = c.Read(line)
	_, _ = io.WriteString(c, "220 go ahead\n")
	secured := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	if secured.HandshakeContext(context.Background()) != nil {
		return
	}
	_, _ = secured.Read(line)
	_, _ = io.WriteString(secured, "250 mail.example.com secured\n")
	hear(secured)
}

// closed is an address at which nobody listens.
func closed(t testing.TB) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// nameserver answers for example.com, over UDP and TCP at one port.
func nameserver(t testing.TB) string {
	t.Helper()
	mux := dns.NewServeMux()
	mux.HandleFunc("example.com.", zone)
	for range 20 {
		packets, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		stream, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", packets.LocalAddr().String())
		if err != nil {
			_ = packets.Close()
			continue // another has the port
		}
		for _, s := range []*dns.Server{{PacketConn: packets, Handler: mux}, {Listener: stream, Handler: mux}} {
			started := make(chan struct{})
			s.NotifyStartedFunc = func() { close(started) }
			go func() { _ = s.ActivateAndServe() }()
			<-started
			t.Cleanup(func() { _ = s.Shutdown() })
		}
		return packets.LocalAddr().String()
	}
	t.Fatal("no port is free for both UDP and TCP")
	return ""
}

// zone answers a question.
func zone(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	add := func(into *[]dns.RR, text string) {
		record, err := dns.NewRR(text)
		if err == nil {
			*into = append(*into, record)
		}
	}
	switch question := q.Question[0]; {
	case question.Name == "gone.example.com.":
		m.Rcode = dns.RcodeNameError
		add(&m.Ns, "example.com. 60 IN SOA ns.example.com. mail.example.com. 2026112401 1 2 3 4")
	case question.Name == "silent.example.com.":
		return
	case question.Qtype == dns.TypeSOA:
		add(&m.Answer, "example.com. 60 IN SOA ns.example.com. mail.example.com. 2026112401 1 2 3 4")
	case question.Qtype == dns.TypeA:
		add(&m.Answer, "example.com. 60 IN A 192.0.2.1")
		add(&m.Answer, "example.com. 60 IN A 192.0.2.2")
		add(&m.Ns, "example.com. 60 IN NS ns.example.com.")
		add(&m.Extra, "ns.example.com. 60 IN A 192.0.2.53")
	}
	_ = w.WriteMsg(m) // a lost reply is the asker's time-out
}

// health is a gRPC server with a health service: known is its state.
func health(t testing.TB, cert *tls.Certificate, state byte) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /grpc.health.v1.Health/Check", func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		h := rw.Header()
		h.Set("Content-Type", "application/grpc")
		h.Set("Trailer", "Grpc-Status, Grpc-Message")
		if bytes.Contains(body, []byte("unknown")) {
			h.Set("Grpc-Status", "5")
			h.Set("Grpc-Message", "unknown service")
			return
		}
		message := []byte{1 << 3, state}
		_, _ = rw.Write(append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)) //nolint:gosec // two
		h.Set("Grpc-Status", "0")
	})
	s := httptest.NewUnstartedServer(mux)
	s.Config.ErrorLog = quiet()
	if cert != nil {
		s.TLS = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
		s.EnableHTTP2 = true
		s.StartTLS()
	} else {
		s.Config.Protocols = new(http.Protocols)
		s.Config.Protocols.SetUnencryptedHTTP2(true)
		s.Config.Protocols.SetHTTP1(true)
		s.Start()
	}
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}
