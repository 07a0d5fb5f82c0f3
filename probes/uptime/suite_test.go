package uptime_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

const canary = "canary-3f9a7c1e5b2d"

func TestSuite(t *testing.T) {
	ca := probetest.NewAuthority(t)
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("X-Key")+r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "fine")
	})
	settings := func(addr string) string {
		return "url: https://" + addr + "/?key=" + canary + "\nbearer: " + canary + "\nheaders: {X-Key: " + canary + "}\nbody: " + canary + "\nip: any\n"
	}
	env := holdfast.Env{Roots: ca.Pool(), Version: "1.2.3"}
	probetest.Run(t, probetest.Suite{
		Kind: uptime.Kind(),
		Good: func(t *testing.T) probetest.Case {
			s := serveTLS(t, ca.Issue(t, probetest.Leaf{}), echo)
			return probetest.Case{Settings: settings(s.Listener.Addr().String()) + "contains: fine\n", Env: env}
		},
		Bad: func(t *testing.T) probetest.Case {
			s := serveTLS(t, ca.Issue(t, probetest.Leaf{}), echo)
			return probetest.Case{Settings: settings(s.Listener.Addr().String()) + "status: 503\ncontains: nothing\nheader: {X-Echo: nothing}\n", Env: env}
		},
		Empty: func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: "url: http://" + listen(t, func(c net.Conn) { _ = c.Close() }) + "/"}
		},
		Hang: func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: "url: http://" + listen(t, func(net.Conn) {}) + "/"}
		},
		Secrets: []string{canary},
	})
}

// serveTLS starts a server with a certificate; it speaks HTTP/2 and HTTP/1.1.
func serveTLS(t testing.TB, cert tls.Certificate, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// serve starts a plain server.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// listen accepts connections and hands them over; they end with the test.
func listen(t testing.TB, handle func(net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
			go handle(c)
		}
	}()
	return l.Addr().String()
}
