package tcpip

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/bpf"
)

var (
	own4, target4, router4 = netip.MustParseAddr("198.51.100.2"), netip.MustParseAddr("203.0.113.9"), netip.MustParseAddr("198.51.100.1")
	own6, target6, router6 = netip.MustParseAddr("2001:db8:1::2"), netip.MustParseAddr("2001:db8:2::9"), netip.MustParseAddr("2001:db8:1::1")
)

// world is one family's addresses.
type world struct{ own, target, router netip.Addr }

func worlds() map[string]world {
	return map[string]world{"IPv4": {own4, target4, router4}, "IPv6": {own6, target6, router6}}
}

// syn makes one SYN.
func syn(m *Maker, own, port uint16) []byte {
	p := make([]byte, m.Len())
	m.SYN(p, own, port, 123456)
	return p
}

// headers writes an IP header before what it carries.
func headers(from, to netip.Addr, proto byte, rest []byte) []byte {
	if from.Is4() {
		p := make([]byte, 20, 20+len(rest))
		p[0], p[8], p[9] = 0x45, 60, proto
		binary.BigEndian.PutUint16(p[2:], uint16(20+len(rest)))
		copy(p[12:], from.AsSlice())
		copy(p[16:], to.AsSlice())
		return append(p, rest...)
	}
	p := make([]byte, 40, 40+len(rest))
	p[0], p[6], p[7] = 0x60, proto, 60
	binary.BigEndian.PutUint16(p[4:], uint16(len(rest)))
	copy(p[8:], from.AsSlice())
	copy(p[24:], to.AsSlice())
	return append(p, rest...)
}

// reply is a TCP packet from the target that acknowledges.
func reply(w world, own, port uint16, ack uint32, flags byte) []byte {
	t := make([]byte, 20)
	binary.BigEndian.PutUint16(t, port)
	binary.BigEndian.PutUint16(t[2:], own)
	binary.BigEndian.PutUint32(t[8:], ack)
	t[12], t[13] = 5<<4, flags
	binary.BigEndian.PutUint16(t[14:], 65160)
	return headers(w.target, w.own, 6, t)
}

// told is an ICMP error that quotes a packet.
func told(w world, from netip.Addr, typ, code byte, quote []byte) []byte {
	proto := byte(1)
	if from.Is6() {
		proto = 58
	}
	return headers(from, w.own, proto, append([]byte{typ, code, 0, 0, 0, 0, 0, 0}, quote...))
}

// sums checks a SYN's checksums anew.
func sums(t *testing.T, p []byte) {
	t.Helper()
	size, addrs := 20, p[12:20]
	if p[0]>>4 == 6 {
		size, addrs = 40, p[8:40]
	} else if fold(add(0, p[:20])) != 0 {
		t.Errorf("IPv4 header % x: its checksum is wrong", p[:20])
	}
	if fold(add(add(uint32(6+len(p)-size), addrs), p[size:])) != 0 {
		t.Errorf("TCP header % x: its checksum is wrong", p[size:])
	}
}

func TestSYN(t *testing.T) {
	t.Parallel()
	for name, w := range worlds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := NewMaker(w.own, w.target, 1500)
			for port := 1; port < 65536; port += 17 {
				sums(t, syn(m, 61234, uint16(port)))
			}
			p := syn(m, 61234, 3306)
			tcp := p[len(p)-40:]
			mss := 1500 - len(p) + 20
			want := []byte{2, 4, byte(mss >> 8), byte(mss), 4, 2, 8, 10, 0, 1, 0xe2, 0x40, 0, 0, 0, 0, 1, 3, 3, 7}
			if diff := cmp.Diff(want, tcp[20:]); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
			if tcp[12] != 0xa0 || tcp[13] != flagSYN || binary.BigEndian.Uint16(tcp) != 61234 || binary.BigEndian.Uint16(tcp[2:]) != 3306 {
				t.Errorf("header % x; want a SYN of 40 bytes from 61234 to 3306", tcp[:20])
			}
		})
	}
}

// TestSameTuple: a second SYN between the same ports is a retransmission, one
// between others is not.
func TestSameTuple(t *testing.T) {
	t.Parallel()
	m, other := NewMaker(own4, target4, 1500), NewMaker(own4, target4, 1500)
	first := m.cookie(1, 2)
	if first != m.cookie(1, 2) {
		t.Error("the same ports have two cookies")
	}
	if m.cookie(1, 2) == m.cookie(2, 1) || m.cookie(1, 2) == m.cookie(1, 3) || m.cookie(1, 2) == other.cookie(1, 2) {
		t.Error("other ports, or another key, have the same cookie")
	}
}

// sample is one packet and what it is.
type sample struct {
	packet []byte
	passes bool // the kernel's filter
	want   Answer
}

func cases(w world, m *Maker) map[string]sample {
	const own, port = 61000, 3306
	c := m.cookie(own, port)
	unreachable, exceeded, big := byte(3), byte(11), []byte{3, 4}
	if w.own.Is6() {
		unreachable, exceeded, big = 1, 3, []byte{2, 0}
	}
	quote := syn(m, own, port)
	short := quote[:len(quote)-32] // what RFC 792 promises
	forged := slices.Clone(quote)
	forged[len(forged)-36]++
	stranger := world{own: w.own, target: w.router}
	elsewhere := syn(NewMaker(w.own, w.router, 1500), own, port)
	return map[string]sample{
		"SYN-ACK":                 {reply(w, own, port, c+1, 0x12), true, Answer{SYNACK, own, port, w.target, 0, 65160}},
		"SYN-ACK with ECN":        {reply(w, own, port, c+1, 0x52), true, Answer{SYNACK, own, port, w.target, 0, 65160}},
		"RST":                     {reply(w, own, port, c+1, 0x14), true, Answer{Kind: RST, Own: own, Port: port, From: w.target}},
		"RST of another number":   {reply(w, own, port, c, 0x14), true, Answer{}},
		"RST without ACK":         {reply(w, own, port, c+1, 0x04), true, Answer{}},
		"SYN-ACK of another":      {reply(w, own, port, c+2, 0x12), true, Answer{}},
		"SYN-ACK of another port": {reply(w, own, port+1, c+1, 0x12), true, Answer{}},
		"data":                    {reply(w, own, port, c+1, 0x18), false, Answer{}},
		"FIN":                     {reply(w, own, port, c+1, 0x11), false, Answer{}},
		"to the kernel's port":    {reply(w, 40000, port, m.cookie(40000, port)+1, 0x12), false, Answer{SYNACK, 40000, port, w.target, 0, 65160}},
		"from a stranger":         {reply(stranger, own, port, c+1, 0x12), false, Answer{}},
		"unreachable":             {told(w, w.router, unreachable, 13, quote), true, Answer{Kind: Refused, Own: own, Port: port, From: w.router, Code: 13}},
		"unreachable, short":      {told(w, w.target, unreachable, 1, short), true, Answer{Kind: Refused, Own: own, Port: port, From: w.target, Code: 1}},
		"unreachable, forged":     {told(w, w.router, unreachable, 13, forged), true, Answer{}},
		"unreachable, elsewhere":  {told(w, w.router, unreachable, 13, elsewhere), false, Answer{}},
		"unreachable, cut":        {told(w, w.router, unreachable, 13, short[:len(short)-1]), true, Answer{}},
		"time exceeded":           {told(w, w.router, exceeded, 0, quote), true, Answer{Kind: Expired, Own: own, Port: port, From: w.router}},
		"in reassembly":           {told(w, w.router, exceeded, 1, quote), true, Answer{}},
		"too big":                 {told(w, w.router, big[0], big[1], quote), big[0] == 3, Answer{}},
		"echo":                    {told(w, w.router, 0, 0, quote), false, Answer{}},
		"UDP":                     {headers(w.target, w.own, 17, make([]byte, 20)), false, Answer{}},
		"nothing":                 {nil, false, Answer{}},
	}
}

func TestReadAndFilter(t *testing.T) {
	t.Parallel()
	for family, w := range worlds() {
		m := NewMaker(w.own, w.target, 1500)
		raw, err := Filter(w.target, 61000, 65535)
		if err != nil {
			t.Fatal(err)
		}
		program, all := bpf.Disassemble(raw)
		if !all {
			t.Fatal("the filter has instructions that nobody knows")
		}
		vm, err := bpf.NewVM(program)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range cases(w, m) {
			t.Run(family+" "+name, func(t *testing.T) {
				t.Parallel()
				got, ok := m.Read(c.packet)
				if diff := cmp.Diff(c.want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" || ok != (c.want != Answer{}) {
					t.Errorf("ok %v; answer (-want +got):\n%s", ok, diff)
				}
				if n, err := vm.Run(c.packet); err != nil || (n > 0) != c.passes {
					t.Errorf("the filter keeps %d bytes, error %v; passes: want %v", n, err, c.passes)
				}
			})
		}
	}
}

// TestOtherFamily: a packet of the other family is no answer and passes no
// filter.
func TestOtherFamily(t *testing.T) {
	t.Parallel()
	m4, m6 := NewMaker(own4, target4, 1500), NewMaker(own6, target6, 1500)
	w := world{own6, target6, router6}
	if _, ok := m4.Read(reply(w, 61000, 80, m6.cookie(61000, 80)+1, 0x12)); ok {
		t.Error("a maker of IPv4 took a packet of IPv6")
	}
}

func FuzzRead(f *testing.F) {
	makers := map[string]*Maker{}
	for name, w := range worlds() {
		makers[name] = NewMaker(w.own, w.target, 1500)
		for _, c := range cases(w, makers[name]) {
			f.Add(c.packet)
		}
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		for name, m := range makers {
			if a, ok := m.Read(packet); ok != (a != Answer{}) {
				t.Errorf("%s: ok %v with %+v", name, ok, a)
			}
		}
	})
}
