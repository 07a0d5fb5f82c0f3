package netdial_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/probetest"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	op := func(errno syscall.Errno) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
	}
	for name, c := range map[string]struct {
		err    error
		class  netdial.Class
		local  bool
		silent bool
	}{
		"refused":            {op(syscall.ECONNREFUSED), netdial.Refused, false, false},
		"reset":              {op(syscall.ECONNRESET), netdial.Reset, false, false},
		"broken pipe":        {op(syscall.EPIPE), netdial.Reset, false, false},
		"kernel's time-out":  {op(syscall.ETIMEDOUT), netdial.Timeout, false, true},
		"host unreachable":   {op(syscall.EHOSTUNREACH), netdial.Unreachable, false, true},
		"no route":           {op(syscall.ENETUNREACH), netdial.Local, true, false},
		"no descriptors":     {op(syscall.EMFILE), netdial.Local, true, false},
		"no memory":          {op(syscall.ENOBUFS), netdial.Local, true, false},
		"no address left":    {op(syscall.EADDRNOTAVAIL), netdial.Local, true, false},
		"own firewall":       {op(syscall.EPERM), netdial.Local, true, false},
		"no IPv6":            {op(syscall.EAFNOSUPPORT), netdial.Local, true, false},
		"deadline":           {fmt.Errorf("dial: %w", context.DeadlineExceeded), netdial.Timeout, false, true},
		"deadline of a read": {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, netdial.Timeout, false, true},
		"called off":         {fmt.Errorf("dial: %w", context.Canceled), netdial.Local, true, false},
		"end of file":        {io.EOF, netdial.Closed, false, false},
		"broken off":         {io.ErrUnexpectedEOF, netdial.Closed, false, false},
		"alert":              {&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, netdial.TLS, false, false},
		"no TLS":             {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, netdial.TLS, false, false},
		"TLS in words":       {errors.New("tls: server selected unsupported protocol version 301"), netdial.TLS, false, false},
		"NXDOMAIN":           {&net.DNSError{Err: "no such host", IsNotFound: true}, netdial.NotFound, false, true},
		"SERVFAIL":           {&net.DNSError{Err: "server misbehaving", IsTemporary: true}, netdial.ServFail, false, true},
		"lame":               {&net.DNSError{Err: "lame referral"}, netdial.ServFail, false, true},
		"silent servers":     {&net.DNSError{Err: "i/o timeout", IsTimeout: true}, netdial.Timeout, false, true},
		"no resolver":        {&net.DNSError{Err: "read udp 127.0.0.1:4->127.0.0.1:53: read: connection refused", IsTemporary: true}, netdial.Local, true, false},
		"no way to it":       {&net.DNSError{Err: "dial udp 9.9.9.9:53: connect: network is unreachable", IsTemporary: true}, netdial.Local, true, false},
		"anything else":      {errors.New("the moon is full"), netdial.Local, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := netdial.Classify(c.err)
			if got != c.class || got.Local() != c.local || got.Silent() != c.silent {
				t.Errorf("Classify(%v) = %q, local %t, silent %t; want %q, %t, %t", c.err, got, got.Local(), got.Silent(), c.class, c.local, c.silent)
			}
		})
	}
}

func TestFailuresAsFaults(t *testing.T) {
	t.Parallel()
	for class, want := range map[netdial.Class]string{
		netdial.Refused: "connect", netdial.Reset: "connect", netdial.Unreachable: "connect", netdial.Timeout: "timeout",
		netdial.NotFound: "dns", netdial.ServFail: "dns", netdial.TLS: "tls", netdial.Closed: "protocol",
	} {
		fault := (&netdial.Failure{Doing: "connect to", To: "192.0.2.1:443", Class: class}).Fault()
		if fault.Key != want || fault.Status != holdfast.Broken || !strings.HasPrefix(fault.Text, "connect to 192.0.2.1:443: ") {
			t.Errorf("class %q became %+v, want a broken fault %s", class, fault, want)
		}
	}
	if fault := (&netdial.Failure{Err: errors.New("x")}).Fault(); fault.Status != holdfast.Unknown {
		t.Errorf("a local failure became %s, want unknown", fault.Status)
	}
}

func TestFailOfAContext(t *testing.T) {
	t.Parallel()
	off, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer stop()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want netdial.Class
	}{
		"called off":            {off, io.EOF, netdial.Local},
		"time up":               {late, io.EOF, netdial.Timeout},
		"refused before it":     {late, syscall.ECONNREFUSED, netdial.Refused},
		"closed, time is there": {t.Context(), io.EOF, netdial.Closed},
	} {
		if got := netdial.Fail(c.ctx, "do", "it", c.err).Class; got != c.want {
			t.Errorf("%s: class %q, want %q", name, got, c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	zone := probetest.Zone{"both.example.com": {"192.0.2.1", "2001:db8::1"}, "four.example.com": {"192.0.2.1"}}
	d := netdial.New(holdfast.Env{Resolver: probetest.Resolver(t, zone)})
	for name, c := range map[string]struct {
		host   string
		family netdial.Family
		want   []string
		class  netdial.Class
	}{
		"any":             {"both.example.com", netdial.Any, []string{"192.0.2.1", "2001:db8::1"}, 0},
		"IPv4":            {"both.example.com", netdial.IPv4, []string{"192.0.2.1"}, 0},
		"IPv6":            {"both.example.com", netdial.IPv6, []string{"2001:db8::1"}, 0},
		"no IPv6 of it":   {"four.example.com", netdial.IPv6, nil, netdial.NotFound},
		"no such name":    {"none.example.com", netdial.Any, nil, netdial.NotFound},
		"servers fail":    {"x.servfail", netdial.Any, nil, netdial.ServFail},
		"an address":      {"192.0.2.9", netdial.Any, []string{"192.0.2.9"}, 0},
		"a mapped one":    {"::ffff:192.0.2.9", netdial.IPv4, []string{"192.0.2.9"}, 0},
		"of other family": {"192.0.2.9", netdial.IPv6, nil, netdial.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addrs, _, err := d.Resolve(t.Context(), c.host, c.family)
			var got []string
			for _, a := range addrs {
				got = append(got, a.String())
			}
			less := func(a, b string) bool { return a < b }
			if diff := cmp.Diff(c.want, got, sortStrings(less)); diff != "" {
				t.Errorf("addresses (-want +got):\n%s", diff)
			}
			if class := classOf(err); class != c.class {
				t.Errorf("error %v is %q, want %q", err, class, c.class)
			}
		})
	}
}

// sortStrings compares lists without their order.
func sortStrings(less func(a, b string) bool) cmp.Option {
	return cmp.Transformer("sorted", func(in []string) map[string]int {
		out := map[string]int{}
		for _, s := range in {
			out[s]++
		}
		_ = less
		return out
	})
}

// classOf is the class of an error, 0 for none.
func classOf(err error) netdial.Class {
	if f, ok := errors.AsType[*netdial.Failure](err); ok {
		return f.Class
	}
	return 0
}

// fate is how a pretended address behaves: how long it takes, and what comes.
type fate struct {
	after time.Duration
	err   error
}

// open counts the pretended connections that are open.
type open struct {
	net.Conn
	n *atomic.Int32
}

// Close implements net.Conn.
func (o open) Close() error { o.n.Add(-1); return nil }

// pretend returns a dialer for a world of fates, and the count of connections
// that are open.
func pretend(fates map[string]fate) (*netdial.Dialer, *atomic.Int32) {
	n := new(atomic.Int32)
	dial := func(ctx context.Context, _, address string) (net.Conn, error) {
		f := fates[address]
		select {
		case <-time.After(f.after):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if f.err != nil {
			return nil, f.err
		}
		n.Add(1)
		return open{n: n}, nil
	}
	return netdial.New(holdfast.Env{Dial: dial}), n
}

func TestConnectRaces(t *testing.T) {
	t.Parallel()
	const a, b, c = "192.0.2.1:80", "192.0.2.2:80", "[2001:db8::1]:80"
	refused, never := fate{0, syscall.ECONNREFUSED}, fate{time.Hour, nil}
	for name, tc := range map[string]struct {
		fates map[string]fate
		won   string
		took  time.Duration
		class netdial.Class
		text  string
	}{
		"the first, at once":           {map[string]fate{a: {}, b: {}, c: {}}, "192.0.2.1", 0, 0, ""},
		"the second at a refusal":      {map[string]fate{a: refused, b: {}, c: {}}, "192.0.2.2", 0, 0, ""},
		"the second after a start":     {map[string]fate{a: never, b: {}, c: {}}, "192.0.2.2", netdial.HeadStart, 0, ""},
		"the third after two":          {map[string]fate{a: never, b: never, c: {}}, "2001:db8::1", 2 * netdial.HeadStart, 0, ""},
		"the first, though slow":       {map[string]fate{a: {300 * time.Millisecond, nil}, b: never, c: never}, "192.0.2.1", 300 * time.Millisecond, 0, ""},
		"two at once":                  {map[string]fate{a: {netdial.HeadStart, nil}, b: {}, c: never}, "", netdial.HeadStart, 0, ""},
		"all refuse":                   {map[string]fate{a: refused, b: refused, c: refused}, "", 0, netdial.Refused, "connect to any address: 192.0.2.1:80 refused (RST), 192.0.2.2:80 refused (RST), [2001:db8::1]:80 refused (RST)"},
		"a refusal beats no route":     {map[string]fate{a: {0, syscall.ENETUNREACH}, b: refused, c: {0, syscall.ENETUNREACH}}, "", 0, netdial.Refused, ""},
		"a refusal beats silence":      {map[string]fate{a: never, b: refused, c: never}, "", 5 * time.Second, netdial.Refused, ""},
		"silence beats no route":       {map[string]fate{a: never, b: never, c: {0, syscall.ENETUNREACH}}, "", 5 * time.Second, netdial.Timeout, ""},
		"no route at all is our fault": {map[string]fate{a: {0, syscall.ENETUNREACH}, b: {0, syscall.ENETUNREACH}, c: {0, syscall.EMFILE}}, "", 0, netdial.Local, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d, live := pretend(tc.fates)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				addrs := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("2001:db8::1")}
				conn, err := d.Connect(ctx, addrs, 80)
				if (tc.won != "" && conn.Addr.String() != tc.won) || conn.Took != tc.took || classOf(err) != tc.class {
					t.Errorf("got %v in %s, error %v; want %s in %s, class %q", conn.Addr, conn.Took, err, tc.won, tc.took, tc.class)
				}
				if tc.text != "" && err.Error() != tc.text {
					t.Errorf("error is %q, want %q", err, tc.text)
				}
				if want := boolToInt(err == nil); live.Load() != want {
					t.Errorf("%d connections are open, want %d", live.Load(), want)
				}
			})
		})
	}
}

// boolToInt is 1 for true.
func boolToInt(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

func TestConnectToNothing(t *testing.T) {
	t.Parallel()
	d, _ := pretend(nil)
	if _, err := d.Connect(t.Context(), nil, 80); classOf(err) != netdial.NotFound {
		t.Errorf("connecting to no address gave %v, want a failure of class %q", err, netdial.NotFound)
	}
}

func TestSplitHostPort(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct {
		host string
		port uint16
		bad  bool
	}{
		"app.example.com":      {"app.example.com", 0, false},
		"APP.example.com:8443": {"app.example.com", 8443, false},
		"192.0.2.1":            {"192.0.2.1", 0, false},
		"192.0.2.1:80":         {"192.0.2.1", 80, false},
		"2001:DB8::1":          {"2001:db8::1", 0, false},
		"[2001:db8::1]":        {"2001:db8::1", 0, false},
		"[2001:db8::1]:443":    {"2001:db8::1", 443, false},
		"bücher.example":       {"xn--bcher-kva.example", 0, false},
		"":                     {bad: true},
		":80":                  {bad: true},
		"host:0":               {bad: true},
		"host:65536":           {bad: true},
		"host:http":            {bad: true},
		"https://host/":        {bad: true},
		"user@host":            {bad: true},
		"two words":            {bad: true},
		"fe80::1%eth0":         {bad: true},
		"[fe80::1%eth0]:4":     {bad: true},
	} {
		host, port, err := netdial.SplitHostPort(in)
		if (err != nil) != want.bad || !want.bad && (host != want.host || port != want.port) {
			t.Errorf("SplitHostPort(%q) = %q, %d, %v; want %+v", in, host, port, err, want)
		}
	}
}

func FuzzSplitHostPort(f *testing.F) {
	for _, seed := range []string{"a:1", "[::1]:2", "::1", "bücher", "a%zone:3", "[fe80::1%eth0]:4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		host, port, err := netdial.SplitHostPort(s)
		if err != nil {
			return
		}
		again, samePort, err := netdial.SplitHostPort(net.JoinHostPort(host, "1"))
		if err != nil || again != host || samePort != 1 {
			t.Errorf("%q became %q:%d, which reads as %q:%d (%v)", s, host, port, again, samePort, err)
		}
	})
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]bool{
		"9.9.9.9": true, "2620:fe::fe": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "224.0.0.1": false, "0.0.0.0": false, "::1": false, "fe80::1": false, "fd00::1": false, "::": false,
		"255.255.255.255": false,
	} {
		if got := netdial.Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("Public(%s) = %t, want %t", addr, got, want)
		}
	}
}
