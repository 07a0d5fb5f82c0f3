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
	icmp, told := QueuedICMP(fd)
	switch {
	case told:
		l.plan.answered(t, Rejected, icmp.From, rtt, now)
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

// ICMP is an ICMP error that came back for a packet of a socket.
type ICMP struct {
	From netip.Addr // who sent it; zero when the kernel did not say
	// Expired is true when the packet's hop limit ran out at From on its way: RFC
	// 792 type 11 code 0, RFC 4443 type 3 code 0. All others are refusals.
	Expired bool
}

// QueuedICMP reads a socket's error queue (ip(7), IP_RECVERR) and returns the
// ICMP error in it, if there is one. An RST leaves the queue empty.
func QueuedICMP(fd int) (ICMP, bool) {
	var control [512]byte
	_, n, _, _, err := unix.Recvmsg(fd, nil, control[:], unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
	if err != nil {
		return ICMP{}, false
	}
	return parseControl(control[:n])
}

// parseControl finds the ICMP error in the control messages of an error queue.
func parseControl(control []byte) (ICMP, bool) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return ICMP{}, false
	}
	for _, m := range messages {
		v4 := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR
		v6 := m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if v4 || v6 {
			return extendedError(m.Data)
		}
	}
	return ICMP{}, false
}

// extendedError reads struct sock_extended_err and the offender's address that
// follows it (linux/errqueue.h): errno 4 bytes, origin 1, type 1, code 1, pad
// 1, info 4, data 4, then a sockaddr.
func extendedError(data []byte) (ICMP, bool) {
	const size = 16
	if len(data) < size {
		return ICMP{}, false
	}
	origin, kind, code := data[4], data[5], data[6]
	if origin != unix.SO_EE_ORIGIN_ICMP && origin != unix.SO_EE_ORIGIN_ICMP6 {
		return ICMP{}, false
	}
	exceeded := byte(icmpTimeExceeded)
	if origin == unix.SO_EE_ORIGIN_ICMP6 {
		exceeded = icmp6TimeExceeded
	}
	return ICMP{From: offender(data[size:]), Expired: kind == exceeded && code == 0}, true
}

// The types of the error that says that a hop limit ran out.
const (
	icmpTimeExceeded  = 11 // RFC 792
	icmp6TimeExceeded = 3  // RFC 4443 §3.3
)

// offender reads the sockaddr behind an extended error.
func offender(raw []byte) netip.Addr {
	if len(raw) < 8 {
		return netip.Addr{}
	}
	switch family := binary.NativeEndian.Uint16(raw); {
	case family == unix.AF_INET:
		return netip.AddrFrom4([4]byte(raw[4:8]))
	case family == unix.AF_INET6 && len(raw) >= 24:
		return netip.AddrFrom16([16]byte(raw[8:24])).Unmap()
	default:
		return netip.Addr{}
	}
}
