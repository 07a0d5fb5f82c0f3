// Package tcpip writes SYNs and reads what comes back, as bytes: IPv4 (RFC 791),
// IPv6 (RFC 8200), TCP (RFC 9293) and the ICMP errors of both (RFC 792, RFC
// 4443). It knows no sockets.
//
// # A SYN like any other
//
// Some firewalls and load balancers drop a SYN without options, which no system
// has sent for twenty years: scanners that send bare ones were measured to find
// 2 % fewer hosts. So a SYN here carries what Linux sends, in its order: maximum
// segment size, selective acknowledgement, timestamps, window scale.
//
// # The cookie
//
// A scanner that remembers nothing of what it sent can still tell its answers
// from all others: the sequence number is a keyed hash of both ports (the
// addresses and the key are those of one [Maker]). A SYN-ACK or an RST must
// acknowledge it plus one, and an ICMP error must quote it. Whoever did not see
// the SYN has one chance in four thousand million. The same ports give the same
// number, so that a second SYN is a retransmission and not a new connection.
//
// # What is no answer
//
// An RST that acknowledges nothing, or something else, is not believed, as no
// TCP would believe it (RFC 9293 §3.10.7.3). Neither is an ICMP error that is
// none about reachability: "fragmentation needed" is about size.
package tcpip

import "net/netip"

// Kind is a sort of answer to a SYN.
type Kind uint8

// The sorts. The zero value is none.
const (
	None    Kind = iota
	SYNACK       // the port is open
	RST          // it is closed
	Refused      // an ICMP error: destination unreachable
	Expired      // an ICMP error: time exceeded on the way
)

// Answer is what came back for one SYN.
type Answer struct {
	Kind Kind
	// Own and Port are the ports of the SYN: its source and its destination.
	Own, Port uint16
	// From is who sent it: the target, or whoever sent the ICMP error.
	From netip.Addr
	// Code is the ICMP error's code.
	Code uint8
	// Window is the window of a SYN-ACK. Boxes that accept in another's name
	// mostly advertise 0.
	Window uint16
}

// The numbers of protocols (IANA) and the sizes of headers.
const (
	protoICMP  = 1
	protoTCP   = 6
	protoICMP6 = 58

	header4   = 20
	header6   = 40
	headerTCP = 20
	options   = 20
)

// The flags of TCP (RFC 9293 §3.1).
const (
	flagSYN = 0x02
	flagRST = 0x04
	flagACK = 0x10
)
