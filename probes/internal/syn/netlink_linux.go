package syn

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// route asks the kernel which way packets to an address go (rtnetlink(7),
// RTM_GETROUTE).
func route(to netip.Addr) (hop, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return hop{}, fmt.Errorf("netlink: %w", err)
	}
	defer func() { _ = unix.Close(fd) }()
	if err := unix.Sendto(fd, routeRequest(to), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return hop{}, fmt.Errorf("ask for the route to %s: %w", to, err)
	}
	answer := make([]byte, 8192)
	n, _, err := unix.Recvfrom(fd, answer, 0)
	if err != nil {
		return hop{}, fmt.Errorf("route to %s: %w", to, err)
	}
	messages, err := syscall.ParseNetlinkMessage(answer[:n])
	if err != nil || len(messages) == 0 || messages[0].Header.Type != unix.RTM_NEWROUTE {
		return hop{}, fmt.Errorf("no route to %s", to)
	}
	return readRoute(&messages[0], to)
}

// routeRequest is the question: a header, struct rtmsg, and the address.
func routeRequest(to netip.Addr) []byte {
	raw := to.AsSlice()
	size := unix.SizeofNlMsghdr + unix.SizeofRtMsg + unix.SizeofRtAttr + len(raw)
	b := make([]byte, 0, size)
	b = binary.NativeEndian.AppendUint32(b, uint32(size))
	b = binary.NativeEndian.AppendUint16(b, unix.RTM_GETROUTE)
	b = binary.NativeEndian.AppendUint16(b, unix.NLM_F_REQUEST)
	b = append(b, 1, 0, 0, 0, 0, 0, 0, 0) // sequence number, port
	b = append(b, family(to), byte(8*len(raw)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	b = binary.NativeEndian.AppendUint16(b, uint16(unix.SizeofRtAttr+len(raw)))
	b = binary.NativeEndian.AppendUint16(b, unix.RTA_DST)
	return append(b, raw...)
}

// family is the kernel's number for an address' family.
func family(a netip.Addr) byte {
	if a.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// readRoute reads the answer.
func readRoute(m *syscall.NetlinkMessage, to netip.Addr) (hop, error) {
	attributes, err := syscall.ParseNetlinkRouteAttr(m)
	if err != nil || len(m.Data) < unix.SizeofRtMsg {
		return hop{}, fmt.Errorf("the kernel's route to %s cannot be read", to)
	}
	switch m.Data[7] { // rtm_type
	case unix.RTN_UNICAST:
	case unix.RTN_LOCAL:
		return hop{}, errLocal
	default:
		return hop{}, fmt.Errorf("route to %s: %w", to, errLink)
	}
	h := hop{next: to}
	for _, a := range attributes {
		switch a.Attr.Type {
		case unix.RTA_OIF:
			if len(a.Value) >= 4 {
				h.link = int(binary.NativeEndian.Uint32(a.Value))
			}
		case unix.RTA_GATEWAY:
			h.next, _ = netip.AddrFromSlice(a.Value)
		case unix.RTA_VIA: // an IPv4 route by an IPv6 neighbour: family, address
			if len(a.Value) > 2 {
				h.next, _ = netip.AddrFromSlice(a.Value[2:])
			}
		case unix.RTA_PREFSRC:
			h.own, _ = netip.AddrFromSlice(a.Value)
		}
	}
	if h.link == 0 || !h.own.IsValid() || !h.next.IsValid() || h.own.Is4() != to.Is4() {
		return h, fmt.Errorf("route to %s: the kernel names no interface or no source address", to)
	}
	return h, nil
}

// neighbour looks up the link address of a neighbour in the kernel's table
// (RTM_GETNEIGH); nil when there is none.
func neighbour(link int, addr netip.Addr) net.HardwareAddr {
	table, err := syscall.NetlinkRIB(unix.RTM_GETNEIGH, int(family(addr)))
	if err != nil {
		return nil
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return nil
	}
	for i := range messages {
		if found := readNeighbour(messages[i], link, addr); found != nil {
			return found
		}
	}
	return nil
}

// readNeighbour reads one entry: struct ndmsg (family 1, pad 3, ifindex 4, state
// 2, flags 1, type 1), then attributes.
func readNeighbour(m syscall.NetlinkMessage, link int, addr netip.Addr) (found net.HardwareAddr) {
	const usable = unix.NUD_REACHABLE | unix.NUD_STALE | unix.NUD_DELAY | unix.NUD_PROBE | unix.NUD_PERMANENT | unix.NUD_NOARP
	d := m.Data
	if m.Header.Type != unix.RTM_NEWNEIGH || len(d) < unix.SizeofNdMsg || int(binary.NativeEndian.Uint32(d[4:])) != link || binary.NativeEndian.Uint16(d[8:])&usable == 0 {
		return nil
	}
	same := false
	for a := d[unix.SizeofNdMsg:]; len(a) >= unix.SizeofRtAttr; {
		size := int(binary.NativeEndian.Uint16(a))
		if size < unix.SizeofRtAttr || size > len(a) {
			return nil
		}
		value := a[unix.SizeofRtAttr:size]
		switch binary.NativeEndian.Uint16(a[2:]) {
		case unix.NDA_DST:
			got, ok := netip.AddrFromSlice(value)
			same = ok && got == addr
		case unix.NDA_LLADDR:
			found = value
		}
		a = a[min(len(a), (size+3)&^3):]
	}
	if !same {
		return nil
	}
	return found
}
