package ping

import (
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// socket is a sort of ICMP socket.
type socket string

// The sorts.
const (
	datagram socket = "datagram"
	raw      socket = "raw"
)

// line is an open way of sending echo requests to one address.
type line interface {
	// send sends a request. An error is this machine's.
	send(seq int, data []byte) error
	// receive returns the next message that speaks of a request of this line, or
	// an error that wraps [os.ErrDeadlineExceeded].
	receive() (heard, error)
	// until sets the end of receive's patience.
	until(time.Time) error
	Close() error
}

// wire is a line over a socket.
type wire struct {
	kind   socket
	target netip.Addr
	id     int // of a raw socket's requests; a datagram socket's is the kernel's
	conn   net.PacketConn
	read   func(b []byte) (n, hops int, from net.Addr, err error)
	buf    []byte
	queued []heard // errors that send met
}

// newWire makes a line of a socket, which tells hop limits where the system can.
func newWire(kind socket, target netip.Addr, id int, conn net.PacketConn) *wire {
	w := &wire{kind: kind, target: target, id: id, conn: conn, buf: make([]byte, maxPayload+1024), read: plainly(conn)}
	w.sieve()
	if target.Is6() {
		if p := ipv6.NewPacketConn(conn); p.SetControlMessage(ipv6.FlagHopLimit, true) == nil {
			w.read = func(b []byte) (int, int, net.Addr, error) {
				n, cm, from, err := p.ReadFrom(b)
				if cm == nil {
					return n, 0, from, err
				}
				return n, cm.HopLimit, from, err
			}
		}
		return w
	}
	if p := ipv4.NewPacketConn(conn); p.SetControlMessage(ipv4.FlagTTL, true) == nil {
		w.read = func(b []byte) (int, int, net.Addr, error) {
			n, cm, from, err := p.ReadFrom(b)
			if cm == nil {
				return n, 0, from, err
			}
			return n, cm.TTL, from, err
		}
	}
	return w
}

// sieve has the kernel drop what a raw socket need not hear. Where it cannot,
// receive sorts alone.
func (w *wire) sieve() {
	program, err := filter(w.target.Is6(), w.id)
	if w.kind != raw || err != nil {
		return
	}
	if w.target.Is6() {
		_ = ipv6.NewPacketConn(w.conn).SetBPF(program)
		return
	}
	_ = ipv4.NewPacketConn(w.conn).SetBPF(program)
}

// plainly reads without hop limits.
func plainly(conn net.PacketConn) func(b []byte) (int, int, net.Addr, error) {
	return func(b []byte) (int, int, net.Addr, error) {
		n, from, err := conn.ReadFrom(b)
		return n, 0, from, err
	}
}

// until implements line.
func (w *wire) until(t time.Time) error { return w.conn.SetReadDeadline(t) }

// Close implements line.
func (w *wire) Close() error { return w.conn.Close() }

// address is the target as the socket takes it.
func (w *wire) address() net.Addr {
	if w.kind == datagram {
		return net.UDPAddrFromAddrPort(netip.AddrPortFrom(w.target, 0))
	}
	return &net.IPAddr{IP: w.target.AsSlice()}
}

// send implements line. An ICMP error for an earlier request may come out of a
// later one's sending; it is kept, and the request sent again.
func (w *wire) send(seq int, data []byte) error {
	b, err := request(w.target.Is6(), w.id, seq, data)
	if err != nil {
		return err
	}
	for range 3 {
		if _, err = w.conn.WriteTo(b, w.address()); err == nil {
			return nil
		}
		h, told := w.complaint(err)
		if !told {
			return err
		}
		w.queued = append(w.queued, h)
	}
	return err
}

// receive implements line.
func (w *wire) receive() (heard, error) {
	for {
		if len(w.queued) > 0 {
			h := w.queued[0]
			w.queued = w.queued[1:]
			return h, nil
		}
		n, hops, from, err := w.read(w.buf)
		if err != nil {
			if h, told := w.complaint(err); told {
				return h, nil
			}
			return heard{}, err
		}
		h, ok := read(w.target.Is6(), w.target, w.buf[:n])
		if !ok || w.kind == raw && h.id != w.id {
			continue
		}
		h.from, h.hops = address(from), hops
		if h.problem == "" && h.from != w.target {
			continue // an answer that nobody asked for
		}
		return h, nil
	}
}

// address is the IP address of a socket's peer, without its zone.
func address(a net.Addr) netip.Addr {
	var ip net.IP
	switch a := a.(type) {
	case *net.UDPAddr:
		ip = a.IP
	case *net.IPAddr:
		ip = a.IP
	}
	addr, _ := netip.AddrFromSlice(ip) // the zero address equals no target
	return addr.Unmap()
}
