package echo

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// target is the host of the tests.
func target() netip.Addr { return netip.MustParseAddr("192.0.2.1") }

// packet makes an ICMP message.
func packet(t testing.TB, kind icmp.Type, code int, body icmp.MessageBody) []byte {
	t.Helper()
	out, err := (&icmp.Message{Type: kind, Code: code, Body: body}).Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// quote4 is an IPv4 packet with an echo request.
func quote4(to netip.Addr, protocol byte, icmp ...byte) []byte {
	h := make([]byte, 20)
	h[0], h[9] = 0x45, protocol
	copy(h[16:], to.AsSlice())
	return append(h, icmp...)
}

// quote6 is an IPv6 packet with an echo request.
func quote6(to netip.Addr, icmp ...byte) []byte {
	h := make([]byte, 40)
	h[0], h[6] = 0x60, 58
	copy(h[24:], to.AsSlice())
	return append(h, icmp...)
}

func TestRead(t *testing.T) {
	t.Parallel()
	v4, v6, other := target(), netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("192.0.2.2")
	echo4, echo6 := []byte{8, 0, 0, 0, 0x12, 0x34, 0, 7}, []byte{128, 0, 0, 0, 0x12, 0x34, 0, 7}
	type result struct {
		ID, Seq int
		Data    string
		Problem string
		OK      bool
	}
	said := func(problem string) result { return result{0x1234, 7, "", problem, true} }
	for name, c := range map[string]struct {
		to   netip.Addr
		raw  []byte
		want result
	}{
		"reply":                 {v4, packet(t, ipv4.ICMPTypeEchoReply, 0, &icmp.Echo{ID: 0x1234, Seq: 7, Data: []byte("abc")}), result{0x1234, 7, "abc", "", true}},
		"reply IPv6":            {v6, packet(t, ipv6.ICMPTypeEchoReply, 0, &icmp.Echo{ID: 0x1234, Seq: 7, Data: []byte("abc")}), result{0x1234, 7, "abc", "", true}},
		"our own request":       {v4, packet(t, ipv4.ICMPTypeEcho, 0, &icmp.Echo{ID: 0x1234, Seq: 7}), result{0x1234, 7, "", "", false}},
		"host unreachable":      {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote4(v4, 1, echo4...)}), said("host unreachable")},
		"prohibited":            {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 13, &icmp.DstUnreach{Data: quote4(v4, 1, echo4...)}), said("administratively prohibited")},
		"unknown code":          {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 77, &icmp.DstUnreach{Data: quote4(v4, 1, echo4...)}), said("destination unreachable")},
		"hop limit":             {v4, packet(t, ipv4.ICMPTypeTimeExceeded, 0, &icmp.TimeExceeded{Data: quote4(v4, 1, echo4...)}), said("hop limit exceeded on the way")},
		"IPv6 no route":         {v6, packet(t, ipv6.ICMPTypeDestinationUnreachable, 0, &icmp.DstUnreach{Data: quote6(v6, echo6...)}), said("network unreachable")},
		"IPv6 too big":          {v6, packet(t, ipv6.ICMPTypePacketTooBig, 0, &icmp.PacketTooBig{MTU: 1280, Data: quote6(v6, echo6...)}), said("packet too big")},
		"about another host":    {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote4(other, 1, echo4...)}), result{Problem: "host unreachable"}},
		"about UDP":             {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 3, &icmp.DstUnreach{Data: quote4(v4, 17, echo4...)}), result{Problem: "no such port"}},
		"about a reply of ours": {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote4(v4, 1, 0, 0, 0, 0, 0x12, 0x34, 0, 7)}), result{Problem: "host unreachable"}},
		"quote cut":             {v4, packet(t, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote4(v4, 1, 8, 0, 0)}), result{Problem: "host unreachable"}},
		"nothing":               {v4, nil, result{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, ok := read(c.to.Is6(), c.to, c.raw)
			if diff := cmp.Diff(c.want, result{h.id, h.Seq, string(h.Data), h.Problem, ok}); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzRead feeds what comes off a socket to what reads it.
func FuzzRead(f *testing.F) {
	v4, v6 := target(), netip.MustParseAddr("2001:db8::1")
	f.Add(false, packet(f, ipv4.ICMPTypeEchoReply, 0, &icmp.Echo{ID: 1, Seq: 2, Data: []byte("12345678abc")}))
	f.Add(false, packet(f, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote4(v4, 1, 8, 0, 0, 0, 0, 1, 0, 2)}))
	f.Add(true, packet(f, ipv6.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{Data: quote6(v6, 128, 0, 0, 0, 0, 1, 0, 2)}))
	f.Fuzz(func(t *testing.T, six bool, raw []byte) {
		to := v4
		if six {
			to = v6
		}
		h, ok := read(six, to, raw)
		if ok && (h.id < 0 || h.id > 0xffff || h.Seq < 0 || h.Seq > 0xffff) {
			t.Errorf("read gave id %d, sequence number %d", h.id, h.Seq)
		}
	})
}
