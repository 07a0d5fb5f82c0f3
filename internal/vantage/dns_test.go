package vantage

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"holdfast"
)

// resolver is a name server on loopback, UDP and TCP on one port, that answers
// each query (counted from 1) as it is told to; nil is silence.
func resolver(t *testing.T, answer func(n int64, network string, query dnsmessage.Message) *dnsmessage.Message) string {
	t.Helper()
	l := listen(t)
	u, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close(); _ = u.Close() })
	var n atomic.Int64
	reply := func(network string, raw []byte) []byte {
		var query dnsmessage.Message
		if err := query.Unpack(raw); err != nil {
			t.Errorf("query: %v", err)
			return nil
		}
		m := answer(n.Add(1), network, query)
		if m == nil {
			return nil
		}
		packed, err := m.Pack()
		if err != nil {
			t.Errorf("answer: %v", err)
		}
		return packed
	}
	go serveUDP(u, reply)
	go serveTCP(l, reply)
	return "dns://" + l.Addr().String()
}

func serveUDP(u net.PacketConn, reply func(string, []byte) []byte) {
	buf := make([]byte, 1500)
	for {
		n, from, err := u.ReadFrom(buf)
		if err != nil {
			return
		}
		if out := reply("udp", buf[:n]); out != nil {
			_, _ = u.WriteTo(out, from)
		}
	}
}

func serveTCP(l net.Listener, reply func(string, []byte) []byte) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		var length [2]byte
		_, _ = io.ReadFull(conn, length[:])
		raw := make([]byte, binary.BigEndian.Uint16(length[:]))
		_, _ = io.ReadFull(conn, raw)
		if out := reply("tcp", raw); out != nil {
			_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
		}
		_ = conn.Close()
	}
}

// rootServers is the answer that is wanted.
func rootServers(query dnsmessage.Message) *dnsmessage.Message {
	m := bareAnswer(query, dnsmessage.RCodeSuccess)
	m.Answers = []dnsmessage.Resource{{
		Header: dnsmessage.ResourceHeader{Name: query.Questions[0].Name, Type: dnsmessage.TypeNS, Class: dnsmessage.ClassINET, TTL: 3600},
		Body:   &dnsmessage.NSResource{NS: dnsmessage.MustNewName("a.root-servers.net.")},
	}}
	return m
}

func bareAnswer(query dnsmessage.Message, code dnsmessage.RCode) *dnsmessage.Message {
	return &dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true, RCode: code}, Questions: query.Questions}
}

func TestDNSAnchor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer func(n int64, network string, query dnsmessage.Message) *dnsmessage.Message
		want   string // empty: it answered
	}{
		{"the root's servers", func(_ int64, _ string, q dnsmessage.Message) *dnsmessage.Message { return rootServers(q) }, ""},
		{"a datagram is lost", func(n int64, _ string, q dnsmessage.Message) *dnsmessage.Message {
			if n == 1 {
				return nil
			}
			return rootServers(q)
		}, ""},
		{"UDP is filtered", func(_ int64, network string, q dnsmessage.Message) *dnsmessage.Message {
			if network == "udp" {
				return nil
			}
			return rootServers(q)
		}, ""},
		{"the answer is cut", func(_ int64, network string, q dnsmessage.Message) *dnsmessage.Message {
			m := rootServers(q)
			m.Truncated = network == "udp"
			return m
		}, ""},
		{"a forwarder without a way out", func(_ int64, _ string, q dnsmessage.Message) *dnsmessage.Message {
			return bareAnswer(q, dnsmessage.RCodeServerFailure)
		}, "answered RCodeServerFailure; want the root's name servers"},
		{"nothing in it", func(_ int64, _ string, q dnsmessage.Message) *dnsmessage.Message {
			return bareAnswer(q, dnsmessage.RCodeSuccess)
		}, "answered without the root's name servers"},
		{"somebody else's answer", func(_ int64, _ string, q dnsmessage.Message) *dnsmessage.Message {
			m := rootServers(q)
			m.ID++
			return m
		}, "sent an answer to another question"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := anchorsOf(t, holdfast.Env{}, resolver(t, tt.answer)).Sight(t.Context())
			if got.Answered != (tt.want == "") || !strings.Contains(got.Text, tt.want) {
				t.Errorf("answered %v, %q; want %q", got.Answered, got.Text, tt.want)
			}
		})
	}
}

func FuzzJudge(f *testing.F) {
	id, query, err := newQuery()
	if err != nil {
		f.Fatal(err)
	}
	var q dnsmessage.Message
	if err := q.Unpack(query); err != nil {
		f.Fatal(err)
	}
	for _, m := range []*dnsmessage.Message{rootServers(q), bareAnswer(q, dnsmessage.RCodeRefused)} {
		packed, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed, id)
	}
	f.Fuzz(func(t *testing.T, answer []byte, id uint16) {
		if judge(answer, id) == nil && (len(answer) < 12 || binary.BigEndian.Uint16(answer) != id) {
			t.Errorf("%x passes for an answer to query %d", answer, id)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"tcp://1.1.1.1:443", "dns://[2620:fe::fe]", "https://example.com/x?y", "tcp://"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if ask, err := parse(address, holdfast.Env{}); (ask == nil) == (err == nil) {
			t.Errorf("parse(%q): neither an anchor nor an error, or both", address)
		}
	})
}
