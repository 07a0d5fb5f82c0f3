package echo

import (
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// TestFilter runs the kernel's program here.
func TestFilter(t *testing.T) {
	t.Parallel()
	const own, other = 0xabcd, 0xabce
	echo := func(kind icmp.Type, id int) []byte { return packet(t, kind, 0, &icmp.Echo{ID: id, Seq: 7}) }
	in4 := func(b []byte) []byte { return quote4(target(), protocolICMP, b...) }
	withOptions := func(b []byte) []byte {
		header := append([]byte{0x46}, make([]byte, 23)...)
		return append(header, b...)
	}
	for name, c := range map[string]struct {
		six    bool
		packet []byte
		pass   bool
	}{
		"our reply":               {false, in4(echo(ipv4.ICMPTypeEchoReply, own)), true},
		"our reply, IP options":   {false, withOptions(echo(ipv4.ICMPTypeEchoReply, own)), true},
		"a reply to another":      {false, in4(echo(ipv4.ICMPTypeEchoReply, other)), false},
		"to another, IP options":  {false, withOptions(echo(ipv4.ICMPTypeEchoReply, other)), false},
		"a request":               {false, in4(echo(ipv4.ICMPTypeEcho, own)), false},
		"an error":                {false, in4(packet(t, ipv4.ICMPTypeDestinationUnreachable, 1, &icmp.DstUnreach{})), true},
		"a cut reply":             {false, in4([]byte{0, 0, 0}), false},
		"IPv6 our reply":          {true, echo(ipv6.ICMPTypeEchoReply, own), true},
		"IPv6 a reply to another": {true, echo(ipv6.ICMPTypeEchoReply, other), false},
		"IPv6 a request":          {true, echo(ipv6.ICMPTypeEchoRequest, own), false},
		"IPv6 an error":           {true, packet(t, ipv6.ICMPTypePacketTooBig, 0, &icmp.PacketTooBig{}), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := filter(c.six, own)
			if err != nil {
				t.Fatal(err)
			}
			program, _ := bpf.Disassemble(raw)
			vm, err := bpf.NewVM(program)
			if err != nil {
				t.Fatal(err)
			}
			n, err := vm.Run(c.packet)
			if err != nil || (n > 0) != c.pass {
				t.Errorf("the filter keeps %d bytes, %v; want that it passes: %v", n, err, c.pass)
			}
		})
	}
}
