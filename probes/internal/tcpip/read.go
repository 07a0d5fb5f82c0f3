package tcpip

import (
	"encoding/binary"
	"net/netip"
)

// Read reads an IP packet and reports whether it answers a SYN of this maker.
// It believes no length in it.
func (m *Maker) Read(packet []byte) (Answer, bool) {
	if len(packet) < header4 {
		return Answer{}, false
	}
	switch version := packet[0] >> 4; {
	case version == 4 && m.tcp == header4:
		return m.read4(packet)
	case version == 6 && m.tcp == header6:
		return m.read6(packet)
	default:
		return Answer{}, false
	}
}

// read4 reads an IPv4 packet.
func (m *Maker) read4(p []byte) (Answer, bool) {
	size := int(p[0]&15) * 4
	if size < header4 || len(p) < size || binary.BigEndian.Uint16(p[6:])&0x1fff != 0 {
		return Answer{}, false
	}
	from, rest := netip.AddrFrom4([4]byte(p[12:16])), p[size:]
	switch {
	case p[9] == protoTCP && from == m.dst:
		return m.segment(rest)
	case p[9] == protoICMP && len(rest) >= 8:
		kind := kind4(rest[0], rest[1])
		if kind == None {
			return Answer{}, false
		}
		return m.quoted(Answer{Kind: kind, From: from, Code: rest[1]}, rest[8:])
	default:
		return Answer{}, false
	}
}

// kind4 sorts the ICMP errors of IPv4: destination unreachable and time
// exceeded, but not "fragmentation needed".
func kind4(typ, code byte) Kind {
	switch {
	case typ == 3 && code != 4:
		return Refused
	case typ == 11 && code == 0:
		return Expired
	default:
		return None
	}
}

// read6 reads an IPv6 packet. Answers come without extension headers.
func (m *Maker) read6(p []byte) (Answer, bool) {
	if len(p) < header6 {
		return Answer{}, false
	}
	from, rest := netip.AddrFrom16([16]byte(p[8:24])), p[header6:]
	switch {
	case p[6] == protoTCP && from == m.dst.WithZone(""):
		return m.segment(rest)
	case p[6] == protoICMP6 && len(rest) >= 8 && rest[0] == 1:
		return m.quoted(Answer{Kind: Refused, From: from, Code: rest[1]}, rest[8:])
	case p[6] == protoICMP6 && len(rest) >= 8 && rest[0] == 3 && rest[1] == 0:
		return m.quoted(Answer{Kind: Expired, From: from, Code: rest[1]}, rest[8:])
	default:
		return Answer{}, false
	}
}

// segment reads a TCP header from the target.
func (m *Maker) segment(t []byte) (Answer, bool) {
	if len(t) < headerTCP || t[13]&flagACK == 0 {
		return Answer{}, false
	}
	a := Answer{Port: binary.BigEndian.Uint16(t), Own: binary.BigEndian.Uint16(t[2:]), From: m.dst}
	if binary.BigEndian.Uint32(t[8:]) != m.cookie(a.Own, a.Port)+1 {
		return Answer{}, false
	}
	switch {
	case t[13]&flagRST != 0:
		a.Kind = RST
	case t[13]&flagSYN != 0:
		a.Kind = SYNACK
		a.Window = binary.BigEndian.Uint16(t[14:])
	default:
		return Answer{}, false
	}
	return a, true
}

// quoted reads the head of the SYN that an ICMP error quotes. At least its
// ports and sequence number are there (RFC 792: 64 bits of it).
func (m *Maker) quoted(a Answer, q []byte) (Answer, bool) {
	size := m.tcp
	var to netip.Addr
	switch {
	case len(q) < size || q[0]>>4 != m.packet[0]>>4:
		return Answer{}, false
	case size == header6:
		to = netip.AddrFrom16([16]byte(q[24:40]))
		if q[6] != protoTCP {
			return Answer{}, false
		}
	default:
		size = int(q[0]&15) * 4
		to = netip.AddrFrom4([4]byte(q[16:20]))
		if q[9] != protoTCP {
			return Answer{}, false
		}
	}
	if size < header4 || len(q) < size+8 || to != m.dst.WithZone("") {
		return Answer{}, false
	}
	t := q[size:]
	a.Own, a.Port = binary.BigEndian.Uint16(t), binary.BigEndian.Uint16(t[2:])
	if binary.BigEndian.Uint32(t[4:]) != m.cookie(a.Own, a.Port) {
		return Answer{}, false
	}
	return a, true
}
