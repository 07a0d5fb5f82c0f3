package dns_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"holdfast"
	"holdfast/probes/probetest"
)

// soa is a name server that serves the zone with a serial.
func soa(serial int) handler {
	return func(q *dns.Msg, _ string) [][]byte {
		m := answer(q, fmt.Sprintf("example.com. 300 IN SOA ns1.example.com. h.example.com. %d 1 2 3 4", serial))
		m.Authoritative = true
		return pack(m)
	}
}

// notAuthoritative knows the zone from hearsay.
func notAuthoritative(q *dns.Msg, transport string) [][]byte {
	return pack(answer(q, "example.com. 300 IN SOA ns1.example.com. h.example.com. 1 1 2 3 4"))
}

// zoneEnv leads each address, at port 53, to a server on loopback.
func zoneEnv(t *testing.T, resolve handler, servers map[string]handler) holdfast.Env {
	t.Helper()
	to := map[string]string{}
	for addr, handle := range servers {
		to[net.JoinHostPort(addr, "53")] = serve(t, handle)
	}
	var d net.Dialer
	return holdfast.Env{
		Resolver: resolver(serve(t, resolve)),
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			at, ok := to[address]
			if !ok {
				return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
			}
			return d.DialContext(ctx, network, at)
		},
	}
}

func TestSameSerial(t *testing.T) {
	t.Parallel()
	const a1, a2, a6 = "203.0.114.1", "203.0.114.2", "2001:4::1"
	zone := func(more ...string) handler {
		return records(append([]string{
			"example.com. 300 IN SOA ns1.example.com. h.example.com. 1 1 2 3 4",
			"example.com. 300 IN NS ns1.example.com.", "example.com. 300 IN NS ns2.example.com.",
			"ns1.example.com. 300 IN A " + a1,
		}, more...)...)
	}
	both := zone("ns2.example.com. 300 IN A " + a2)
	fails := func(keys string, silence bool) result {
		return result{holdfast.Broken, "NAME SERVER FAILS", keys, silence}
	}
	for name, c := range map[string]struct {
		zone     handler
		servers  map[string]handler
		settings string
		want     result
		reason   string
	}{
		"the same":               {both, map[string]handler{a1: soa(7), a2: soa(7)}, "", holds(), "the same serial at 2 addresses"},
		"differ":                 {both, map[string]handler{a1: soa(7), a2: soa(8)}, "", result{holdfast.Broken, "SERIALS DIFFER", "serial", false}, "7 at ns1.example.com (203.0.114.1); 8 at ns2.example.com (203.0.114.2)"},
		"refuses":                {both, map[string]handler{a1: soa(7), a2: withCode(dns.RcodeRefused)}, "", fails("lame/ns2.example.com/"+a2, false), "answers REFUSED for its own zone"},
		"fails":                  {both, map[string]handler{a1: soa(7), a2: withCode(dns.RcodeServerFailure)}, "", fails("lame/ns2.example.com/"+a2, false), "answers SERVFAIL"},
		"without authority":      {both, map[string]handler{a1: soa(1), a2: notAuthoritative}, "", fails("lame/ns2.example.com/"+a2, false), "without authority"},
		"silent":                 {both, map[string]handler{a1: soa(7), a2: silent}, "", fails("nameserver/ns2.example.com/"+a2, true), "no answer in time"},
		"no route":               {both, map[string]handler{a1: soa(7)}, "", unknown("nameserver/ns2.example.com/" + a2), "no route from here"},
		"no address":             {zone(), map[string]handler{a1: soa(7)}, "", fails("nameserver/ns2.example.com", false), "has no address"},
		"no IPv6 here":           {zone("ns2.example.com. 300 IN A "+a2, "ns2.example.com. 300 IN AAAA "+a6), map[string]handler{a1: soa(7), a2: soa(7)}, "", unknown("nameserver/ns2.example.com/" + a6), "no IPv6 here"},
		"IPv6 out of question":   {zone("ns2.example.com. 300 IN A "+a2, "ns2.example.com. 300 IN AAAA "+a6), map[string]handler{a1: soa(7), a2: soa(7)}, "ip: 4", holds(), ""},
		"private":                {zone("ns2.example.com. 300 IN A 10.0.0.2"), map[string]handler{a1: soa(7), "10.0.0.2": soa(7)}, "", unknown("nameserver/ns2.example.com/10.0.0.2"), "was not asked"},
		"private, with consent":  {zone("ns2.example.com. 300 IN A 10.0.0.2"), map[string]handler{a1: soa(7), "10.0.0.2": soa(7)}, "private_servers: true", holds(), ""},
		"this machine":           {zone("ns2.example.com. 300 IN A 127.0.0.1"), map[string]handler{a1: soa(7), "127.0.0.1": soa(7)}, "", unknown("nameserver/ns2.example.com/127.0.0.1"), "was not asked"},
		"differ, and one silent": {zone("ns2.example.com. 300 IN A "+a2, "ns2.example.com. 300 IN A 203.0.114.3"), map[string]handler{a1: soa(7), a2: soa(8), "203.0.114.3": silent}, "", fails("nameserver/ns2.example.com/203.0.114.3 serial", false), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 4 * time.Second
			if strings.Contains(name, "silent") {
				timeout = time.Second
			}
			f := look(t, probetest.Case{Settings: "name: example.com\nsame_serial: true\n" + c.settings, Env: zoneEnv(t, c.zone, c.servers)}, timeout)
			if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// TestStationsAreAskedWithoutRecursion wants a name server to be asked for what
// it knows itself.
func TestStationsAreAskedWithoutRecursion(t *testing.T) {
	t.Parallel()
	recursive := make(chan bool, 8)
	station := func(q *dns.Msg, transport string) [][]byte {
		recursive <- q.RecursionDesired
		return soa(7)(q, transport)
	}
	zone := records("example.com. 9 IN SOA ns1.example.com. h. 7 1 2 3 4", "example.com. 9 IN NS ns1.example.com.", "ns1.example.com. 9 IN A 203.0.114.1")
	f := look(t, probetest.Case{Settings: "name: example.com\nsame_serial: true", Env: zoneEnv(t, zone, map[string]handler{"203.0.114.1": station})}, 4*time.Second)
	if f.Status != holdfast.Holds {
		t.Fatalf("finding is %s: %s", f.Status, f.Reason)
	}
	if <-recursive {
		t.Error("the name server was asked to resolve the name, want the RD flag clear")
	}
	if diff := cmp.Diff([]string{"ns1.example.com 203.0.114.1 7"}, f.Fact("serials")); diff != "" {
		t.Errorf("serials (-want +got):\n%s", diff)
	}
}
