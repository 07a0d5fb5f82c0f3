package sweep

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// refused takes a connect that failed: an RST, an ICMP error, or our own
// system's refusal.
func (l *loop) refused(fd int, t task, err error, rtt time.Duration, now time.Time) {
	offender, icmp := icmpError(fd)
	switch {
	case icmp:
		l.plan.answered(t, Rejected, offender, rtt, now)
	case errors.Is(err, unix.ECONNREFUSED):
		l.plan.answered(t, Closed, netip.Addr{}, rtt, now)
	case errors.Is(err, unix.EHOSTUNREACH), errors.Is(err, unix.ENETUNREACH):
		l.plan.answered(t, Rejected, netip.Addr{}, rtt, now)
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		l.plan.withheld(t, now)
	default:
		l.plan.silent(t, now)
	}
}

// icmpError reads a socket's error queue (ip(7), IP_RECVERR) and returns who
// sent the ICMP error in it, if there is one. An RST leaves the queue empty.
func icmpError(fd int) (netip.Addr, bool) {
	var control [512]byte
	_, n, _, _, err := unix.Recvmsg(fd, nil, control[:], unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
	if err != nil || n == 0 {
		return netip.Addr{}, false
	}
	messages, err := unix.ParseSocketControlMessage(control[:n])
	if err != nil {
		return netip.Addr{}, false
	}
	for _, m := range messages {
		v4 := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR
		v6 := m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if v4 || v6 {
			return extendedError(m.Data)
		}
	}
	return netip.Addr{}, false
}

// extendedError reads struct sock_extended_err and the offender's address that
// follows it (linux/errqueue.h): errno 4 bytes, origin 1, type 1, code 1, pad
// 1, info 4, data 4, then a sockaddr.
func extendedError(data []byte) (netip.Addr, bool) {
	const size = 16
	if len(data) < size {
		return netip.Addr{}, false
	}
	origin := data[4]
	if origin != unix.SO_EE_ORIGIN_ICMP && origin != unix.SO_EE_ORIGIN_ICMP6 {
		return netip.Addr{}, false
	}
	rest := data[size:]
	if len(rest) < 8 {
		return netip.Addr{}, true
	}
	switch family := binary.NativeEndian.Uint16(rest); {
	case family == unix.AF_INET:
		return netip.AddrFrom4([4]byte(rest[4:8])), true
	case family == unix.AF_INET6 && len(rest) >= 24:
		return netip.AddrFrom16([16]byte(rest[8:24])).Unmap(), true
	default:
		return netip.Addr{}, true
	}
}
