package tcpip

import (
	"encoding/binary"
	"hash/maphash"
	"net/netip"
)

// Maker makes the SYNs from one address to another, and knows their answers.
type Maker struct {
	src, dst netip.Addr
	seed     maphash.Seed
	packet   []byte // with ports, sequence number, time and checksums zero
	tcp      int    // where the TCP header begins
	sum      uint32 // of the TCP part so far, pseudo-header included
	sum4     uint32 // of the IPv4 header so far
}

// NewMaker returns a maker with a key of its own. Both addresses must be of one
// family. The mtu of the way out, in bytes, decides the maximum segment size.
func NewMaker(src, dst netip.Addr, mtu int) *Maker {
	m := &Maker{src: src, dst: dst, seed: maphash.MakeSeed(), tcp: header4}
	if dst.Is6() {
		m.tcp = header6
	}
	m.packet = make([]byte, m.tcp+headerTCP+options)
	if dst.Is4() {
		m.writeHeader4()
	} else {
		m.writeHeader6()
	}
	m.writeTCP(mtu)
	return m
}

// Len returns how long a SYN is, in bytes.
func (m *Maker) Len() int { return len(m.packet) }

// writeHeader4 writes the IPv4 header as Linux does: don't fragment, 64 hops.
func (m *Maker) writeHeader4() {
	p := m.packet
	p[0] = 0x45
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	p[6] = 0x40
	p[8], p[9] = 64, protoTCP
	copy(p[12:], m.src.AsSlice())
	copy(p[16:], m.dst.AsSlice())
	m.sum4 = add(0, p[:header4])
}

// writeHeader6 writes the IPv6 header; the flow label follows with each SYN.
func (m *Maker) writeHeader6() {
	p := m.packet
	p[0] = 0x60
	binary.BigEndian.PutUint16(p[4:], headerTCP+options)
	p[6], p[7] = protoTCP, 64
	copy(p[8:], m.src.AsSlice())
	copy(p[24:], m.dst.AsSlice())
}

// writeTCP writes the TCP header and Linux' options for a SYN: maximum segment
// size, selective acknowledgement permitted (RFC 2018), timestamps and window
// scale 7 (RFC 7323).
func (m *Maker) writeTCP(mtu int) {
	t := m.packet[m.tcp:]
	t[12] = (headerTCP + options) / 4 << 4
	t[13] = flagSYN
	binary.BigEndian.PutUint16(t[14:], 64240)
	mss := min(max(mtu-m.tcp-headerTCP, 536), 65495)
	copy(t[headerTCP:], []byte{2, 4, byte(mss >> 8), byte(mss), 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7})
	pseudo := append(m.src.AsSlice(), m.dst.AsSlice()...)
	m.sum = add(add(uint32(protoTCP+len(t)), pseudo), t)
}

// cookie is the sequence number of the SYN between two ports.
func (m *Maker) cookie(own, port uint16) uint32 {
	return uint32(maphash.Comparable(m.seed, uint32(own)<<16|uint32(port)))
}

// SYN writes the SYN from our port own to the target's port into a buffer of at
// least [Maker.Len] bytes. The stamp, in milliseconds of any clock, is the
// timestamp option's; it must not be 0.
func (m *Maker) SYN(into []byte, own, port uint16, stamp uint32) {
	p := into[:copy(into, m.packet)]
	seq := m.cookie(own, port)
	t := p[m.tcp:]
	binary.BigEndian.PutUint16(t, own)
	binary.BigEndian.PutUint16(t[2:], port)
	binary.BigEndian.PutUint32(t[4:], seq)
	binary.BigEndian.PutUint32(t[28:], stamp)
	sum := m.sum + uint32(own) + uint32(port) + seq>>16 + seq&0xffff + stamp>>16 + stamp&0xffff
	binary.BigEndian.PutUint16(t[16:], fold(sum))
	label := uint16(seq ^ seq>>16)
	if m.tcp == header6 {
		binary.BigEndian.PutUint16(p[2:], label)
		return
	}
	binary.BigEndian.PutUint16(p[4:], label)
	binary.BigEndian.PutUint16(p[10:], fold(m.sum4+uint32(label)))
}

// add adds the 16-bit words of data to a sum (RFC 1071).
func add(sum uint32, data []byte) uint32 {
	for ; len(data) > 1; data = data[2:] {
		sum += uint32(data[0])<<8 | uint32(data[1])
	}
	if len(data) == 1 {
		sum += uint32(data[0]) << 8
	}
	return sum
}

// fold ends an Internet checksum.
func fold(sum uint32) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
