package dns_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"testing"

	"github.com/miekg/dns"
)

// handler answers a question with packets; none is silence.
type handler func(q *dns.Msg, transport string) [][]byte

// serve runs a name server on loopback, on the same port over UDP and TCP.
func serve(t testing.TB, handle handler) string {
	t.Helper()
	var lc net.ListenConfig
	for range 20 {
		packets, err := lc.ListenPacket(context.Background(), "udp", "127.0.0.1:0")
		if err != nil {
			t.Fatalf("listen: %v", err)
		}
		l, err := lc.Listen(context.Background(), "tcp", packets.LocalAddr().String())
		if err != nil {
			_ = packets.Close() // somebody has the port over TCP
			continue
		}
		t.Cleanup(func() { _ = packets.Close(); _ = l.Close() })
		go serveUDP(packets, handle)
		go serveTCP(t, l, handle)
		return packets.LocalAddr().String()
	}
	t.Fatal("no port is free over both UDP and TCP")
	return ""
}

// serveUDP answers until the socket is closed.
func serveUDP(conn net.PacketConn, handle handler) {
	buf := make([]byte, 4096)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		q := new(dns.Msg)
		if q.Unpack(buf[:n]) != nil {
			continue
		}
		for _, packet := range handle(q, "udp") {
			_, _ = conn.WriteTo(packet, from)
		}
	}
}

// serveTCP answers one question a connection. One that gets no answer stays open
// until the asker goes.
func serveTCP(t testing.TB, l net.Listener, handle handler) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		t.Cleanup(func() { _ = conn.Close() })
		go answerTCP(conn, handle)
	}
}

// answerTCP answers the question of a connection.
func answerTCP(conn net.Conn, handle handler) {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	raw := make([]byte, binary.BigEndian.Uint16(length[:]))
	q := new(dns.Msg)
	if _, err := io.ReadFull(conn, raw); err != nil || q.Unpack(raw) != nil {
		return
	}
	for _, packet := range handle(q, "tcp") {
		if packet == nil {
			_ = conn.Close()
			return
		}
		_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...))
	}
}

// pack packs replies.
func pack(replies ...*dns.Msg) [][]byte {
	var out [][]byte
	for _, r := range replies {
		raw, err := r.Pack()
		if err != nil {
			panic(err)
		}
		out = append(out, raw)
	}
	return out
}

// answer is the reply to a question with records in the form of a zone file.
func answer(q *dns.Msg, records ...string) *dns.Msg {
	m := new(dns.Msg)
	m.SetReply(q)
	m.RecursionAvailable = true
	for _, r := range records {
		rr, err := dns.NewRR(r)
		if err != nil {
			panic(err)
		}
		m.Answer = append(m.Answer, rr)
	}
	return m
}

// code is the reply with a response code.
func code(q *dns.Msg, rcode int) *dns.Msg {
	m := answer(q)
	m.Rcode = rcode
	return m
}

// records answers from a list of records, and knows the root.
func records(zone ...string) handler {
	return func(q *dns.Msg, _ string) [][]byte {
		m := answer(q)
		for _, r := range append([]string{". 5 IN NS a.root-servers.net."}, zone...) {
			rr, err := dns.NewRR(r)
			if err != nil {
				panic(err)
			}
			if rr.Header().Name == q.Question[0].Name && rr.Header().Rrtype == q.Question[0].Qtype {
				m.Answer = append(m.Answer, rr)
			}
		}
		return pack(m)
	}
}

// silent never answers.
func silent(*dns.Msg, string) [][]byte { return nil }

// resolver is the system's resolver, served by a server of [serve].
func resolver(address string) *net.Resolver {
	var d net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, address)
	}}
}
