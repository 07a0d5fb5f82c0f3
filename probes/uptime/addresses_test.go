package uptime_test

import (
	"context"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
)

// world returns a dialer in which addresses have fates: a listener's address to
// go to, or the error that connecting gives.
func world(fates map[string]any) func(context.Context, string, string) (net.Conn, error) {
	var d net.Dialer
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		switch fate := fates[host].(type) {
		case string:
			return d.DialContext(ctx, "tcp", fate)
		case syscall.Errno:
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: fate}
		default:
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := serve(t, say(200, "ok"))
	sick := serve(t, say(500, "ok"))
	up, ill := s.Listener.Addr().String(), sick.Listener.Addr().String()
	const a, b, six = "192.0.2.1", "192.0.2.2", "2001:db8::1"
	unknown := func(reason string, keys ...string) expectation {
		return expectation{holdfast.Unknown, "COULD NOT LOOK", keys, reason}
	}
	for name, c := range map[string]struct {
		ip      string
		addrs   []string
		fates   map[string]any
		want    expectation
		silence bool
	}{
		"any, first refuses":        {"any", []string{a, b}, map[string]any{a: syscall.ECONNREFUSED, b: up}, holds("200"), false},
		"any, first is silent":      {"any", []string{a, b}, map[string]any{a: nil, b: up}, holds("200"), false},
		"any, no IPv6 here":         {"any", []string{six, a}, map[string]any{six: syscall.ENETUNREACH, a: up}, holds("200"), false},
		"any, all refuse":           {"any", []string{a, b}, map[string]any{a: syscall.ECONNREFUSED, b: syscall.ECONNREFUSED}, broken("DOWN", "192.0.2.2:80 refused", "connect"), false},
		"any, refused and no route": {"any", []string{six, a}, map[string]any{six: syscall.ENETUNREACH, a: syscall.ECONNREFUSED}, broken("DOWN", "refused", "connect"), false},
		"any, all silent":           {"any", []string{a, b}, nil, broken("DOWN", "no answer in time", "timeout"), true},
		"any, unreachable":          {"any", []string{a}, map[string]any{a: syscall.EHOSTUNREACH}, broken("DOWN", "host unreachable", "connect"), true},
		"4 leaves IPv6 out":         {"4", []string{six, a}, map[string]any{a: up}, holds("200"), false},
		"6 of a name without":       {"6", []string{a}, map[string]any{a: up}, broken("DOWN", "no IPv6 address", "dns"), true},
		"both":                      {"both", []string{six, a}, map[string]any{six: up, a: up}, holds("at 192.0.2.1 and 2001:db8::1"), false},
		"both, one broken":          {"both", []string{six, a}, map[string]any{six: ill, a: up}, broken("DOWN", "IPv6 address: GET http", "ipv6"), false},
		"both, one silent":          {"both", []string{six, a}, map[string]any{a: up}, broken("DOWN", "IPv6 address: connect", "ipv6"), true},
		"both, no IPv6 here":        {"both", []string{six, a}, map[string]any{six: syscall.ENETUNREACH, a: up}, unknown("could not ask from this machine", "ipv6"), false},
		"both, no AAAA":             {"both", []string{a}, map[string]any{a: up}, broken("DOWN", "no IPv6 address", "ipv6"), false},
		"each":                      {"each", []string{a, b, six}, map[string]any{six: up, a: up, b: up}, holds("at "), false},
		"each, one broken":          {"each", []string{a, b}, map[string]any{a: up, b: ill}, broken("DOWN", "192.0.2.2: GET", "address/192.0.2.2"), false},
		"each, one refused":         {"each", []string{a, b}, map[string]any{a: up, b: syscall.ECONNREFUSED}, broken("DOWN", "192.0.2.2: connect", "address/192.0.2.2"), false},
		"each, no IPv6 here":        {"each", []string{a, six}, map[string]any{six: syscall.ENETUNREACH, a: up}, unknown("2001:db8::1: ", "address/2001:db8::1"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := holdfast.Env{Resolver: probetest.Resolver(t, probetest.Zone{"app.example.com": c.addrs}), Dial: world(c.fates)}
			f, err := lookFor(t, "url: http://app.example.com/\nip: "+quote(c.ip), env, 2*time.Second)
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			c.want.check(t, f)
			if f.Silence != c.silence {
				t.Errorf("silence is %t, want %t", f.Silence, c.silence)
			}
		})
	}
}

// quote keeps YAML from reading 4 as a number; the kind takes it anyway.
func quote(s string) string { return "\"" + s + "\"" }

func TestNamesThatDoNotResolve(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host   string
		ip     string
		reason string
	}{
		"no such name":         {"none.example.com", "any", "look up none.example.com.: no such name"},
		"servers fail":         {"x.servfail", "any", "SERVFAIL"},
		"servers are silent":   {"x.silent", "any", "no answer in time"},
		"no such name, each":   {"none.example.com", "each", "no such name"},
		"servers fail, both":   {"x.servfail", "both", "SERVFAIL"},
		"servers silent, each": {"x.silent", "each", "no answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := holdfast.Env{Resolver: probetest.Resolver(t, nil)}
			f, err := lookFor(t, "url: https://"+c.host+"./\nip: "+c.ip, env, time.Second)
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			if f.Status != holdfast.Broken || !f.Silence || f.Headline != "DOWN" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding is %s %s (silence %t): %s; want broken, DOWN, silent, %q", f.Status, f.Headline, f.Silence, f.Reason, c.reason)
			}
		})
	}
}

func TestNoResolverIsCouldNotLook(t *testing.T) {
	t.Parallel()
	refusing := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "udp", Err: syscall.ECONNREFUSED}
	}}
	f, err := lookFor(t, "url: https://app.example.com/", holdfast.Env{Resolver: refusing}, 2*time.Second)
	if err == nil {
		t.Errorf("finding is %s: %s; want an error: nobody could look", f.Status, f.Reason)
	}
}

func TestIPv6Loopback(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp6", "[::1]:0")
	if err != nil {
		t.Skipf("no IPv6 loopback here: %v", err)
	}
	defer func() { _ = l.Close() }()
	s := serve(t, say(200, ""))
	go func() { _ = s.Config.Serve(l) }()
	f := look(t, "url: http://"+l.Addr().String(), holdfast.Env{})
	holds("200").check(t, f)
	if diff := cmp.Diff([]any{"::1", int64(6)}, []any{f.Fact("address"), f.Fact("ip_protocol")}); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestConnectTo(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	s := serveTLS(t, ca.Issue(t, probetest.Leaf{Names: []string{"origin.example.com"}}), say(200, ""))
	env := holdfast.Env{Roots: ca.Pool(), Resolver: probetest.Resolver(t, nil)}
	for _, ip := range []string{"any", "each"} {
		f := look(t, "url: https://origin.example.com/\nip: "+ip+"\nconnect_to: "+s.Listener.Addr().String(), env)
		holds("200").check(t, f)
	}
}
