package dns

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// bufferSize is how large an answer over UDP may be: it fits every path
// unfragmented (RFC 9715 §3.1, DNS flag day 2020).
const bufferSize = 1232

// resend is how long the first question over UDP waits until it is sent again;
// then twice as long, and so on (RFC 1035 §4.2.1 wants some seconds at most).
const resend = time.Second

// question is what is asked.
type question struct {
	name    string // absolute
	qtype   uint16
	recurse bool
	check   bool // checking disabled: without validation (RFC 4035 §3.2.2)
	unadorn bool // without EDNS
}

// message makes a DNS message with an id of its own.
func (q question) message() *dns.Msg {
	m := new(dns.Msg)
	m.SetQuestion(q.name, q.qtype)
	m.RecursionDesired, m.CheckingDisabled = q.recurse, q.check
	m.AuthenticatedData = q.recurse && !q.check // wants to know (RFC 6840 §5.7)
	if !q.unadorn {
		m.SetEdns0(bufferSize, false)
	}
	return m
}

// errMalformed is the failure of an answer that is no DNS message.
var errMalformed = errors.New("bytes that are no DNS message")

// errStray is the failure of an answer to something else.
var errStray = errors.New("what came answers another question")

// accept reads a reply to m. It is errStray when it may be anybody's, and
// errMalformed when it has our id but cannot be read.
func accept(m *dns.Msg, raw []byte) (*dns.Msg, error) {
	const header = 12 // bytes (RFC 1035 §4.1.1)
	if len(raw) < header || binary.BigEndian.Uint16(raw) != m.Id || raw[2]&0x80 == 0 {
		return nil, errStray
	}
	reply := new(dns.Msg)
	if err := reply.Unpack(raw); err != nil {
		if truncated := raw[2]&0x02 != 0; truncated { // some cut in the middle of a record
			return &dns.Msg{MsgHdr: dns.MsgHdr{Id: m.Id, Response: true, Truncated: true}}, nil
		}
		return nil, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if counts := raw[6:header]; !reply.Truncated && short(reply, counts) {
		return nil, fmt.Errorf("%w: fewer records than its header says", errMalformed)
	}
	if len(reply.Question) == 0 && reply.Rcode != dns.RcodeSuccess {
		return reply, nil // a server that could not read it cannot repeat it
	}
	if len(reply.Question) != 1 || !same(reply.Question[0], m.Question[0]) {
		return nil, errStray
	}
	return reply, nil
}

// short reports whether a message has fewer records than its header counts; what
// is left out may be what was wanted.
func short(m *dns.Msg, counts []byte) bool {
	for i, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		if len(section) < int(binary.BigEndian.Uint16(counts[2*i:])) {
			return true
		}
	}
	return false
}

// same compares questions; names do not know case (RFC 4343).
func same(a, b dns.Question) bool {
	return a.Qtype == b.Qtype && a.Qclass == b.Qclass && strings.EqualFold(a.Name, b.Name)
}

// wakes ends the reads and writes of a connection when the look does; a
// connection that is closed is awake.
func wakes(ctx context.Context, conn net.Conn) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

// datagram asks over UDP until end, again and again. Strays is how many packets
// were passed over.
func datagram(ctx context.Context, conn net.Conn, m *dns.Msg, end time.Time) (reply *dns.Msg, strays int, err error) {
	packed, err := m.Pack()
	if err != nil {
		return nil, 0, fmt.Errorf("pack the question: %w", err)
	}
	for wait := resend; ; wait *= 2 {
		if _, err := conn.Write(packed); err != nil {
			return nil, strays, err
		}
		until := time.Now().Add(wait)
		if until.After(end) {
			until = end
		}
		if err := conn.SetReadDeadline(until); err != nil {
			return nil, strays, err
		}
		reply, n, err := hear(ctx, conn, m)
		strays += n
		if !errors.Is(err, os.ErrDeadlineExceeded) || ctx.Err() != nil || !time.Now().Before(end) {
			return reply, strays, err
		}
	}
}

// hear reads packets until one is a reply, or the deadline has passed.
func hear(ctx context.Context, conn net.Conn, m *dns.Msg) (reply *dns.Msg, strays int, err error) {
	buf := make([]byte, 64<<10)
	for ctx.Err() == nil {
		n, err := conn.Read(buf)
		if err != nil {
			return nil, strays, err
		}
		reply, err := accept(m, buf[:n])
		if !errors.Is(err, errStray) {
			return reply, strays, err
		}
		strays++
	}
	return nil, strays, ctx.Err()
}

// stream asks over TCP, where a length goes before each message (RFC 1035
// §4.2.2).
func stream(ctx context.Context, conn net.Conn, m *dns.Msg, end time.Time) (*dns.Msg, error) {
	packed, err := m.Pack()
	if err != nil {
		return nil, fmt.Errorf("pack the question: %w", err)
	}
	if err := errors.Join(conn.SetDeadline(end), ctx.Err()); err != nil {
		return nil, err
	}
	framed := binary.BigEndian.AppendUint16(make([]byte, 0, len(packed)+2), uint16(len(packed)))
	if _, err := conn.Write(append(framed, packed...)); err != nil { // one segment (RFC 7766 §8)
		return nil, err
	}
	raw, err := frame(conn)
	if err != nil {
		return nil, err
	}
	return accept(m, raw)
}

// frame reads one message with its length before it.
func frame(r io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	raw := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(r, raw)
	return raw, err
}
