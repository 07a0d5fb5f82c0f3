package netdial_test

import (
	"context"
	"net"
	"regexp"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// resolverOf returns a resolver whose server answers a question with a code, or
// not at all when the code is negative; root is the code for the root, and later
// that for a name once the root was asked for.
func resolverOf(t *testing.T, code, root, later int) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			answer := code
			if m.Questions[0].Name.String() == "." {
				answer, code = root, later
			}
			if answer < 0 {
				continue
			}
			m.Response, m.RecursionAvailable, m.Additionals, m.RCode = true, true, nil, dnsmessage.RCode(answer)
			if q := m.Questions[0]; answer == 0 && q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 7}}}}
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from) // a lost reply is the asker's time-out
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// A name that fails is the name's failure only while the resolver answers for
// the root.
func TestResolverIsTheControl(t *testing.T) {
	t.Parallel()
	const silent, servfail, nxdomain = -1, 2, 3
	for name, c := range map[string]struct {
		code, root int
		want       netdial.Class
		text       string
	}{
		"silent for the name":  {silent, nxdomain, netdial.Timeout, "look up shop.example.com: no answer in time, though the resolver answers for the root of all names"},
		"silent for all":       {silent, silent, netdial.Local, "look up shop.example.com: could not ask from this machine: the resolver gives no answer in time"},
		"fails for the name":   {servfail, nxdomain, netdial.ServFail, "look up shop.example.com: the name servers failed (SERVFAIL)"},
		"fails for all":        {servfail, servfail, netdial.Local, "look up shop.example.com: could not ask from this machine: the resolver fails for the root of all names too (SERVFAIL)"},
		"knows of no such one": {nxdomain, silent, netdial.NotFound, "look up shop.example.com: no such name or no address (NXDOMAIN or no data)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			d := netdial.New(holdfast.Env{Resolver: resolverOf(t, c.code, c.root, c.code)})
			_, _, err := d.Resolve(ctx, "shop.example.com", netdial.Any)
			if got := classOf(err); got != c.want {
				t.Errorf("error %v is %q, want %q", err, got, c.want)
			}
			got := regexp.MustCompile(`resolver 127\.0\.0\.1:\d+|resolver \[?[0-9a-f.:]+\]?:53`).ReplaceAllString(err.Error(), "resolver")
			if got != c.text {
				t.Errorf("error %q, want %q", got, c.text)
			}
		})
	}
}

// What this machine lacks is said in words, without ports that change from look
// to look.
func TestLocalSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	udp := &net.DNSError{Server: "127.0.0.1:53", Err: "read udp 127.0.0.1:40000->127.0.0.1:53: read: connection refused"}
	for want, c := range map[string]struct {
		doing, to string
		err       error
	}{
		"connect to [2001:db8::1]:80: could not ask from this machine: no IPv6 here (network is unreachable)":                    {"connect to", "[2001:db8::1]:80", dialed(syscall.ENETUNREACH)},
		"connect to [2001:db8::1]:80: could not ask from this machine: no IPv6 here (cannot assign requested address)":           {"connect to", "[2001:db8::1]:80", dialed(syscall.EADDRNOTAVAIL)},
		"connect to 192.0.2.1:80: could not ask from this machine: no route from here (network is unreachable)":                  {"connect to", "192.0.2.1:80", dialed(syscall.ENETUNREACH)},
		"connect to 192.0.2.1:80: could not ask from this machine: too many open files":                                          {"connect to", "192.0.2.1:80", dialed(syscall.EMFILE)},
		"look up a.example.com: could not ask from this machine: the resolver 127.0.0.1:53 cannot be asked (connection refused)": {"look up", "a.example.com", udp},
	} {
		if got := netdial.Fail(t.Context(), c.doing, c.to, c.err).Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// dialed is the error of a connection that this machine could not make.
func dialed(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: errno}
}

// A question that was lost while the way was cut is put again once the root is
// known, and its answer is what counts.
func TestNameIsAskedForAgain(t *testing.T) {
	t.Parallel()
	const silent, found, servfail, nxdomain = -1, 0, 2, 3
	for name, c := range map[string]struct {
		code, later int
		want        netdial.Class // the zero value: found
	}{
		"lost, then found":        {silent, found, 0},
		"lost, then no such name": {silent, nxdomain, netdial.NotFound},
		"failed, then found":      {servfail, found, 0},
		"failed, then lost":       {servfail, silent, netdial.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			d := netdial.New(holdfast.Env{Resolver: resolverOf(t, c.code, nxdomain, c.later)})
			addrs, _, err := d.Resolve(ctx, "shop.example.com", netdial.Any)
			if c.want == 0 && (err != nil || len(addrs) != 1 || addrs[0].String() != "192.0.2.7" || ctx.Err() != nil) {
				t.Errorf("%v, %v (%v), want 192.0.2.7 in time", addrs, err, ctx.Err())
			}
			if c.want != 0 && classOf(err) != c.want {
				t.Errorf("error %v is %q, want %q", err, classOf(err), c.want)
			}
		})
	}
}
