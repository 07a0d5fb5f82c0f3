package unreachable

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
	"holdfast/probes/probetest"
)

// serve starts a listener that hands each connection to talk, and returns its
// address.
func serve(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				talk(conn)
			}()
		}
	}()
	return l.Addr().String()
}

// openRedis is a Redis without a password.
func openRedis(conn net.Conn) {
	in := bufio.NewScanner(conn)
	for in.Scan() {
		switch in.Text() {
		case "PING":
			_, _ = io.WriteString(conn, "+PONG\r\n")
		case "INFO server":
			_, _ = io.WriteString(conn, "$31\r\n# Server\r\nredis_version:7.0.15\r\n\r\n")
		}
	}
}

// stranger speaks no protocol of ours.
func stranger(conn net.Conn) { _, _ = io.WriteString(conn, "220 hello\r\n") }

// through is a dialer that leads every port to the listener named for it, and
// fails on all others.
func through(routes map[string]string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		to, ok := routes[address]
		if !ok {
			return nil, errors.New("connection refused")
		}
		var d net.Dialer
		return d.DialContext(ctx, network, to)
	}
}

// make builds a prober from YAML, with an engine that answers.
func newProber(t *testing.T, settings string, env holdfast.Env, answer func(uint16) (sweep.State, string)) *prober {
	t.Helper()
	made, err := build(env, probetest.Decode(settings))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := made.(*prober)
	if !ok {
		t.Fatalf("made a %T", made)
	}
	p.engine = sweep.Fake{Answer: func(_ netip.Addr, port uint16) (sweep.State, netip.Addr) {
		s, from := answer(port)
		addr, _ := netip.ParseAddr(from)
		return s, addr
	}}
	p.hops = hops.Fake{}
	return p
}

// as answers: the listed ports as given, all others as rest.
func as(rest sweep.State, some map[uint16]sweep.State) func(uint16) (sweep.State, string) {
	return func(port uint16) (sweep.State, string) {
		if s, ok := some[port]; ok {
			return s, ""
		}
		return rest, ""
	}
}

// outcome is what a test wants of a finding.
type outcome struct {
	Status   holdfast.Status
	Headline string
	Reason   string
	Keys     []string
}

func outcomeOf(f holdfast.Finding) outcome {
	out := outcome{Status: f.Status, Headline: f.Headline, Reason: f.Reason}
	for _, fault := range f.Faults {
		out.Keys = append(out.Keys, fault.Key)
	}
	return out
}

const (
	two        = "host: 127.0.0.9\nfrom: inside\nservices: [redis, mysql]\n"
	controlled = two + "control: tcp://127.0.0.1:4430\n"
)

func TestLook(t *testing.T) {
	t.Parallel()
	redis, odd := serve(t, openRedis), serve(t, stranger)
	dial := through(map[string]string{"127.0.0.9:6379": redis, "127.0.0.9:3306": odd, "127.0.0.1:4430": odd})
	open, noControl := holdfast.Env{Dial: dial, Egress: "open"}, through(map[string]string{})
	for name, c := range map[string]struct {
		settings string
		env      holdfast.Env
		answer   func(uint16) (sweep.State, string)
		want     outcome
	}{
		"all reset": {
			two,
			holdfast.Env{Dial: dial},
			as(sweep.Closed, nil),
			outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 closed (RST: nothing listens there, a database that died looks the same)", nil},
		},
		"redis answers": {
			two,
			holdfast.Env{Dial: dial},
			as(sweep.Closed, map[uint16]sweep.State{6379: sweep.Open}),
			outcome{holdfast.Broken, "EXPOSED", "127.0.0.9: seen from inside: 127.0.0.9:6379 said Redis 7.0.15, no AUTH asked; nothing written; wanted no answer", []string{"port/6379"}},
		},
		"something else at mysql's port": {
			two,
			holdfast.Env{Dial: dial},
			as(sweep.Closed, map[uint16]sweep.State{3306: sweep.Open}),
			outcome{holdfast.Broken, "EXPOSED", "127.0.0.9: seen from inside: 127.0.0.9:3306 said SMTP, greets as a mail server; nothing written; wanted no answer", []string{"port/3306"}},
		},
		"silent, egress not declared": {
			two,
			holdfast.Env{Dial: dial},
			as(sweep.Filtered, map[uint16]sweep.State{443: sweep.Open}),
			outcome{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: no answer on 3306, 6379, 16379, 26379, 33060 on 127.0.0.9, and nothing shows that our own way out lets these ports through", []string{"egress"}},
		},
		"silent, egress declared, 443 answers": {
			two, open, as(sweep.Filtered, map[uint16]sweep.State{443: sweep.Open}),
			outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 silent (egress is declared open); 127.0.0.9:443 answered meanwhile", nil},
		},
		"silent, egress declared, no life": {
			two, open, as(sweep.Filtered, nil),
			outcome{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: nothing answers on 127.0.0.9 (asked 22, 80, 443, 3306, 6379, 16379 and 2 more): a dead host, a moved one and a firewall that drops look the same from here", []string{"sight/127.0.0.9"}},
		},
		"too few tries, egress declared": {
			two, open, as(sweep.Unknown, map[uint16]sweep.State{443: sweep.Open}),
			outcome{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: no answer on 3306, 6379, 16379, 26379, 33060 on 127.0.0.9 (our own system does not let some of them out), and they were not asked often enough: a lost packet looks the same", []string{"tries"}},
		},
		"silent, egress declared, the control answers": {
			controlled, open, as(sweep.Filtered, nil),
			outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 silent (egress is declared open); the control tcp://127.0.0.1:4430 answered", nil},
		},
		"silent, the control answers, egress not declared": {
			controlled,
			holdfast.Env{Dial: dial},
			as(sweep.Filtered, nil),
			outcome{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: no answer on 3306, 6379, 16379, 26379, 33060 on 127.0.0.9, and nothing shows that our own way out lets these ports through", []string{"egress"}},
		},
		"the control is silent": {
			controlled,
			holdfast.Env{Dial: noControl, Egress: "open"},
			as(sweep.Closed, nil),
			outcome{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: the control tcp://127.0.0.1:4430 did not answer (connection refused): this look proves nothing", []string{"control"}},
		},
		"rejected by a router": {
			two,
			holdfast.Env{Dial: dial},
			func(p uint16) (sweep.State, string) {
				if p == 443 {
					return sweep.Open, ""
				}
				return sweep.Rejected, "127.0.0.1"
			},
			outcome{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: no answer on 3306, 6379, 16379, 26379, 33060 on 127.0.0.9 (rejected by 127.0.0.1), and nothing shows that our own way out lets these ports through", []string{"egress"}},
		},
		"rejected by the target": {
			two,
			holdfast.Env{Dial: dial},
			func(p uint16) (sweep.State, string) {
				if p == 443 {
					return sweep.Open, ""
				}
				return sweep.Rejected, "127.0.0.9"
			},
			outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 refused by the target (ICMP)", nil},
		},
		"something accepts everything, a redis among it": {
			two,
			holdfast.Env{Dial: dial},
			as(sweep.Open, nil),
			outcome{holdfast.Broken, "EXPOSED", "127.0.0.9: seen from inside: 127.0.0.9:6379 said Redis 7.0.15, no AUTH asked; nothing written; wanted no answer", []string{"port/6379", "accept-all/127.0.0.9"}},
		},
		"asked from outside": {
			"host: 127.0.0.9\n", open, as(sweep.Closed, nil),
			outcome{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: 127.0.0.9 is seen from inside; that proves nothing about outside", []string{"inside/127.0.0.9"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := newProber(t, c.settings, c.env, c.answer).Probe(t.Context(), holdfast.Look{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, outcomeOf(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBlind: a look that lost sight is unknown, also when all was RST before.
func TestBlind(t *testing.T) {
	t.Parallel()
	p := newProber(t, two, holdfast.Env{Egress: "open"}, nil)
	p.engine = sweep.Fake{Blind: true, Answer: func(netip.Addr, uint16) (sweep.State, netip.Addr) { return sweep.Closed, netip.Addr{} }}
	f, err := p.Probe(t.Context(), holdfast.Look{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Status != holdfast.Unknown || f.Headline != "COULD NOT LOOK" {
		t.Errorf("%v %q %s; want unknown, could not look", f.Status, f.Headline, f.Reason)
	}
}

// TestAnyPort: at a port that the table does not know, every language is tried.
func TestAnyPort(t *testing.T) {
	t.Parallel()
	dial := through(map[string]string{"127.0.0.9:17777": serve(t, openRedis)})
	p := newProber(t, two+"ports: [17777]\n", holdfast.Env{Dial: dial}, as(sweep.Closed, map[uint16]sweep.State{17777: sweep.Open}))
	f, err := p.Probe(t.Context(), holdfast.Look{})
	if err != nil {
		t.Fatal(err)
	}
	want := "127.0.0.9:17777 said Redis 7.0.15, no AUTH asked; nothing written; wanted no answer"
	if diff := cmp.Diff([]string{"port/17777"}, f.FaultKeys(holdfast.Broken)); diff != "" || f.Faults[0].Text != want {
		t.Errorf("faults %+v; want port/17777: %s", f.Faults, want)
	}
}

func TestPortFacts(t *testing.T) {
	t.Parallel()
	dial := through(map[string]string{"127.0.0.9:6379": serve(t, openRedis)})
	p := newProber(t, "host: 127.0.0.9\nfrom: inside\nservices: [redis]\n", holdfast.Env{Dial: dial}, as(sweep.Closed, map[uint16]sweep.State{6379: sweep.Open}))
	f, err := p.Probe(t.Context(), holdfast.Look{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"address=127.0.0.9 port=6379 proto=tcp state=open service=redis version=7.0.15 access=open proof=syn-ack",
		"address=127.0.0.9 port=16379 proto=tcp state=closed service=redis proof=rst",
		"address=127.0.0.9 port=26379 proto=tcp state=closed service=redis proof=rst",
	}
	if diff := cmp.Diff(want, f.Fact("ports")); diff != "" {
		t.Errorf("ports (-want +got):\n%s", diff)
	}
}

func TestNoName(t *testing.T) {
	t.Parallel()
	resolver := probetest.Resolver(t, probetest.Zone{"www.example.com": {"203.0.113.1"}, "db.example.com": {"203.0.113.40"}})
	for name, c := range map[string]struct {
		host, control string
		want          outcome
		err           string
	}{
		"no name, the control is known": {
			host: "db2.example.com", control: "www.example.com",
			want: outcome{holdfast.Holds, "", "db2.example.com has no address, as wanted; the same resolver knows www.example.com", nil},
		},
		"a name": {
			host: "db.example.com", control: "www.example.com",
			want: outcome{holdfast.Broken, "EXPOSED", "db.example.com has the address 203.0.113.40; wanted no name", []string{"name"}},
		},
		"no name, the domain above is known": {
			host: "db.www.example.com",
			want: outcome{holdfast.Holds, "", "db.www.example.com has no address, as wanted; the same resolver knows www.example.com", nil},
		},
		"no name, nothing above is known": {host: "db2.elsewhere.test", err: "db2.elsewhere.test has no address, but no domain above it is known either"},
		"no name, the control neither":    {host: "db2.example.com", control: "www2.example.com", err: "db2.example.com has no address, but the control name is not known either: resolve www2.example.com"},
		"the resolver fails":              {host: "db.servfail", control: "www.example.com", err: "resolve db.servfail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := fmt.Sprintf("host: %s\nexpect: no-name\ncontrol_name: %q\n", c.host, c.control)
			f, err := newProber(t, settings, holdfast.Env{Resolver: resolver}, nil).Probe(t.Context(), holdfast.Look{})
			if c.err != "" {
				if err == nil || !strings.HasPrefix(err.Error(), c.err) {
					t.Fatalf("error %v; want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, outcomeOf(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSettingErrors(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"host: ''\n":                                         `host: "" is no host; want a name or an address, without port or path`,
		"host: h\nip: 5\n":                                   `ip: "5" is not known; want any or 4 or 6`,
		"host: h\nexpect: nothing\n":                         `expect: "nothing" is not known; want no-name`,
		"host: h\nservices: [nginx]\n":                       `services.0: "nginx" is no known service; want some of redis, mysql, postgresql, mongodb, elasticsearch, memcached, mssql, oracle, cassandra, couchdb, influxdb, clickhouse, neo4j, db2, rethinkdb, etcd, or name the port under ports:`,
		"host: h\nports: [0]\n":                              `ports: 0 is no port; want 1 to 65535`,
		"host: h\ncontrol: app:443\n":                        `control: "app:443" is no control; want one such as tcp://app.example.com:443`,
		"host: h\ncontrol: tcp://app:0\n":                    `control: "tcp://app:0" is no control; want one such as tcp://app.example.com:443`,
		"host: h\nexpect: no-name\ncontrol: tcp://app:443\n": `control: with expect: no-name no port is asked; name a name that exists under control_name:`,
	} {
		t.Run(settings, func(t *testing.T) {
			t.Parallel()
			_, err := build(holdfast.Env{}, probetest.Decode(settings))
			if err == nil || err.Error() != want {
				t.Errorf("error %v; want %s", err, want)
			}
		})
	}
}
