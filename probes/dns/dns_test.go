package dns_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"holdfast"
	kind "holdfast/probes/dns"
	"holdfast/probes/probetest"
)

// result is what a table wants of a finding.
type result struct {
	Status   holdfast.Status
	Headline string
	Keys     string
	Silence  bool
}

func resultOf(f holdfast.Finding) result {
	keys := make([]string, 0, len(f.Faults))
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	return result{f.Status, f.Headline, strings.Join(keys, " "), f.Silence}
}

func holds() result { return result{Status: holdfast.Holds} }

func wrong(keys string) result { return result{holdfast.Broken, "WRONG ANSWER", keys, false} }

func unknown(keys string) result { return result{holdfast.Unknown, "COULD NOT LOOK", keys, false} }

// look takes one look within a time; an error is the finding that it becomes.
func look(t *testing.T, c probetest.Case, timeout time.Duration) holdfast.Finding {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	f, err := probetest.New(t, kind.Kind(), c).Probe(ctx, holdfast.Look{})
	if err != nil {
		return holdfast.CouldNotLook(err)
	}
	return f
}

func TestSuite(t *testing.T) {
	with := func(transport string, handle handler) func(*testing.T) probetest.Case {
		return func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: "name: example.com\ntransport: " + transport + "\nserver: " + serve(t, handle) + "\nanswers: {exactly: [192.0.2.1]}\n"}
		}
	}
	probetest.Run(t, probetest.Suite{
		Kind:  kind.Kind(),
		Good:  with("udp", records("example.com. 300 IN A 192.0.2.1")),
		Bad:   with("udp", records("example.com. 300 IN A 192.0.2.2")),
		Empty: with("tcp", func(*dns.Msg, string) [][]byte { return [][]byte{nil} }),
		Hang:  with("udp", silent),
	})
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	zone := serve(t, records(
		"example.com. 300 IN A 192.0.2.1", "example.com. 60 IN A 192.0.2.2", "example.com. 300 IN AAAA 2001:db8::1",
		"example.com. 300 IN MX 10 Mail.Example.com.", "example.com. 300 IN MX 20 mx2.example.com.",
		`example.com. 300 IN TXT "v=spf1 " "-all"`, `quoted.example.com. 300 IN TXT "a\"b\\c\200"`,
		"example.com. 300 IN NS ns1.example.com.", `example.com. 300 IN CAA 0 issue "ca.example"`,
		"_sip._tcp.example.com. 300 IN SRV 10 5 5060 sip.example.com.", "www.example.com. 300 IN CNAME example.com.",
		"1.2.0.192.in-addr.arpa. 300 IN PTR example.com.", "example.com. 300 IN SOA ns1.example.com. h.example.com. 7 1 2 3 4",
	))
	for name, c := range map[string]struct {
		settings string
		want     result
		reason   string
	}{
		"a record":              {"{name: example.com}", holds(), "answered 192.0.2.1, 192.0.2.2 in"},
		"exactly":               {"{name: example.com, answers: {exactly: [192.0.2.2, 192.0.2.1]}}", holds(), ""},
		"exactly, one missing":  {"{name: example.com, answers: {exactly: [192.0.2.1]}}", wrong("answer"), "wanted exactly 192.0.2.1"},
		"contain":               {"{name: example.com, type: MX, answers: {contain: [10 MAIL.example.com.]}}", holds(), "10 mail.example.com, 20 mx2.example.com"},
		"contain, missing":      {"{name: example.com, type: mx, answers: {contain: [30 mail.example.com]}}", wrong("answer"), "wanted 30 mail.example.com among them"},
		"match":                 {"{name: example.com, type: TXT, answers: {match: '^v=spf1 -all$'}}", holds(), ""},
		"match, none":           {"{name: example.com, type: TXT, answers: {match: dkim}}", wrong("answer"), `wanted one that matches "dkim"`},
		"forbid":                {"{name: example.com, type: TXT, answers: {forbid: spf}}", wrong("answer"), `wanted none that matches "spf"`},
		"forbid, none":          {"{name: example.com, answers: {forbid: spf}}", holds(), ""},
		"at least":              {"{name: example.com, answers: {at_least: 2}}", holds(), ""},
		"at least, too few":     {"{name: example.com, type: AAAA, answers: {at_least: 2}}", wrong("answer"), "wanted at least 2"},
		"no record":             {"{name: nothing.example.com}", wrong("answer"), "answers no record for nothing.example.com A"},
		"none wanted":           {"{name: nothing.example.com, answers: {none: true}}", holds(), "NOERROR without a record"},
		"none wanted, some":     {"{name: example.com, answers: {none: true}}", wrong("answer"), "wanted none"},
		"long address":          {"{name: example.com, type: AAAA, answers: {exactly: ['2001:0db8:0:0::1']}}", holds(), ""},
		"CAA":                   {`{name: example.com, type: CAA, answers: {exactly: ['0 issue "ca.example"']}}`, holds(), ""},
		"SRV":                   {"{name: _sip._tcp.example.com, type: SRV, answers: {exactly: [10 5 5060 sip.example.com]}}", holds(), ""},
		"CNAME":                 {"{name: www.example.com, type: CNAME, answers: {exactly: [Example.com]}}", holds(), ""},
		"NS":                    {"{name: EXAMPLE.com., type: NS, answers: {exactly: [ns1.example.com]}}", holds(), ""},
		"PTR of an address":     {"{name: 192.0.2.1, type: PTR, answers: {exactly: [example.com]}}", holds(), ""},
		"SOA":                   {"{name: example.com, type: SOA, answers: {match: ' 7 1 2 3 4$'}}", holds(), ""},
		"TXT as it is":          {`{name: quoted.example.com, type: TXT, answers: {match: '^a"b\\c'}}`, holds(), `a"b\c`},
		"time to live":          {"{name: example.com, min_ttl: 5m}", wrong("ttl"), "with a time to live of 1m, wanted at least 5m"},
		"time to live, enough":  {"{name: example.com, min_ttl: 1m}", holds(), ""},
		"slow":                  {"{name: example.com, max_time: 1ns}", result{holdfast.Broken, "SLOW", "time", false}, "wanted at most 1ns"},
		"code, but answers":     {"{name: example.com, response_code: NXDOMAIN}", wrong("response-code"), "answers NOERROR for example.com A"},
		"over TCP":              {"{name: example.com, transport: tcp}", holds(), ""},
		"without recursion":     {"{name: example.com, recursion: false}", holds(), ""},
		"does not validate":     {"{name: example.com, validated: true}", unknown("validated"), "no AD flag for the root"},
		"no zone's name":        {"{name: www.example.com, type: CNAME, same_serial: true}", result{holdfast.Broken, "NAME SERVER FAILS", "delegation", false}, "no NS records"},
		"two things are wrong":  {"{name: example.com, min_ttl: 1h, answers: {at_least: 9}}", wrong("answer ttl"), "(and 1 more)"},
		"name server's address": {"{name: example.com, type: SOA, same_serial: true}", result{holdfast.Broken, "NAME SERVER FAILS", "nameserver/ns1.example.com", false}, "has no address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := look(t, probetest.Case{Settings: strings.TrimSuffix(c.settings, "}") + ", server: '" + zone + "'}"}, 5*time.Second)
			if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// then answers the nth question over each transport with the nth handler.
func then(handlers ...handler) handler {
	var n atomic.Int64
	return func(q *dns.Msg, transport string) [][]byte {
		i := min(int(n.Add(1)), len(handlers)) - 1
		return handlers[i](q, transport)
	}
}

func good(q *dns.Msg, _ string) [][]byte {
	return pack(answer(q, q.Question[0].Name+" 300 IN A 192.0.2.1"))
}

func withCode(rcode int) handler {
	return func(q *dns.Msg, _ string) [][]byte { return pack(code(q, rcode)) }
}

func truncated(q *dns.Msg, transport string) [][]byte {
	if transport == "tcp" {
		return good(q, transport)
	}
	m := answer(q)
	m.Truncated = true
	return pack(m)
}

// onUDP truncates over UDP, and leaves TCP to another.
func onUDP(tcp handler) handler {
	return func(q *dns.Msg, transport string) [][]byte {
		if transport == "tcp" {
			return tcp(q, transport)
		}
		return truncated(q, transport)
	}
}

// change packs a good answer and changes its bytes.
func change(how func(raw []byte) []byte) handler {
	return func(q *dns.Msg, transport string) [][]byte { return [][]byte{how(good(q, transport)[0])} }
}

func TestServers(t *testing.T) {
	t.Parallel()
	down := func(key string, silence bool) result { return result{holdfast.Broken, "DOWN", key, silence} }
	otherName := func(q *dns.Msg, transport string) [][]byte {
		m := answer(q, "example.com. 300 IN A 192.0.2.66")
		m.Question[0].Name = "example.org."
		return append(pack(m), good(q, transport)...)
	}
	forged := func(q *dns.Msg, transport string) [][]byte {
		m := answer(q, "example.com. 300 IN A 192.0.2.66")
		m.Id++
		return append(pack(m), good(q, transport)...)
	}
	formErr := func(q *dns.Msg, transport string) [][]byte {
		if q.IsEdns0() == nil {
			return good(q, transport)
		}
		return pack(code(q, dns.RcodeFormatError))
	}
	unrelated := func(q *dns.Msg, _ string) [][]byte {
		return pack(answer(q, "example.org. 300 IN A 192.0.2.1"))
	}
	circle := func(q *dns.Msg, _ string) [][]byte {
		return pack(answer(q, "example.com. 1 IN CNAME b.example.com.", "b.example.com. 1 IN CNAME example.com."))
	}
	alias := func(q *dns.Msg, _ string) [][]byte {
		return pack(answer(q, "cdn.example.net. 9 IN A 192.0.2.1", "example.com. 9 IN CNAME CDN.example.net."))
	}
	for name, c := range map[string]struct {
		handle   handler
		settings string
		want     result
		reason   string
	}{
		"answers":                   {good, "", holds(), "answered 192.0.2.1"},
		"loses the first question":  {then(silent, good), "", holds(), ""},
		"does not fit":              {truncated, "", holds(), ""},
		"cut in a record":           {onUDP(good), "", holds(), ""},
		"forged id before":          {forged, "", holds(), "answered 192.0.2.1"},
		"other question before":     {otherName, "", holds(), "answered 192.0.2.1"},
		"knows no EDNS":             {formErr, "", holds(), ""},
		"alias":                     {alias, "", holds(), "192.0.2.1"},
		"alias in a circle":         {circle, "", wrong("answer"), "no record"},
		"records of somebody else":  {unrelated, "", wrong("answer"), "no record"},
		"silent":                    {silent, "", down("timeout", true), "no answer in time"},
		"silent over TCP":           {silent, "transport: tcp", down("timeout", true), "no answer in time"},
		"wrong ids only":            {change(func(raw []byte) []byte { raw[0] ^= 1; return raw }), "", down("timeout", true), "packets with another id or question were passed over"},
		"a question, no answer":     {change(func(raw []byte) []byte { raw[2] &^= 0x80; return raw }), "", down("timeout", true), "were passed over"},
		"short packets":             {change(func(raw []byte) []byte { return raw[:11] }), "", down("timeout", true), "were passed over"},
		"cut":                       {change(func(raw []byte) []byte { return raw[:len(raw)-3] }), "", down("protocol", false), "bytes that are no DNS message"},
		"hostile lengths":           {change(func(raw []byte) []byte { raw[6], raw[7] = 0xff, 0xff; return raw }), "", down("protocol", false), ""},
		"closes over TCP":           {func(*dns.Msg, string) [][]byte { return [][]byte{nil} }, "transport: tcp", down("protocol", false), "closed by the peer"},
		"wrong id over TCP":         {change(func(raw []byte) []byte { raw[0] ^= 1; return raw }), "transport: tcp", down("protocol", false), "the answer to another question"},
		"truncated, closes TCP":     {onUDP(func(*dns.Msg, string) [][]byte { return [][]byte{nil} }), "", down("truncated", false), "over TCP: closed"},
		"truncated, silent TCP":     {onUDP(silent), "", down("truncated", true), "over TCP: no answer in time"},
		"fails":                     {withCode(dns.RcodeServerFailure), "", wrong("response-code"), "answers SERVFAIL for example.com A"},
		"refuses":                   {withCode(dns.RcodeRefused), "", wrong("response-code"), "answers REFUSED"},
		"no such name":              {withCode(dns.RcodeNameError), "", wrong("response-code"), "answers NXDOMAIN"},
		"refuses as wanted":         {withCode(dns.RcodeRefused), "response_code: REFUSED", holds(), "REFUSED without a record"},
		"no such name, to anything": {withCode(dns.RcodeNameError), "response_code: NXDOMAIN", unknown("control"), "proves nothing"},
		"no such name, with SOA":    {withSOA(dns.RcodeNameError, "com."), "response_code: NXDOMAIN", holds(), "NXDOMAIN"},
		"another zone's SOA":        {withSOA(dns.RcodeNameError, "example.org."), "response_code: NXDOMAIN", unknown("control"), ""},
		"says why":                  {explains, "", wrong("response-code"), "answers REFUSED (Blocked: by ?[2J policy)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 4 * time.Second
			if c.want.Silence {
				timeout = 500 * time.Millisecond
			}
			f := look(t, probetest.Case{Settings: "name: example.com\nserver: " + serve(t, c.handle) + "\n" + c.settings}, timeout)
			if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// withSOA is a negative answer with a zone's SOA record; other questions are
// refused.
func withSOA(rcode int, zone string) handler {
	return func(q *dns.Msg, _ string) [][]byte {
		if q.Question[0].Name == "." {
			return pack(code(q, dns.RcodeRefused))
		}
		m := code(q, rcode)
		m.Ns = answer(q, zone+" 60 IN SOA ns1."+zone+" h. 1 2 3 4 5").Answer
		return pack(m)
	}
}

// explains refuses with an extended error.
func explains(q *dns.Msg, _ string) [][]byte {
	m := code(q, dns.RcodeRefused)
	m.SetEdns0(1232, false)
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeBlocked, ExtraText: "by \x1b[2J policy"})
	return pack(m)
}

// signed answers with AD for the names of a list, and fails to validate the
// name bogus.example unless checking is disabled.
func signed(names ...string) handler {
	return func(q *dns.Msg, _ string) [][]byte {
		name := q.Question[0].Name
		m := answer(q, name+" 300 IN A 192.0.2.1")
		if name == "." {
			m = answer(q, ". 300 IN NS a.root-servers.net.")
		}
		for _, n := range names {
			m.AuthenticatedData = m.AuthenticatedData || n == name
		}
		if name == "bogus.example." && !q.CheckingDisabled {
			m = code(q, dns.RcodeServerFailure)
		}
		return pack(m)
	}
}

func TestValidated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle handler
		asked  string
		want   result
		reason string
	}{
		"signed":                   {signed(".", "example.com."), "example.com", holds(), ""},
		"not signed":               {signed("."), "example.com", result{holdfast.Broken, "NOT VALIDATED", "validated", false}, "which validates, answers for example.com A"},
		"resolver takes anything":  {signed(), "example.com", unknown("validated"), "does not validate"},
		"signatures are not valid": {signed("."), "bogus.example", result{holdfast.Broken, "NOT VALIDATED", "dnssec", false}, "answers when validation is switched off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := look(t, probetest.Case{Settings: "name: " + c.asked + "\nvalidated: true\nserver: " + serve(t, c.handle)}, 4*time.Second)
			if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

// knowsRoot answers for the root, and leaves other names to another.
func knowsRoot(other handler) handler {
	return func(q *dns.Msg, transport string) [][]byte {
		if q.Question[0].Name == "." {
			return pack(answer(q, ". 300 IN NS a.root-servers.net."))
		}
		return other(q, transport)
	}
}

// TestSystemResolver wants the way to the answer never to be taken for the
// target.
func TestSystemResolver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle handler
		want   result
		reason string
	}{
		"answers":                        {good, holds(), ""},
		"no such name":                   {withCode(dns.RcodeNameError), result{holdfast.Broken, "WRONG ANSWER", "response-code", true}, "NXDOMAIN"},
		"fails":                          {knowsRoot(withCode(dns.RcodeServerFailure)), result{holdfast.Broken, "WRONG ANSWER", "response-code", true}, "SERVFAIL"},
		"fails for everything":           {withCode(dns.RcodeServerFailure), unknown(""), "fails for the root of all names too"},
		"refuses us":                     {withCode(dns.RcodeRefused), unknown(""), "refuses the question (REFUSED)"},
		"silent":                         {silent, unknown(""), "the system's resolver cannot be asked"},
		"silent, but knows the root":     {knowsRoot(silent), result{holdfast.Broken, "DOWN", "timeout", true}, "though it answers for the root"},
		"sends rubbish, knows the root":  {knowsRoot(change(func(raw []byte) []byte { return raw[:20] })), result{holdfast.Broken, "DOWN", "protocol", false}, ""},
		"sends rubbish for all of them":  {change(func(raw []byte) []byte { return raw[:20] }), unknown(""), ""},
		"answers without what is wanted": {records(), wrong("answer"), "no record"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := look(t, probetest.Case{Settings: "name: example.com", Env: holdfast.Env{Resolver: resolver(serve(t, c.handle))}}, time.Second)
			if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
			}
		})
	}
}

func TestClosedPort(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	for _, transport := range []string{"udp", "tcp"} {
		f := look(t, probetest.Case{Settings: "name: example.com\nserver: " + l.LocalAddr().String() + "\ntransport: " + transport}, 2*time.Second)
		if diff := cmp.Diff(result{holdfast.Broken, "DOWN", "connect", false}, resultOf(f)); diff != "" {
			t.Errorf("%s: finding (-want +got):\n%s\nreason: %s", transport, diff, f.Reason)
		}
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	f := look(t, probetest.Case{Settings: "name: example.com\ntype: SOA\nserver: " + serve(t, records("example.com. 300 IN SOA ns1.example.com. h.example.com. 2026112401 1 2 3 4"))}, 4*time.Second)
	want := []holdfast.Fact{
		{Name: "address", Value: "127.0.0.1"},
		{Name: "ip_protocol", Value: int64(4)},
		{Name: "transport", Value: "udp"},
		{Name: "response_code", Value: "NOERROR"},
		{Name: "answers", Value: []string{"ns1.example.com h.example.com 2026112401 1 2 3 4"}},
		{Name: "authoritative", Value: false},
		{Name: "validated", Value: false},
		{Name: "recursion_available", Value: true},
		{Name: "serial", Value: int64(2026112401)},
	}
	if diff := cmp.Diff(want, f.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	for name, want := range map[string]float64{"answer_records_count": 1, "authority_records_count": 0, "additional_records_count": 0, "ttl_seconds": 300} {
		if got, ok := f.Measure(name); !ok || got != want {
			t.Errorf("%s is %v (measured %v), want %v", name, got, ok, want)
		}
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string][2]string{
		"name: Example.COM.": {"example.com A", "example.com"},
		"{name: example.com, type: mx, server: 192.0.2.53}":      {"example.com MX @192.0.2.53", "192.0.2.53"},
		"{name: example.com, server: 'ns1.example.net:5353'}":    {"example.com A @ns1.example.net:5353", "ns1.example.net"},
		"{name: example.com, server: '[2001:db8::53]:5353'}":     {"example.com A @[2001:db8::53]:5353", "2001:db8::53"},
		"{name: bücher.example, same_serial: true}":              {"xn--bcher-kva.example SOA", "xn--bcher-kva.example"},
		"{name: '2001:db8::1', type: PTR, server: '192.0.2.53'}": {"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR @192.0.2.53", "192.0.2.53"},
	} {
		p, ok := probetest.New(t, kind.Kind(), probetest.Case{Settings: settings}).(holdfast.Targeted)
		if !ok {
			t.Fatal("the prober is not Targeted")
		}
		if diff := cmp.Diff(want, [2]string{p.Target(), p.Host()}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", settings, diff)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"type: A":         "name",
		"name: 'a b'":     "name",
		"name: a..b":      "name",
		"name: 192.0.2.1": "name",
		"name: " + strings.Repeat("a", 64) + ".example":                   "name",
		"{name: a.example, type: ANY}":                                    "type",
		"{name: a.example, server: 'a:b:c:d'}":                            "server",
		"{name: a.example, recursion: false}":                             "recursion",
		"{name: a.example, transport: tls}":                               "transport",
		"{name: a.example, ip: 5}":                                        "ip",
		"{name: a.example, response_code: OK}":                            "response_code",
		"{name: a.example, response_code: BADKEY}":                        "response_code",
		"{name: a.example, response_code: NXDOMAIN, same_serial: true}":   "response_code",
		"{name: a.example, response_code: SERVFAIL, validated: true}":     "response_code",
		"{name: a.example, answers: {none: true, at_least: 1}}":           "answers.none",
		"{name: a.example, answers: {at_least: -1}}":                      "answers.at_least",
		"{name: a.example, answers: {exactly: [192.0.2.1, b.example]}}":   "answers.exactly.1",
		"{name: a.example, type: MX, answers: {contain: [b.example]}}":    "answers.contain.0",
		"{name: a.example, type: NS, answers: {contain: [\"a\\nb 1\"]}}":  "answers.contain.0",
		"{name: a.example, answers: {match: '('}}":                        "answers.match",
		"{name: a.example, answers: {forbid: '('}}":                       "answers.forbid",
		"{name: a.example, type: SOA, answers: {exactly: ['ns1 h 1 2']}}": "answers.exactly.0",
	} {
		_, err := kind.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
