package syn

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/probes/internal/sweep"
	"holdfast/probes/internal/tcpip"
)

// refresh is how often the next hop's address is looked up again.
const refresh = 5 * time.Second

// socket is a line over packet sockets (packet(7)): one that sends, and one with
// a filter and a ring that receives. Both work on IP packets; the kernel writes
// the link's header. Unlike raw IP sockets they pass by our own firewall's
// output and its connection tracking, and cost less than half.
type socket struct {
	maker *tcpip.Maker
	hop   hop
	out   int
	batch *outbox
	in    *ring
	begun time.Time
	asked time.Time // when the next hop was last looked up
}

// errPower says why a line could not be opened.
var errPower = errors.New("this process may not send bare SYNs (CAP_NET_RAW)")

// openLine opens a line to a job's address.
func openLine(ctx context.Context, job sweep.Job) (wire, error) {
	lowest, highest, err := ownPorts()
	if err != nil {
		return wire{}, err
	}
	out, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EPERM) {
		return wire{}, errPower
	} else if err != nil {
		return wire{}, fmt.Errorf("packet socket: %w", err)
	}
	s := &socket{out: out, begun: time.Now(), asked: time.Now()}
	if err := s.prepare(ctx, job, lowest, highest); err != nil {
		s.close()
		return wire{}, err
	}
	return wire{line: s, lowest: lowest, highest: highest, close: s.close}, nil
}

// prepare finds the way and makes the ring.
func (s *socket) prepare(ctx context.Context, job sweep.Job, lowest, highest uint16) (err error) {
	if s.hop, err = findHop(ctx, job); err != nil {
		return err
	}
	s.maker = tcpip.NewMaker(s.hop.own, job.Addr, s.hop.mtu)
	s.batch = newOutbox(batch, s.maker.Len())
	s.batch.toward(s.hop)
	filter, err := tcpip.Filter(job.Addr, lowest, highest)
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	s.in, err = newRing(s.hop.protocol(), filter, slotsFor(job))
	return err
}

// slotsFor is how many answers are kept until they are read: those of some
// twentieth of a second at the job's rate.
func slotsFor(job sweep.Job) int {
	n := ringLeast
	for n < job.Rate/16 && n < min(len(job.Ports), ringMost) {
		n *= 2
	}
	return n
}

// close closes both sockets.
func (s *socket) close() {
	_ = unix.Close(s.out)
	if s.in != nil {
		s.in.close()
	}
}

// send implements line.
func (s *socket) send(list []probe) error {
	now := time.Now()
	if now.Sub(s.asked) > refresh {
		s.asked = now
		if s.hop.renew() {
			s.batch.toward(s.hop)
		}
	}
	stamp := uint32(now.Sub(s.begun).Milliseconds()) + 1
	for len(list) > 0 {
		n := min(len(list), batch)
		for i, p := range list[:n] {
			s.maker.SYN(s.batch.packet(i), p.own, p.port, stamp)
		}
		if err := s.batch.send(s.out, n); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// receive implements line.
func (s *socket) receive(take func(answer)) error {
	s.in.read(func(packet []byte) {
		a, ok := s.maker.Read(packet)
		if !ok {
			return
		}
		out := answer{probe: probe{a.Own, a.Port}}
		switch a.Kind {
		case tcpip.SYNACK:
			out.state = sweep.Open
		case tcpip.RST:
			out.state = sweep.Closed
		case tcpip.Refused, tcpip.Expired:
			out.state, out.from = sweep.Rejected, a.From
		case tcpip.None:
			return
		}
		take(out)
	})
	return nil
}

// overrun implements line.
func (s *socket) overrun() int { return s.in.overrun() }
