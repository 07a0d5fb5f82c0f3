package uptime_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

// detour returns a dialer that goes elsewhere for some ports: tests cannot
// listen on 80 and 443.
func detour(to map[string]string) func(context.Context, string, string) (net.Conn, error) {
	var d net.Dialer
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if _, port, _ := net.SplitHostPort(address); to[port] != "" {
			address = to[port]
		}
		return d.DialContext(ctx, network, address)
	}
}

func TestSite(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	zone := probetest.Zone{"app.example.com": {"127.0.0.1"}, "www.app.example.com": {"127.0.0.1"}}
	cert := ca.Issue(t, probetest.Leaf{Names: []string{"app.example.com", "www.app.example.com"}})
	var seenHost string
	secure := serveTLS(t, cert, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seenHost = r.Host
		w.Header().Set("Strict-Transport-Security", "max-age=60")
		_, _ = io.WriteString(w, "ok")
	}))
	plain := serve(t, to("https://app.example.com/"))
	flat := serve(t, say(200, "ok"))
	closed := serve(t, say(200, ""))
	closed.Close()
	addr := func(s interface{ Addr() net.Addr }) string { return s.Addr().String() }
	env := func(https, http string) holdfast.Env {
		return holdfast.Env{Roots: ca.Pool(), Resolver: probetest.Resolver(t, zone), Dial: detour(map[string]string{"443": https, "80": http}), Version: "9"}
	}
	up, down := addr(secure.Listener), addr(closed.Listener)
	redirecting, answering := addr(plain.Listener), addr(flat.Listener)

	p := probetest.New(t, uptime.Kind(), probetest.Case{Settings: "host: app.example.com\npath: /health", Env: env(up, redirecting)})
	f, err := p.Probe(t.Context(), holdfast.Look{})
	if err != nil {
		t.Fatal(err)
	}
	holds("200 in ").check(t, f)
	for name, want := range map[string]any{"http_redirect": "302 to https://app.example.com/", "hsts": "max-age=60", "encrypted": true, "address": "127.0.0.1", "ip_protocol": int64(4)} {
		if got := f.Fact(name); got != want {
			t.Errorf("fact %s is %v, want %v", name, got, want)
		}
	}
	if seenHost != "app.example.com" || !strings.Contains(f.Reason, "dns ") {
		t.Errorf("Host was %q and the reason %q, want the name without a port, and the look-up's time", seenHost, f.Reason)
	}

	remembered := f.State
	for name, c := range map[string]struct {
		env   holdfast.Env
		state []byte
		want  expectation
	}{
		"HTTP only, HTTPS never seen": {env(down, answering), nil, holds("over plain HTTP; HTTPS did not answer (connect to 127.0.0.1:443: refused (RST))")},
		"HTTP only, HTTPS seen once":  {env(down, answering), remembered, broken("DOWN", "refused", "connect")},
		"HTTP leads back to HTTPS":    {env(down, redirecting), nil, broken("DOWN", "connect to 127.0.0.1:443: refused", "connect")},
		"both closed":                 {env(down, down), nil, broken("DOWN", "127.0.0.1:443", "connect")},
		"plain text on 443":           {env(answering, answering), nil, holds("over plain HTTP")},
		"redirect is asked hourly":    {env(up, down), remembered, holds("200")},
	} {
		t.Run(name, func(t *testing.T) {
			p := probetest.New(t, uptime.Kind(), probetest.Case{Settings: "host: app.example.com", Env: c.env})
			f, err := p.Probe(t.Context(), holdfast.Look{State: c.state})
			if err != nil {
				t.Fatal(err)
			}
			c.want.check(t, f)
			if name == "redirect is asked hourly" && f.Fact("http_redirect") != "302 to https://app.example.com/" {
				t.Errorf("fact http_redirect is %v, want the one of an hour ago", f.Fact("http_redirect"))
			}
		})
	}
}

func TestTwinHost(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	zone := probetest.Zone{"example.com": {"127.0.0.1"}, "www.example.com": {"127.0.0.1"}, "inner.example.com": {"127.0.0.1"}}
	cert := ca.Issue(t, probetest.Leaf{Names: []string{"example.com", "www.example.com"}})
	s := serveTLS(t, cert, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "example.com" {
			http.Redirect(w, r, "https://WWW.example.com/", http.StatusMovedPermanently)
		}
	}))
	env := holdfast.Env{Roots: ca.Pool(), Resolver: probetest.Resolver(t, zone), Dial: detour(map[string]string{"443": s.Listener.Addr().String()})}
	holds("after 1 redirect, at https://www.example.com/").check(t, look(t, "url: https://example.com", env))
	holds("200").check(t, look(t, "url: https://www.example.com", env))
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string][2]string{
		"host: app.example.com":                      {"app.example.com", "app.example.com"},
		"host: APP.example.com:8443":                 {"app.example.com:8443", "app.example.com"},
		"host: app.example.com\npath: /health":       {"https://app.example.com/health", "app.example.com"},
		"host: '2001:db8::1'":                        {"[2001:db8::1]", "2001:db8::1"},
		"url: https://app.example.com/x?token=y#top": {"https://app.example.com/x?…", "app.example.com"},
		"url: http://[::1]:8080":                     {"http://[::1]:8080/", "::1"},
		"url: https://bücher.example/":               {"https://xn--bcher-kva.example/", "xn--bcher-kva.example"},
	} {
		p, ok := probetest.New(t, uptime.Kind(), probetest.Case{Settings: settings}).(holdfast.Targeted)
		if !ok {
			t.Fatal("the prober is no holdfast.Targeted")
		}
		if got := [2]string{p.Target(), p.Host()}; got != want {
			t.Errorf("%s: target and host are %q, want %q", settings, got, want)
		}
	}
}
