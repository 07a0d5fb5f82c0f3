package hops

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/probes/internal/sweep"
)

// slice is how long the kernel is waited for before ctx is looked at again.
const slice = 50 * time.Millisecond

// sockets asks by non-blocking connects, one socket a question.
type sockets struct{}

// newAsker returns the asker of this system.
func newAsker() asker { return sockets{} }

// ask implements asker. It waits less than the kernel's first retransmission
// (1 s, RFC 6298 §2.1), so that a question is one SYN.
func (sockets) ask(ctx context.Context, at netip.AddrPort, limit int, wait time.Duration) (answer, error) {
	fd, err := sweep.NewSocket(at.Addr())
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = unix.Close(fd) }()
	if err := limitHops(fd, at.Addr(), limit); err != nil {
		return answer{}, err
	}
	begun := time.Now()
	err = unix.Connect(fd, sweep.SocketAddress(at.Addr(), at.Port()))
	if err != nil && !errors.Is(err, unix.EINPROGRESS) {
		if errors.Is(err, unix.ECONNREFUSED) {
			return answer{what: reached, rtt: time.Since(begun)}, nil
		}
		return answer{}, nil // our own system let nothing out: silence
	}
	for time.Since(begun) < wait && ctx.Err() == nil {
		if polled(fd, min(slice, wait-time.Since(begun))) {
			return became(fd, time.Since(begun)), nil
		}
	}
	return became(fd, time.Since(begun)), nil
}

// limitHops sets how many hops a socket's packets may go, and demands that
// their end is told.
func limitHops(fd int, addr netip.Addr, limit int) error {
	level, hopOption, tellOption := unix.IPPROTO_IP, unix.IP_TTL, unix.IP_RECVERR
	if addr.Is6() {
		level, hopOption, tellOption = unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS, unix.IPV6_RECVERR
	}
	if err := unix.SetsockoptInt(fd, level, hopOption, limit); err != nil {
		return fmt.Errorf("the proof by hop is not possible here: set a socket's hop limit: %w", err)
	}
	if err := unix.SetsockoptInt(fd, level, tellOption, 1); err != nil {
		return fmt.Errorf("the proof by hop is not possible here: ask a socket for its ICMP errors: %w", err)
	}
	return nil
}

// polled waits until something came for a socket, and reports whether it did.
func polled(fd int, wait time.Duration) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	n, err := unix.Poll(fds, int(wait.Milliseconds())+1)
	return err == nil && n > 0
}

// became asks a socket what came of its connect.
func became(fd int, rtt time.Duration) answer {
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return answer{}
	}
	icmp, told := sweep.QueuedICMP(fd)
	switch {
	case told && !icmp.From.IsValid():
		return answer{} // nobody is known to have said it
	case told && icmp.Expired:
		return answer{what: expired, from: icmp.From, rtt: rtt}
	case told:
		return answer{what: rejected, from: icmp.From, rtt: rtt}
	case unix.Errno(code) == unix.ECONNREFUSED:
		return answer{what: reached, rtt: rtt}
	case code != 0:
		return answer{} // our own system gave up: no neighbour, no route
	}
	if _, err := unix.Getpeername(fd); err != nil {
		return answer{} // still on its way
	}
	return answer{what: reached, rtt: rtt}
}
