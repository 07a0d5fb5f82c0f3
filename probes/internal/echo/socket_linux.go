package echo

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"holdfast/probes/internal/sweep"
)

// openSocket opens an ICMP socket.
func openSocket(o Options) (net.PacketConn, error) {
	family, protocol, sort := unix.AF_INET, unix.IPPROTO_ICMP, unix.SOCK_DGRAM
	if o.Target.Is6() {
		family, protocol = unix.AF_INET6, unix.IPPROTO_ICMPV6
	}
	if o.Socket == Raw {
		sort = unix.SOCK_RAW
	}
	fd, err := unix.Socket(family, sort|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, protocol)
	if err != nil {
		return nil, fmt.Errorf("open a %s socket for ICMP: %w", o.Socket, err)
	}
	f := os.NewFile(uintptr(fd), "icmp")
	defer func() { _ = f.Close() }() // FilePacketConn has a copy
	if err := tune(fd, o); err != nil {
		return nil, err
	}
	conn, err := net.FilePacketConn(f)
	if err != nil {
		return nil, fmt.Errorf("use a %s socket for ICMP: %w", o.Socket, err)
	}
	return conn, nil
}

// tune asks a datagram socket for the ICMP errors of its packets (ip(7),
// IP_RECVERR), which a raw one hears by itself, and forbids fragments where
// that is wanted, whatever the system believes of the way's MTU.
func tune(fd int, o Options) error {
	level, tell, discover, probe := unix.IPPROTO_IP, unix.IP_RECVERR, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE
	if o.Target.Is6() {
		level, tell, discover, probe = unix.IPPROTO_IPV6, unix.IPV6_RECVERR, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE
	}
	if o.Socket == Datagram {
		if err := unix.SetsockoptInt(fd, level, tell, 1); err != nil {
			return fmt.Errorf("ask a socket for its ICMP errors: %w", err)
		}
	}
	if o.Whole {
		if err := unix.SetsockoptInt(fd, level, discover, probe); err != nil {
			return fmt.Errorf("forbid fragments: %w", err)
		}
	}
	return bind(fd, o)
}

// bind gives the socket the own address that is wanted.
func bind(fd int, o Options) error {
	var at unix.Sockaddr
	switch {
	case !o.Source.IsValid():
		return nil
	case o.Source.Is6():
		at = &unix.SockaddrInet6{Addr: o.Source.As16()}
	default:
		at = &unix.SockaddrInet4{Addr: o.Source.As4()}
	}
	if err := unix.Bind(fd, at); err != nil {
		return fmt.Errorf("send from %s: %w", o.Source, err)
	}
	return nil
}

// complaint returns the ICMP error that lies behind a system call's, if one
// does.
func (l *Line) complaint(err error) (Heard, bool) {
	var errno syscall.Errno
	sys, ok := l.conn.(syscall.Conn)
	if l.kind != Datagram || !ok || !errors.As(err, &errno) {
		return Heard{}, false
	}
	c, err := sys.SyscallConn()
	if err != nil {
		return Heard{}, false
	}
	var icmp sweep.ICMP
	told := false
	if err := c.Control(func(fd uintptr) { icmp, told = sweep.QueuedICMP(int(fd)) }); err != nil || !told {
		return Heard{}, false
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
	return Heard{From: icmp.From, Seq: -1, Problem: words}, true
}
