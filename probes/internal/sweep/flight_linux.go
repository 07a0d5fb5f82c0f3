package sweep

import (
	"errors"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// start begins the connect of a task.
func (l *loop) start(t task, now time.Time) error {
	fd, err := NewSocket(l.job.Addr)
	if err != nil {
		l.plan.back(t)
		l.narrow(now)
		if l.out == 0 && !scarce(err) {
			return err
		}
		return nil
	}
	l.plan.res.Attempts++
	err = unix.Connect(fd, SocketAddress(l.job.Addr, t.port))
	if err != nil && !errors.Is(err, unix.EINPROGRESS) {
		return l.refusedAtOnce(fd, t, err, now)
	}
	return l.watch(fd, t, now)
}

// refusedAtOnce takes a connect that failed without waiting.
func (l *loop) refusedAtOnce(fd int, t task, err error, now time.Time) error {
	defer func() { _ = unix.Close(fd) }()
	switch {
	case scarce(err):
		l.plan.back(t)
		l.narrow(now)
	case errors.Is(err, unix.ECONNREFUSED):
		l.refused(fd, t, err, 0, now)
	default:
		l.plan.withheld(t, now)
	}
	return nil
}

// narrow makes do with fewer sockets for a while: the system had none left.
func (l *loop) narrow(now time.Time) {
	l.window = max(16, min(l.window, l.out)*3/4)
	l.tight = now.Add(50 * time.Millisecond)
}

// watch puts a socket under the epoll's eyes.
func (l *loop) watch(fd int, t task, now time.Time) error {
	event := unix.EpollEvent{Events: unix.EPOLLOUT | unix.EPOLLERR | unix.EPOLLHUP, Fd: int32(fd)} //nolint:gosec // a descriptor fits
	if err := unix.EpollCtl(l.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		_ = unix.Close(fd)
		l.plan.back(t)
		l.narrow(now)
		return nil //nolint:nilerr // the system is short of memory; the task is asked again
	}
	for len(l.flights) <= fd {
		l.flights = append(l.flights, flight{})
	}
	l.serial++
	l.flights[fd] = flight{task: t, sent: now, serial: max(1, l.serial)}
	l.out++
	wait, queue := l.job.Timeout, &l.ports
	if t.canary {
		wait, queue = l.plan.canaryWait(), &l.canary
	}
	queue.push(due{fd: fd, serial: l.flights[fd].serial, at: now.Add(wait)})
	return nil
}

// drop closes a socket and forgets its flight. With SO_LINGER 0 the close of a
// connected one sends an RST and leaves nothing behind.
func (l *loop) drop(fd int) {
	_ = unix.Close(fd)
	l.flights[fd].serial = 0
	l.out--
}

// collect waits for answers and judges them.
func (l *loop) collect(milliseconds int) error {
	n, err := unix.EpollWait(l.epoll, l.events, milliseconds)
	if err != nil && !errors.Is(err, unix.EINTR) {
		return err
	}
	now := time.Now()
	for i := range max(n, 0) {
		fd := int(l.events[i].Fd)
		if fd < len(l.flights) && l.flights[fd].serial != 0 {
			l.judge(fd, now)
		}
	}
	return nil
}

// expire takes the sockets whose time is up. Each is asked once more first: we
// may be late, and an answer already there.
func (l *loop) expire(now time.Time) {
	for _, queue := range []*fifo{&l.ports, &l.canary} {
		for d, ok := queue.pop(now); ok; d, ok = queue.pop(now) {
			if l.flights[d.fd].serial != d.serial || l.judge(d.fd, now) {
				continue
			}
			t := l.flights[d.fd].task
			l.drop(d.fd)
			l.plan.silent(t, now)
		}
	}
}

// judge asks a socket what became of it, and reports whether that is known.
func (l *loop) judge(fd int, now time.Time) bool {
	f := l.flights[fd]
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return false
	}
	if code != 0 {
		l.refused(fd, f.task, unix.Errno(code), now.Sub(f.sent), now) //nolint:gosec // error numbers are small
		l.drop(fd)
		return true
	}
	peer, err := unix.Getpeername(fd)
	if err != nil {
		_, _ = QueuedICMP(fd)
		return false // still on its way; what was in its error queue was no end
	}
	l.connected(fd, peer, f, now)
	return true
}

// connected takes a completed handshake. A connect to our own machine may meet
// itself (RFC 9293 §3.5, simultaneous open) when the kernel picks the port in
// question as its source; so there a port must be seen open twice.
func (l *loop) connected(fd int, peer unix.Sockaddr, f flight, now time.Time) {
	own, err := unix.Getsockname(fd)
	l.drop(fd)
	t := f.task
	local := err != nil || addrPort(own).Addr() == addrPort(peer).Addr()
	switch {
	case !local || t.canary:
		l.plan.answered(t, Open, netip.Addr{}, now.Sub(f.sent), now)
	case err != nil || addrPort(own) == addrPort(peer):
		t.self++
		if t.self > selfMost {
			l.plan.withheld(t, now)
			return
		}
		l.plan.back(t)
	case t.seen == 0:
		t.seen++
		l.plan.back(t)
	default:
		l.plan.answered(t, Open, netip.Addr{}, now.Sub(f.sent), now)
	}
}
