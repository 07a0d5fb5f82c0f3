package tlsask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// door is one address of the target, at which hellos are put, with one name or
// none. It may be used by several goroutines.
type door struct {
	*looking
	to  netip.AddrPort
	sni string
	// deaf does not wait for what a server says after the handshake.
	deaf bool

	// slim is set once only a small and old hello was answered.
	slim atomic.Bool
	// speechless is set where naming an application protocol is no use: behind
	// STARTTLS, or once the server refused a hello for it (RFC 7301 §3.2), as
	// Exim does that is offered those of the web.
	speechless atomic.Bool
	// met is set once a connection came about, heard once a hello was answered.
	met, heard atomic.Bool

	closing sync.Once // asks whether closing is how this server refuses
	closer  bool      // it is

	mu           sync.Mutex // protects what follows
	wary         bool       // a connection came to nothing: keep the gap
	closed       time.Time  // no connection before this
	traits       traits
	intolerances []survey.Intolerance
}

// door returns the door at an address, for a name.
func (l *looking) door(addr netip.Addr, sni string) *door {
	d := &door{looking: l, to: netip.AddrPortFrom(addr, l.target.Port), sni: sni}
	d.speechless.Store(l.target.StartTLS != "")
	return d
}

// open connects, when it is this connection's turn, and speaks the words that
// come before TLS. done closes it and gives the slot back.
func (d *door) open(ctx context.Context, why purpose) (conn net.Conn, done func(), err error) {
	if err := d.turn(ctx); err != nil {
		return nil, nil, err
	}
	release, err := d.purse.take(ctx, why)
	if err != nil {
		return nil, nil, err
	}
	c, err := d.connect(ctx)
	if err != nil {
		release()
		return nil, nil, err
	}
	return c, func() { _ = c.Close(); release() }, nil
}

// connect opens one connection, whose time is up after the door's patience.
func (d *door) connect(ctx context.Context) (net.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, d.Patience)
	defer cancel()
	deadline, _ := wait.Deadline()
	c, err := d.Dialer.Connect(wait, []netip.Addr{d.to.Addr()}, d.to.Port())
	if err != nil {
		return nil, err
	}
	d.met.Store(true)
	err = c.SetDeadline(deadline)
	if err == nil {
		err = starttls.Upgrade(wait, c, d.target.StartTLS, d.target.ServerName)
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c.Conn, nil
}

// turn waits until the door may be knocked on.
func (d *door) turn(ctx context.Context) error {
	d.mu.Lock()
	now := time.Now()
	at := now
	if d.closed.After(now) {
		at = d.closed
	}
	if d.wary {
		d.closed = at.Add(d.Gap)
	}
	d.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

// upset notes that a connection came to nothing: all of this door wait, and are
// slower from now on.
func (d *door) upset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wary = true
	if at := time.Now().Add(d.Pause); at.After(d.closed) {
		d.closed = at
	}
}

// knock puts one hello on one connection; and once more without an application
// protocol, when the server refused it for that.
func (d *door) knock(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	if d.speechless.Load() {
		hello.ALPN = []string{}
		return d.knockOnce(ctx, hello)
	}
	answer, err := d.knockOnce(ctx, hello)
	if err != nil || !answer.Refused || answer.Alert != tlswire.NoApplicationProtocol {
		return answer, err
	}
	d.speechless.Store(true)
	hello.ALPN = []string{}
	return d.knockOnce(ctx, hello)
}

// knockOnce puts one hello on one connection, as it is.
func (d *door) knockOnce(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	record, err := hello.Record()
	if err != nil {
		return tlswire.Answer{}, err
	}
	conn, done, err := d.open(ctx, enumeration)
	if err != nil {
		return tlswire.Answer{}, err
	}
	defer done()
	stop := context.AfterFunc(ctx, func() { hurry(conn) })
	defer stop()
	answer, err := exchangeHello(conn, record)
	if err != nil {
		return answer, d.nothing(ctx, hello, err)
	}
	d.heard.Store(true)
	d.notice(hello, answer)
	return answer, nil
}

// exchangeHello sends a hello and reads the answer.
func exchangeHello(conn net.Conn, record []byte) (tlswire.Answer, error) {
	if _, err := conn.Write(record); err != nil {
		return tlswire.Answer{}, err
	}
	return tlswire.Read(conn)
}

// errUnanswered says that a connection ended without a word of TLS.
var errUnanswered = errors.New("that is neither an offer nor a refusal")

// silence is a hello that came to nothing, and how the connection ended.
type silence struct {
	class netdial.Class
	text  string
}

// Error implements error.
func (s *silence) Error() string { return s.text }

// Unwrap says what it is.
func (s *silence) Unwrap() error { return errUnanswered }

// nothing says that a hello was not answered. What is no TLS says so itself.
func (d *door) nothing(ctx context.Context, hello tlswire.Hello, err error) error {
	if _, ok := errors.AsType[*tlswire.NotTLSError](err); ok {
		return fmt.Errorf("%s hello to %s: %w", hello.Version.Title(), d.to, err)
	}
	class, came := ending(ctx, err)
	return &silence{class, fmt.Sprintf("%s hello to %s: %s: %s", hello.Version.Title(), d.to, came, errUnanswered)}
}

// ending says how a connection ended that brought no answer: by its class, or in the
// reader's words when what came cannot be read, which is not this machine's doing.
func ending(ctx context.Context, err error) (netdial.Class, string) {
	class := netdial.Fail(ctx, "", "", err).Class
	if _, network := errors.AsType[*net.OpError](err); class == netdial.Local && !network && ctx.Err() == nil {
		return class, plain.Text(err.Error(), 200)
	}
	return class, class.String()
}
