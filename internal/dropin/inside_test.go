package dropin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"holdfast"
	"holdfast/probes/probetest"
)

// dials counts what is dialled, and lets nothing through but loopback.
func dials(env *holdfast.Env) *atomic.Int64 {
	var n atomic.Int64
	env.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		n.Add(1)
		if !strings.HasPrefix(address, "127.") {
			return nil, errors.New("the test lets nobody leave this machine")
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	return &n
}

// TestTheInsideIsNotAsked wants every way to an address of the inside to be
// refused before anything is dialled.
func TestTheInsideIsNotAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	env := holdfast.Env{Resolver: probetest.Resolver(t, probetest.Zone{
		"localhost": {"127.0.0.1", "::1"}, "inside.example.com": {"10.0.0.1"}, "mixed.example.com": {"192.168.0.1", "fd00::1"},
		"mapped.example.com": {"::ffff:10.0.0.1"}, "carried.example.com": {"64:ff9b::a00:1"}, "outside.example.com": {"93.184.216.34"},
	})}
	count := dials(&env)
	listed := Rules{Names: []string{".example.com", "localhost"}}
	for name, rules := range map[string]Rules{"open": {Open: true}, "by name": listed} {
		s := httptest.NewServer(handler(t, w.file, rules, env))
		t.Cleanup(s.Close)
		for _, host := range []string{
			"169.254.169.254", "[::1]", "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0", "0.0.0.0", "[::]",
			"[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]", "[fe80::1]", "[fd00::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
			"inside.example.com", "mixed.example.com", "mapped.example.com", "carried.example.com", "localhost.", "LOCALHOST",
		} {
			for _, module := range []string{"http_2xx", "tcp_connect", "dns_a", "dns_tcp", "grpc", "icmp"} {
				target := host + ":" + port(w.plain)
				if module == "icmp" {
					target = strings.Trim(host, "[]")
				}
				code, page := get(t, query(s.URL, pair{module: module, target: target}))
				// A name that only some resolvers take for an address may not exist.
				if code != http.StatusForbidden && !strings.Contains(page, "probe_success 0\n") {
					t.Errorf("%s, %s of %s: answered %d: %s; want a refusal", name, module, target, code, page)
				}
			}
		}
	}
	if n := count.Load(); n > 0 {
		t.Errorf("%d connections were dialled; want none", n)
	}
}

// TestWhoIsNotNamed is refused without a look-up and without a connection.
func TestWhoIsNotNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	env := holdfast.Env{Resolver: &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("a name was looked up that no rule allows")
		return nil, errors.New("not here")
	}}}
	count := dials(&env)
	s := httptest.NewServer(handler(t, w.file, Rules{Names: []string{"app.example.com"}}, env))
	t.Cleanup(s.Close)
	for _, module := range []string{"http_2xx", "tcp_connect", "dns_a", "grpc", "icmp"} {
		code, page := get(t, query(s.URL, pair{module: module, target: "outside.example.com"}))
		if module == "tcp_connect" {
			code, page = get(t, query(s.URL, pair{module: module, target: "outside.example.com:80"}))
		}
		if code != http.StatusForbidden || !strings.Contains(page, "outside.example.com is not asked") {
			t.Errorf("%s: answered %d: %s; want a refusal that names the host", module, code, page)
		}
	}
	if n := count.Load(); n > 0 {
		t.Errorf("%d connections were dialled; want none", n)
	}
}

// TestRedirectsInside follows a target that may be asked to where nobody may.
func TestRedirectsInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	env := holdfast.Env{Resolver: probetest.Resolver(t, probetest.Zone{"rebound.example.com": {"10.0.0.1"}})}
	count := dials(&env)
	just := netip.MustParseAddrPort(w.plain)
	rules := Rules{Ranges: []netip.Prefix{netip.PrefixFrom(just.Addr(), 32)}, Open: true}
	s := httptest.NewServer(handler(t, w.file, rules, env))
	t.Cleanup(s.Close)
	for path, host := range map[string]string{"/to-metadata": "169.254.169.254", "/to-nowhere": "rebound.example.com"} {
		before := count.Load()
		code, page := get(t, query(s.URL, pair{module: "http_2xx", target: "http://" + w.plain + path}))
		if code != http.StatusForbidden || !strings.Contains(page, host+" is not asked") {
			t.Errorf("%s: answered %d: %s; want a refusal that names %s", path, code, page, host)
		}
		if n := count.Load() - before; n != 1 {
			t.Errorf("%s: %d connections were dialled; want that of the target alone", path, n)
		}
	}
}
