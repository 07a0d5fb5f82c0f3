//go:build !linux

package echo

import (
	"errors"
	"fmt"
	"net"

	"golang.org/x/net/icmp"
)

// openSocket opens an ICMP socket.
func openSocket(o Options) (net.PacketConn, error) {
	if o.Whole {
		return nil, errors.New("dont_fragment: not possible on this system")
	}
	network, own := map[Socket]string{Datagram: "udp4", Raw: "ip4:icmp"}[o.Socket], "0.0.0.0"
	if o.Target.Is6() {
		network, own = map[Socket]string{Datagram: "udp6", Raw: "ip6:ipv6-icmp"}[o.Socket], "::"
	}
	if o.Source.IsValid() {
		own = o.Source.String()
	}
	conn, err := icmp.ListenPacket(network, own)
	if err != nil {
		return nil, fmt.Errorf("open a %s socket for ICMP: %w", o.Socket, err)
	}
	return conn, nil
}

// complaint returns nothing: this system does not tell.
func (l *Line) complaint(error) (Heard, bool) { return Heard{}, false }
