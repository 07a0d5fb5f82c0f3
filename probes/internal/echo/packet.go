package echo

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// The protocol numbers of ICMP (IANA).
const (
	protocolICMP   = 1
	protocolICMPv6 = 58
)

// MaxPayload is the largest payload that fits an IP packet beside all headers.
const MaxPayload = 65500

// Heard is an ICMP message that speaks of one of our requests.
type Heard struct {
	From netip.Addr
	Seq  int    // of our request; negative when the error does not tell
	Data []byte // of an echo reply; good until the next Receive
	Hops int    // hop limit that was left; 0: not known
	// Problem, when not empty, says what an ICMP error complains of.
	Problem string

	id int
}

// request makes an echo request. The checksum of ICMPv6 is the kernel's work
// (RFC 3542 §3.1).
func request(six bool, id, seq int, data []byte) ([]byte, error) {
	m := icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: id, Seq: seq, Data: data}}
	if six {
		m.Type = ipv6.ICMPTypeEchoRequest
	}
	out, err := m.Marshal(nil)
	if err != nil {
		return nil, fmt.Errorf("make an echo request: %w", err)
	}
	return out, nil
}

// read reads an ICMP message. It reports whether that is an echo reply, or an
// error about an echo request to target.
func read(six bool, target netip.Addr, b []byte) (Heard, bool) {
	protocol := protocolICMP
	if six {
		protocol = protocolICMPv6
	}
	m, err := icmp.ParseMessage(protocol, b)
	if err != nil {
		return Heard{}, false
	}
	if echo, ok := m.Body.(*icmp.Echo); ok {
		reply := m.Type == ipv4.ICMPTypeEchoReply || m.Type == ipv6.ICMPTypeEchoReply
		return Heard{id: echo.ID, Seq: echo.Seq, Data: echo.Data}, reply
	}
	id, seq, ok := quoted(six, target, body(m))
	return Heard{id: id, Seq: seq, Problem: problem(m)}, ok
}

// body is the beginning of the packet that an ICMP error complains of.
func body(m *icmp.Message) []byte {
	switch b := m.Body.(type) {
	case *icmp.DstUnreach:
		return b.Data
	case *icmp.TimeExceeded:
		return b.Data
	case *icmp.PacketTooBig:
		return b.Data
	case *icmp.ParamProb:
		return b.Data
	default:
		return nil
	}
}

// problem says in words what an ICMP error complains of.
func problem(m *icmp.Message) string {
	const (
		unreachable  = "destination unreachable"
		host         = "host unreachable"
		network      = "network unreachable"
		prohibited   = "administratively prohibited"
		rejected     = "no such port"
		tooBig       = "packet too big"
		hopsExceeded = "hop limit exceeded on the way"
	)
	words := unreachable
	switch m.Type {
	case ipv4.ICMPTypeDestinationUnreachable: // RFC 792, RFC 1812 §5.2.7.1
		words = map[int]string{0: network, 1: host, 3: rejected, 4: tooBig, 9: prohibited, 10: prohibited, 13: prohibited}[m.Code]
	case ipv6.ICMPTypeDestinationUnreachable: // RFC 4443 §3.1
		words = map[int]string{0: network, 1: prohibited, 3: host, 4: rejected, 5: prohibited, 6: prohibited}[m.Code]
	case ipv4.ICMPTypeTimeExceeded, ipv6.ICMPTypeTimeExceeded:
		words = hopsExceeded
	case ipv6.ICMPTypePacketTooBig:
		words = tooBig
	}
	if words == "" {
		return unreachable
	}
	return words
}

// quoted reads id and sequence number of the echo request that an ICMP error
// quotes, and reports whether it is one to target.
func quoted(six bool, target netip.Addr, b []byte) (id, seq int, ok bool) {
	length, protocol, kind, to := 40, protocolICMPv6, byte(128), netip.Addr{}
	switch {
	case six && len(b) >= 40:
		ok = int(b[6]) == protocol
		to = netip.AddrFrom16([16]byte(b[24:40]))
	case !six && len(b) >= 20:
		length, protocol, kind = int(b[0]&0x0f)*4, protocolICMP, 8
		ok = int(b[9]) == protocol && length >= 20
		to = netip.AddrFrom4([4]byte(b[16:20]))
	}
	if !ok || to != target || len(b) < length+8 || b[length] != kind {
		return 0, 0, false
	}
	return int(binary.BigEndian.Uint16(b[length+4:])), int(binary.BigEndian.Uint16(b[length+6:])), true
}
