package mini

import (
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/crypto/cryptobyte"

	"holdfast/probes/internal/tlswire"
)

// Handshake message types (RFC 5246 §7.4).
const (
	clientHello        = 1
	serverHello        = 2
	newSessionTicket   = 4
	certificate        = 11
	serverKeyExchange  = 12
	certificateRequest = 13
	serverHelloDone    = 14
	clientKeyExchange  = 16
	finished           = 20
)

// Flight is what a server answers to a hello.
type Flight struct {
	Version   tlswire.Version
	Suite     tlswire.Suite
	SessionID []byte
	// Heartbeat, Renegotiation, Extended and Tickets tell which extensions came.
	Heartbeat, Renegotiation, Extended, Tickets bool
	// Leaf is the server's certificate, DER; nil when none was sent.
	Leaf []byte
	// CertificateWanted tells that the server asks for the client's certificate.
	CertificateWanted bool
	// Resumed tells that the server goes on with an earlier session.
	Resumed bool

	random   []byte
	exchange []byte // the ServerKeyExchange
}

// AlertError is a fatal alert in the place of what was wanted.
type AlertError struct{ Alert tlswire.Alert }

// Error implements error.
func (e *AlertError) Error() string { return "the alert " + alertName(e.Alert) + " came" }

// errOrder says that a message came which has no place there.
var errOrder = errors.New("a message came out of order")

// Start sends a hello and reads the server's flight: up to ServerHelloDone, or
// to its ChangeCipherSpec when it resumes a session. The connection is used
// until the deadline at most; the caller closes it, also after an error.
func Start(conn net.Conn, offer Offer, until time.Time) (*Conn, error) {
	c, err := newConn(conn, until)
	if err != nil {
		return nil, err
	}
	c.offer, c.random = offer, newRandom()
	hello, err := offer.message(c.random)
	if err != nil {
		return nil, err
	}
	c.transcript = append(c.transcript, hello...)
	if err := c.Send(HandshakeRecord, hello); err != nil {
		return nil, err
	}
	return c, c.flight()
}

// flight reads the server's first flight.
func (c *Conn) flight() error {
	for {
		e, err := c.expect()
		switch {
		case err != nil:
			return err
		case e.record == ChangeCipherSpec && c.Flight.Suite != 0:
			c.Flight.Resumed = true
			return nil
		case e.record != HandshakeRecord:
			return fmt.Errorf("record type %d: %w", e.record, errOrder)
		}
		if err := c.Flight.take(e); err != nil {
			return err
		}
		if e.message == serverHelloDone {
			return nil
		}
	}
}

// expect returns the next event of a handshake: warnings and HelloRequests are
// passed over, a fatal alert or a closed session is an error. What it returns
// goes into the transcript.
func (c *Conn) expect() (event, error) {
	for {
		e, err := c.next()
		switch {
		case err != nil:
			return event{}, err
		case e.record == AlertRecord && (len(e.body) < 2 || e.body[0] == 2 || e.body[1] == 0):
			return event{}, alertError(e.body)
		case e.record == AlertRecord, e.record == HandshakeRecord && e.message == 0:
			continue
		}
		c.transcript = append(c.transcript, e.whole...)
		return e, nil
	}
}

// alertError makes an error of an alert's body.
func alertError(body []byte) error {
	if len(body) < 2 {
		return fmt.Errorf("alert: %w", errShort)
	}
	return &AlertError{Alert: tlswire.Alert(body[1])}
}

// take reads one message of the flight.
func (f *Flight) take(e event) error {
	if f.Suite == 0 != (e.message == serverHello) {
		return fmt.Errorf("handshake message %d: %w", e.message, errOrder)
	}
	switch e.message {
	case serverHello:
		return f.hello(e.body)
	case certificate:
		return f.certificate(e.body)
	case serverKeyExchange:
		f.exchange = e.body
	case certificateRequest:
		f.CertificateWanted = true
	}
	return nil
}

// hello reads the ServerHello (RFC 5246 §7.4.1.3).
func (f *Flight) hello(s cryptobyte.String) error {
	var version, suite uint16
	var session cryptobyte.String
	if !s.ReadUint16(&version) || !s.ReadBytes(&f.random, 32) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint16(&suite) || !s.Skip(1) {
		return fmt.Errorf("ServerHello: %w", errShort)
	}
	if suite == 0 || len(session) > 255 {
		return fmt.Errorf("ServerHello with suite 0: %w", errOrder)
	}
	f.Version, f.Suite, f.SessionID = tlswire.Version(version), tlswire.Suite(suite), session
	var extensions cryptobyte.String
	if !s.Empty() && !s.ReadUint16LengthPrefixed(&extensions) {
		return fmt.Errorf("ServerHello: %w", errShort)
	}
	for !extensions.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return fmt.Errorf("ServerHello extensions: %w", errShort)
		}
		f.extension(kind)
	}
	return nil
}

// extension notes that one came.
func (f *Flight) extension(kind uint16) {
	switch kind {
	case extHeartbeat:
		f.Heartbeat = true
	case extRenegotiation:
		f.Renegotiation = true
	case extExtendedMaster:
		f.Extended = true
	case extTicket:
		f.Tickets = true
	}
}

// certificate reads the leaf (RFC 5246 §7.4.2).
func (f *Flight) certificate(s cryptobyte.String) error {
	var list, leaf cryptobyte.String
	if !s.ReadUint24LengthPrefixed(&list) {
		return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
	}
	if !list.Empty() && !list.ReadUint24LengthPrefixed(&leaf) {
		return fmt.Errorf("Certificate: %w", errShort) //nolint:staticcheck // the message's name
	}
	f.Leaf = leaf
	return nil
}
