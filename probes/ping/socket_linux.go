package ping

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"holdfast/probes/internal/sweep"
)

// openSocket opens an ICMP socket for a target.
func openSocket(kind socket, target netip.Addr, whole bool) (net.PacketConn, error) {
	family, protocol, sort := unix.AF_INET, unix.IPPROTO_ICMP, unix.SOCK_DGRAM
	if target.Is6() {
		family, protocol = unix.AF_INET6, unix.IPPROTO_ICMPV6
	}
	if kind == raw {
		sort = unix.SOCK_RAW
	}
	fd, err := unix.Socket(family, sort|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
	if err != nil {
		return nil, fmt.Errorf("open a %s socket for ICMP: %w", kind, err)
	}
	f := os.NewFile(uintptr(fd), "icmp")
	defer func() { _ = f.Close() }() // FilePacketConn has a copy
	if err := tune(fd, kind, target.Is6(), whole); err != nil {
		return nil, err
	}
	conn, err := net.FilePacketConn(f)
	if err != nil {
		return nil, fmt.Errorf("use a %s socket for ICMP: %w", kind, err)
	}
	return conn, nil
}

// tune asks a datagram socket for the ICMP errors of its packets (ip(7),
// IP_RECVERR), which a raw one hears by itself, and forbids fragments where
// that is wanted, whatever the system believes of the way's MTU.
func tune(fd int, kind socket, six, whole bool) error {
	level, tell, discover, probe := unix.IPPROTO_IP, unix.IP_RECVERR, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE
	if six {
		level, tell, discover, probe = unix.IPPROTO_IPV6, unix.IPV6_RECVERR, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE
	}
	if kind == datagram {
		if err := unix.SetsockoptInt(fd, level, tell, 1); err != nil {
			return fmt.Errorf("ask a socket for its ICMP errors: %w", err)
		}
	}
	if whole {
		if err := unix.SetsockoptInt(fd, level, discover, probe); err != nil {
			return fmt.Errorf("forbid fragments: %w", err)
		}
	}
	return nil
}

// complaint returns the ICMP error that lies behind a system call's, if one
// does.
func (w *wire) complaint(err error) (heard, bool) {
	var errno syscall.Errno
	sys, ok := w.conn.(syscall.Conn)
	if w.kind != datagram || !ok || !errors.As(err, &errno) {
		return heard{}, false
	}
	c, err := sys.SyscallConn()
	if err != nil {
		return heard{}, false
	}
	var icmp sweep.ICMP
	told := false
	if err := c.Control(func(fd uintptr) { icmp, told = sweep.QueuedICMP(int(fd)) }); err != nil || !told {
		return heard{}, false
	}
	words := "destination unreachable"
	switch {
	case icmp.Expired:
		words = "hop limit exceeded on the way"
	case errno == unix.EMSGSIZE:
		words = "packet too big"
	case errno == unix.ENETUNREACH:
		words = "network unreachable"
	case errno == unix.EHOSTUNREACH:
		words = "host unreachable or prohibited"
	case errno == unix.EACCES:
		words = "administratively prohibited"
	}
	return heard{from: icmp.From, seq: -1, problem: words}, true
}
