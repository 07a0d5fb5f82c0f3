package aim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// private reports whether an address is one of no public network: loopback,
// link-local, RFC 1918, RFC 4193, or carrier NAT (RFC 6598).
func private(addr netip.Addr) bool {
	carrier := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10)
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() || addr.IsUnspecified() || carrier.Contains(addr)
}

// ownNetworks returns the networks that this machine is in. Those that cannot
// be read are none.
func ownNetworks() []netip.Prefix {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []netip.Prefix
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, p.Masked())
		}
	}
	return out
}

// reachable asks this machine's routing table for a way to the address, by
// connecting a datagram socket, which sends nothing.
func reachable(ctx context.Context, addr netip.Addr) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp", netip.AddrPortFrom(addr, 9).String())
	if err == nil {
		return conn.Close()
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	if addr.Is6() {
		return fmt.Errorf("%s not looked at: no IPv6 here (%w)", addr, err)
	}
	return fmt.Errorf("%s not looked at: no route from here (%w)", addr, err)
}
