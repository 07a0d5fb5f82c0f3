package pki

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"holdfast/probes/internal/survey"
)

func TestCAA(t *testing.T) {
	t.Parallel()
	lets := newRoot(t, pkix.Name{CommonName: "R11", Organization: []string{"Let's Encrypt"}})
	nobody := newRoot(t, named("Nobody Knows"))
	issue := func(values ...string) (out []CAARecord) {
		for _, v := range values {
			out = append(out, CAARecord{Tag: "issue", Value: v})
		}
		return out
	}
	wild := func(value string) CAARecord { return CAARecord{Tag: "issuewild", Value: value} }
	for name, c := range map[string]struct {
		records []CAARecord
		wild    bool
		by      *authority
		want    survey.Known
		text    string
	}{
		"none":                 {nil, false, lets, survey.Yes, "no CAA record at example.com or above: every authority may issue"},
		"allowed":              {issue("letsencrypt.org"), false, lets, survey.Yes, "CAA of example.com allows letsencrypt.org"},
		"with parameters":      {issue(" LetsEncrypt.org ; validationmethods=dns-01"), false, lets, survey.Yes, "CAA of example.com allows letsencrypt.org"},
		"one of two":           {issue("digicert.com", "letsencrypt.org"), false, lets, survey.Yes, "CAA of example.com allows digicert.com, letsencrypt.org"},
		"another":              {issue("digicert.com"), false, lets, survey.No, "CAA of example.com allows digicert.com; R11 (Let's Encrypt) goes by letsencrypt.org"},
		"nobody":               {issue(";"), false, lets, survey.No, "CAA of example.com allows nobody; the certificate is of R11 (Let's Encrypt)"},
		"an unknown authority": {issue("digicert.com"), false, nobody, survey.Unknown, "CAA of example.com allows digicert.com; by which of these Nobody Knows (Holdfast Test) is known is not known here"},
		"only a contact":       {[]CAARecord{{Tag: "iodef", Value: "mailto:a@example.com"}}, false, lets, survey.Yes, "CAA of example.com restricts no issue"},
		"wildcard by issue":    {issue("letsencrypt.org"), true, lets, survey.Yes, "CAA of example.com allows letsencrypt.org"},
		"wildcard forbidden":   {append(issue("letsencrypt.org"), wild(";")), true, lets, survey.No, "CAA of example.com allows nobody; the certificate is of R11 (Let's Encrypt)"},
		"wildcard elsewhere":   {append(issue("letsencrypt.org"), wild("digicert.com")), false, lets, survey.Yes, "CAA of example.com allows letsencrypt.org"},
		"critical and unknown": {[]CAARecord{{Flags: 128, Tag: "tbs", Value: "x"}}, false, lets, survey.No, `CAA of example.com has the critical property "tbs", which nobody knows: no authority may issue`},
		"unknown":              {[]CAARecord{{Tag: "tbs", Value: "x"}}, false, lets, survey.Yes, "CAA of example.com restricts no issue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := []*cert{read1(t, c.by.leaf(t)), read1(t, c.by.cert)}
			if got, text := judgeCAA(c.records, "example.com", c.wild, path); got != c.want || text != c.text {
				t.Errorf("%s: %q; want %s, %q", got, text, c.want, c.text)
			}
		})
	}
}

// fakeDNS is a recursive resolver on loopback.
type fakeDNS struct {
	zone  map[string][]string // name to records, in zone file syntax
	rcode map[string]int
	asked atomic.Int64
}

func (f *fakeDNS) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	f.asked.Add(1)
	m := new(dns.Msg)
	m.SetReply(q)
	name := q.Question[0].Name
	m.Rcode = f.rcode[name]
	for _, text := range f.zone[name] {
		rr, err := dns.NewRR(text)
		if err != nil {
			panic(err)
		}
		m.Answer = append(m.Answer, rr)
	}
	if _, udp := w.RemoteAddr().(*net.UDPAddr); udp {
		m.Truncate(1232)
	}
	_ = w.WriteMsg(m)
}

// samePort opens a port for UDP and TCP; one that another program has for TCP is
// left to it.
func samePort(t testing.TB) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 100 {
		udp, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if tcp, err := net.Listen("tcp", udp.LocalAddr().String()); err == nil {
			return udp, tcp
		}
		_ = udp.Close()
	}
	t.Fatal("no port is free for UDP and TCP")
	return nil, nil
}

// serve starts the resolver and returns its address.
func (f *fakeDNS) serve(t testing.TB) string {
	t.Helper()
	udp, tcp := samePort(t)
	for _, s := range []*dns.Server{{PacketConn: udp, Handler: f}, {Listener: tcp, Handler: f}} {
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go func() { _ = s.ActivateAndServe() }()
		<-ready
		t.Cleanup(func() { _ = s.Shutdown() })
	}
	return udp.LocalAddr().String()
}

func TestClimb(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprintf(`big.example.com. 60 IN CAA 0 issue "authority-number-%d.example.net"`, i))
	}
	f := &fakeDNS{zone: map[string][]string{
		"example.com.":     {`example.com. 60 IN CAA 0 issue "letsencrypt.org"`},
		"own.example.com.": {`own.example.com. 60 IN CAA 0 issue "digicert.com"`},
		"alias.example.com.": {
			"alias.example.com. 60 IN CNAME there.example.net.",
			`there.example.net. 60 IN CAA 128 issue "sectigo.com"`,
		},
		"dangling.example.com.": {"dangling.example.com. 60 IN CNAME nowhere.example.net."},
		"big.example.com.":      many,
	}, rcode: map[string]int{
		"none.example.com.": dns.RcodeNameError, "lame.example.org.": dns.RcodeServerFailure, "org.": dns.RcodeRefused,
	}}
	resolver, err := NewDNS(f.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]string{
		"own.example.com":      "own.example.com 1 digicert.com",
		"a.b.example.com":      "example.com 1 letsencrypt.org",
		"none.example.com":     "example.com 1 letsencrypt.org",
		"alias.example.com":    "alias.example.com 1 sectigo.com",
		"dangling.example.com": "example.com 1 letsencrypt.org",
		"big.example.com":      "big.example.com 60 authority-number-0.example.net",
		"free.example.net":     "free.example.net 0 ",
		"lame.example.org":     "CAA of lame.example.org: ",
		"shop.example.org":     "CAA of org: ",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			records, at, err := climb(t.Context(), resolver, host)
			got := fmt.Sprintf("%s %d ", at, len(records))
			if len(records) > 0 {
				got += records[0].Value
			}
			if err != nil {
				got = err.Error()
			}
			if !strings.HasPrefix(got, want) {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

// caaFunc is a resolver of a test.
type caaFunc func(ctx context.Context, name string) ([]CAARecord, error)

func (f caaFunc) CAA(ctx context.Context, name string) ([]CAARecord, error) { return f(ctx, name) }

func TestCAAOfAChain(t *testing.T) {
	t.Parallel()
	lets := newRoot(t, pkix.Name{CommonName: "R11", Organization: []string{"Let's Encrypt"}})
	wildcard := lets.leaf(t, func(c *x509.Certificate) { c.DNSNames = []string{"*.example.com"} })
	zone := caaFunc(func(_ context.Context, name string) ([]CAARecord, error) {
		switch name {
		case "example.com":
			return []CAARecord{{Tag: "issue", Value: "letsencrypt.org"}, {Tag: "issuewild", Value: "digicert.com"}}, nil
		case "broken.example":
			return nil, errors.New("SERVFAIL")
		default:
			return nil, nil
		}
	})
	for name, c := range map[string]struct {
		leaf *x509.Certificate
		host string
		dns  CAAResolver
		want survey.Known
	}{
		"plain":      {lets.leaf(t), shop, zone, survey.Yes},
		"wildcard":   {wildcard, shop, zone, survey.No},
		"not asked":  {lets.leaf(t), shop, nil, survey.Unknown},
		"wrong name": {lets.leaf(t), "other.example.com", zone, survey.Unknown},
		"an address": {lets.leaf(t), "192.0.2.1", zone, survey.Unknown},
		"broken":     {lets.leaf(t, func(c *x509.Certificate) { c.DNSNames = []string{"broken.example"} }), "broken.example", zone, survey.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(pinned(t, lets))
			o.CAA = c.dns
			got := survey.Certificate{Sent: chain(c.leaf)}
			New(o).Examine(t.Context(), c.host, &got)
			if got.CAA != c.want || got.CAAText == "" {
				t.Errorf("CAA %s: %q, want %s", got.CAA, got.CAAText, c.want)
			}
		})
	}
}
