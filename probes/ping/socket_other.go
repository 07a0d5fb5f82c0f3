//go:build !linux

package ping

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"golang.org/x/net/icmp"
)

// openSocket opens an ICMP socket for a target.
func openSocket(kind socket, target netip.Addr, whole bool) (net.PacketConn, error) {
	if whole {
		return nil, errors.New("dont_fragment: not possible on this system")
	}
	network, any := map[socket]string{datagram: "udp4", raw: "ip4:icmp"}[kind], "0.0.0.0"
	if target.Is6() {
		network, any = map[socket]string{datagram: "udp6", raw: "ip6:ipv6-icmp"}[kind], "::"
	}
	conn, err := icmp.ListenPacket(network, any)
	if err != nil {
		return nil, fmt.Errorf("open a %s socket for ICMP: %w", kind, err)
	}
	return conn, nil
}

// complaint returns nothing: this system does not tell.
func (w *wire) complaint(error) (heard, bool) { return heard{}, false }
