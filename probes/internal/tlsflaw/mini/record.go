package mini

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"holdfast/probes/internal/tlswire"
)

// Record types (RFC 5246 §6.2.1, RFC 6520 §3).
const (
	ChangeCipherSpec = 20
	AlertRecord      = 21
	HandshakeRecord  = 22
	ApplicationData  = 23
	HeartbeatRecord  = 24
)

// Bounds of what is read on one connection.
const (
	// MaxBytes is how much is read, in bytes, and so how many records, of which
	// each has a header: a server that writes each byte of a long chain in a
	// record of its own needs less.
	MaxBytes = 512 << 10
	// maxPayload is the longest record that the protocol has (RFC 5246 §6.2.3).
	maxPayload = 1<<14 + 2048
)

// Faults of what a server sent.
var (
	errTooMuch = errors.New("the server sends without end")
	errNotTLS  = errors.New("what came is not TLS")
	errShort   = errors.New("a message ends before its fields do")
)

// Conn is a connection on which a handshake was begun.
type Conn struct {
	// Flight is what the server answered to the hello.
	Flight Flight
	// Ticket is the session ticket that the server gave, if any; set by
	// [Conn.Complete].
	Ticket []byte
	// Extended tells whether the master secret is that of RFC 7627.
	Extended bool

	conn       net.Conn
	in         *bufio.Reader
	until      time.Time
	offer      Offer
	random     []byte // the client's
	master     []byte
	proven     []byte // what the client's Finished said
	partial    []byte // handshake bytes that are not yet a whole message
	transcript []byte
	out        *Half // nil while nothing is encrypted
	back       *Half
}

// event is one thing that the server said: a handshake message, or a record of
// another type.
type event struct {
	record  uint8
	message uint8 // of a handshake record
	body    []byte
	whole   []byte // of a handshake message, with its header
}

// newConn wraps a connection; until ends it, whatever the server does.
func newConn(conn net.Conn, until time.Time) (*Conn, error) {
	if err := conn.SetDeadline(until); err != nil {
		return nil, fmt.Errorf("setting the deadline of a connection: %w", err)
	}
	return &Conn{conn: conn, until: until, in: bufio.NewReader(&limit{r: conn, left: MaxBytes})}, nil
}

// limit reads so many bytes and then fails, other than [io.LimitReader], which
// would look like a closed connection.
type limit struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (l *limit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooMuch
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err //nolint:wrapcheck // a reader's own error
}

// Close ends the connection.
func (c *Conn) Close() error { return c.conn.Close() } //nolint:wrapcheck // as net.Conn

// Send writes one record, protected as the connection is by now.
func (c *Conn) Send(kind uint8, content []byte) error {
	return c.write(c.record(kind, content))
}

// record makes one record, protected as the connection is by now.
func (c *Conn) record(kind uint8, content []byte) []byte {
	if c.out != nil {
		content = c.out.Seal(kind, content)
	}
	return c.frame(kind, content)
}

// Forge writes one record of the session whose blocks are as given, without
// MAC or padding being added. CBC only.
func (c *Conn) Forge(kind uint8, raw []byte) error {
	return c.write(c.frame(kind, c.out.Forge(raw)))
}

// MAC is the one that belongs to a content sent next.
func (c *Conn) MAC(kind uint8, content []byte) []byte { return c.out.MAC(kind, content) }

// SendRaw writes records whose payload goes out as it is, encrypted or not.
func (c *Conn) SendRaw(records ...Raw) error {
	var out []byte
	for _, r := range records {
		out = append(out, c.frame(r.Kind, r.Payload)...)
	}
	return c.write(out)
}

// Raw is a record as it goes over the wire.
type Raw struct {
	Kind    uint8
	Payload []byte
}

// frame puts the header before a payload.
func (c *Conn) frame(kind uint8, payload []byte) []byte {
	version := c.Flight.Version
	if version == 0 {
		version = tlswire.TLS10
	}
	out := binary.BigEndian.AppendUint16([]byte{kind}, uint16(version))
	out = binary.BigEndian.AppendUint16(out, uint16(len(payload)))
	return append(out, payload...)
}

// write sends bytes.
func (c *Conn) write(b []byte) error {
	if _, err := c.conn.Write(b); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	return nil
}

// read takes in one record and takes its protection off.
func (c *Conn) read() (kind uint8, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(c.in, head[:]); err != nil {
		return 0, nil, fmt.Errorf("reading a record: %w", err)
	}
	length := int(binary.BigEndian.Uint16(head[3:]))
	if head[0] < ChangeCipherSpec || head[0] > HeartbeatRecord || head[1] != 3 || length > maxPayload {
		return 0, nil, errNotTLS
	}
	body = make([]byte, length)
	if _, err := io.ReadFull(c.in, body); err != nil {
		return 0, nil, fmt.Errorf("reading a record of %d bytes: %w", length, err)
	}
	if c.back != nil {
		body, err = c.back.Open(head[0], body)
	}
	return head[0], body, err
}

// next returns the next message or other record.
func (c *Conn) next() (event, error) {
	for {
		if e, ok := c.whole(); ok {
			return e, nil
		}
		kind, body, err := c.read()
		if err != nil {
			return event{}, err
		}
		if kind != HandshakeRecord {
			return event{record: kind, body: body}, nil
		}
		c.partial = append(c.partial, body...)
	}
}

// whole takes a handshake message off what has come, if one is complete.
func (c *Conn) whole() (event, bool) {
	if len(c.partial) < 4 {
		return event{}, false
	}
	end := 4 + int(c.partial[1])<<16 + int(c.partial[2])<<8 + int(c.partial[3])
	if len(c.partial) < end {
		return event{}, false
	}
	whole := c.partial[:end:end]
	c.partial = c.partial[end:]
	return event{record: HandshakeRecord, message: whole[0], body: whole[4:], whole: whole}, true
}
