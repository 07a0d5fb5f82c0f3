package echo

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// Socket is a sort of ICMP socket.
type Socket string

// The sorts.
const (
	Datagram Socket = "datagram" // net.ipv4.ping_group_range
	Raw      Socket = "raw"      // CAP_NET_RAW
)

// Options say what a line is to be like.
type Options struct {
	Socket Socket
	Target netip.Addr
	// Source is the own address to send from; the zero address leaves it to the
	// system.
	Source netip.Addr
	// Whole forbids that requests are cut in pieces on their way (Linux).
	Whole bool
	// Hops is the hop limit of requests; 0 is the system's own.
	Hops int
}

// Line is an open way of sending echo requests to one address. It is for one
// goroutine, but for Until and Close.
type Line struct {
	kind   Socket
	target netip.Addr
	id     int // of a raw socket's requests; a datagram socket's is the kernel's
	conn   net.PacketConn
	read   func(b []byte) (n, hops int, from net.Addr, err error)
	buf    []byte
	queued []Heard // errors that Send met
}

// Open opens a line. The error is this machine's; errors.Is finds EPERM and
// EACCES where it lacks a right.
func Open(o Options) (*Line, error) {
	conn, err := openSocket(o)
	if err != nil {
		return nil, err
	}
	if err := limit(conn, o); err != nil {
		_ = conn.Close()
		return nil, err
	}
	var id [2]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return newLine(o.Socket, o.Target, int(binary.BigEndian.Uint16(id[:])), conn), nil
}

// limit sets the hop limit of requests.
func limit(conn net.PacketConn, o Options) error {
	var err error
	switch {
	case o.Hops == 0:
	case o.Target.Is6():
		err = ipv6.NewPacketConn(conn).SetHopLimit(o.Hops)
	default:
		err = ipv4.NewPacketConn(conn).SetTTL(o.Hops)
	}
	if err != nil {
		return fmt.Errorf("set the hop limit %d: %w", o.Hops, err)
	}
	return nil
}

// newLine makes a line of a socket, which tells hop limits where the system can.
func newLine(kind Socket, target netip.Addr, id int, conn net.PacketConn) *Line {
	l := &Line{kind: kind, target: target, id: id, conn: conn, buf: make([]byte, MaxPayload+1024), read: plainly(conn)}
	l.sieve()
	if target.Is6() {
		if p := ipv6.NewPacketConn(conn); p.SetControlMessage(ipv6.FlagHopLimit, true) == nil {
			l.read = func(b []byte) (int, int, net.Addr, error) {
				n, cm, from, err := p.ReadFrom(b)
				if cm == nil {
					return n, 0, from, err
				}
				return n, cm.HopLimit, from, err
			}
		}
		return l
	}
	if p := ipv4.NewPacketConn(conn); p.SetControlMessage(ipv4.FlagTTL, true) == nil {
		l.read = func(b []byte) (int, int, net.Addr, error) {
			n, cm, from, err := p.ReadFrom(b)
			if cm == nil {
				return n, 0, from, err
			}
			return n, cm.TTL, from, err
		}
	}
	return l
}

// sieve has the kernel drop what a raw socket need not hear. Where it cannot,
// Receive sorts alone.
func (l *Line) sieve() {
	program, err := filter(l.target.Is6(), l.id)
	if l.kind != Raw || err != nil {
		return
	}
	if l.target.Is6() {
		_ = ipv6.NewPacketConn(l.conn).SetBPF(program)
		return
	}
	_ = ipv4.NewPacketConn(l.conn).SetBPF(program)
}

// plainly reads without hop limits.
func plainly(conn net.PacketConn) func(b []byte) (int, int, net.Addr, error) {
	return func(b []byte) (int, int, net.Addr, error) {
		n, from, err := conn.ReadFrom(b)
		return n, 0, from, err
	}
}

// Until sets the end of the patience of Receive.
func (l *Line) Until(t time.Time) error { return l.conn.SetReadDeadline(t) }

// Close closes the socket.
func (l *Line) Close() error { return l.conn.Close() }

// address is the target as the socket takes it.
func (l *Line) address() net.Addr {
	if l.kind == Datagram {
		return net.UDPAddrFromAddrPort(netip.AddrPortFrom(l.target, 0))
	}
	return &net.IPAddr{IP: l.target.AsSlice()}
}

// Send sends a request. An error is this machine's: an ICMP error for an earlier request may come out of a
// later one's sending; it is kept, and the request sent again.
func (l *Line) Send(seq int, data []byte) error {
	b, err := request(l.target.Is6(), l.id, seq, data)
	if err != nil {
		return err
	}
	for range 3 {
		if _, err = l.conn.WriteTo(b, l.address()); err == nil {
			return nil
		}
		h, told := l.complaint(err)
		if !told {
			return err
		}
		l.queued = append(l.queued, h)
	}
	return err
}

// Receive returns the next message that speaks of a request of this line, or an
// error that wraps [os.ErrDeadlineExceeded].
func (l *Line) Receive() (Heard, error) {
	for {
		if len(l.queued) > 0 {
			h := l.queued[0]
			l.queued = l.queued[1:]
			return h, nil
		}
		n, hops, from, err := l.read(l.buf)
		if err != nil {
			if h, told := l.complaint(err); told {
				return h, nil
			}
			return Heard{}, err
		}
		h, ok := read(l.target.Is6(), l.target, l.buf[:n])
		if !ok || l.kind == Raw && h.id != l.id {
			continue
		}
		h.From, h.Hops = address(from), hops
		if h.Problem == "" && h.From != l.target {
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
