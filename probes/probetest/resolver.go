package probetest

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// Zone is what a [Resolver] knows: addresses by name. A name that it does not
// have does not exist; the names "servfail" and "silent" (with any labels
// before) fail and never answer.
type Zone map[string][]string

// Resolver returns a resolver that asks a DNS server on loopback.
func Resolver(t testing.TB, zone Zone) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen for DNS questions: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go zone.serve(conn)
	var d net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// serve answers until the connection is closed.
func (z Zone) serve(conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if reply := z.reply(buf[:n]); reply != nil {
			_, _ = conn.WriteTo(reply, from) // a lost reply is the asker's time-out
		}
	}
}

// reply answers one question, or is nil for none.
func (z Zone) reply(question []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	m.Response, m.Authoritative, m.RecursionAvailable, m.Additionals = true, true, true, nil
	addrs, known := z[name]
	switch {
	case strings.HasSuffix(name, "silent"):
		return nil
	case strings.HasSuffix(name, "servfail"):
		m.RCode = dnsmessage.RCodeServerFailure
	case !known:
		m.RCode = dnsmessage.RCodeNameError
	}
	for _, text := range addrs {
		m.Answers = append(m.Answers, records(q, netip.MustParseAddr(text))...)
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// records is the record of an address when the question asks for its type.
func records(q dnsmessage.Question, addr netip.Addr) []dnsmessage.Resource {
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}
	switch {
	case addr.Is4() && q.Type == dnsmessage.TypeA:
		return []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}}}
	case addr.Is6() && q.Type == dnsmessage.TypeAAAA:
		return []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}}}
	default:
		return nil
	}
}
