package sweep

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"
)

// socketReserve are the descriptors left to everybody else in this process.
const socketReserve = 256

// socketRoom returns how many sockets a sweep may hold: the file limit without
// what is open and what others may need.
func socketRoom() (int, error) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("read the file limit: %w", err)
	}
	used := 0
	if entries, err := os.ReadDir("/proc/self/fd"); err == nil {
		used = len(entries)
	}
	room := int(min(limit.Cur, 1<<20)) - socketReserve - used //nolint:gosec // bounded
	if room < 16 {
		return 0, fmt.Errorf("the file limit of %d leaves no room for a sweep: %d are open, %d are kept free; raise it (ulimit -n, LimitNOFILE=)", limit.Cur, used, socketReserve)
	}
	return room, nil
}

// NewSocket returns a non-blocking TCP socket for the address' family that
// closes with an RST and keeps ICMP errors in its queue; see [QueuedICMP].
func NewSocket(addr netip.Addr) (int, error) {
	domain, level, option := unix.AF_INET, unix.IPPROTO_IP, unix.IP_RECVERR
	if addr.Is6() {
		domain, level, option = unix.AF_INET6, unix.IPPROTO_IPV6, unix.IPV6_RECVERR
	}
	fd, err := unix.Socket(domain, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP)
	if err != nil {
		return 0, fmt.Errorf("socket: %w", err)
	}
	// Neither option is needed for a right answer, so a failure is no fault:
	// without the first a close leaves a FIN, without the second an ICMP error
	// has no sender.
	_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	_ = unix.SetsockoptInt(fd, level, option, 1)
	return fd, nil
}

// scarce reports whether the system ran out of something that comes back.
func scarce(err error) bool {
	for _, e := range []error{unix.EMFILE, unix.ENFILE, unix.ENOBUFS, unix.ENOMEM, unix.EADDRNOTAVAIL, unix.EAGAIN, unix.EADDRINUSE} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// SocketAddress returns the kernel's form of an address and port.
func SocketAddress(addr netip.Addr, port uint16) unix.Sockaddr {
	if addr.Is4() {
		return &unix.SockaddrInet4{Addr: addr.As4(), Port: int(port)}
	}
	out := &unix.SockaddrInet6{Addr: addr.As16(), Port: int(port)}
	if link, err := net.InterfaceByName(addr.Zone()); addr.Zone() != "" && err == nil {
		out.ZoneId = uint32(link.Index) //nolint:gosec // indexes are small and positive
	}
	return out
}

// addrPort is our form of a kernel's address and port.
func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)) //nolint:gosec // ports fit
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port)) //nolint:gosec // ports fit
	default:
		return netip.AddrPort{}
	}
}
