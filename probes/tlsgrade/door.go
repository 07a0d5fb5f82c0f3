package tlsgrade

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/tlswire"
)

// manners say how patient a look is.
type manners struct {
	patience time.Duration // for one connection, hello and answer
	pause    time.Duration // after a connection that came to nothing
	gap      time.Duration // between connections, once one came to nothing
}

// door is one address of the target, at which hellos are put. It may be used by
// several goroutines.
type door struct {
	manners
	dialer  *netdial.Dialer
	to      netip.AddrPort
	sni     string
	upgrade string
	slots   chan struct{} // bounds the connections open at once, over all doors of a look
	count   *atomic.Int64 // connections opened

	// slim is set once only a small and old hello was answered.
	slim atomic.Bool
	// met is set once a connection came about.
	met atomic.Bool

	mu     sync.Mutex // protects what follows
	wary   bool       // a connection came to nothing: keep the gap
	closed time.Time  // no connection before this
}

// open connects, when it is this connection's turn, and speaks the words that
// come before TLS. done gives the slot back.
func (d *door) open(ctx context.Context) (conn net.Conn, done func(), err error) {
	select {
	case d.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	release := func() { <-d.slots }
	if err := d.turn(ctx); err != nil {
		release()
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
	d.count.Add(1)
	wait, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	deadline, _ := wait.Deadline()
	c, err := d.dialer.Connect(wait, []netip.Addr{d.to.Addr()}, d.to.Port())
	if err != nil {
		return nil, err
	}
	d.met.Store(true)
	if err = c.SetDeadline(deadline); err == nil {
		err = starttls.Upgrade(wait, c, d.upgrade, d.service())
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

// service is what the protocol before TLS is told that we want: the name, or the
// address where there is none.
func (d *door) service() string {
	if d.sni != "" {
		return d.sni
	}
	return d.to.Addr().String()
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
		d.closed = at.Add(d.gap)
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
	if at := time.Now().Add(d.pause); at.After(d.closed) {
		d.closed = at
	}
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// knock puts one hello on one connection.
func (d *door) knock(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	record, err := hello.Record()
	if err != nil {
		return tlswire.Answer{}, err
	}
	conn, done, err := d.open(ctx)
	if err != nil {
		return tlswire.Answer{}, err
	}
	defer done()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	answer, err := exchangeHello(conn, record)
	if err != nil {
		return answer, d.nothing(ctx, hello, err)
	}
	return answer, nil
}

// exchangeHello sends a hello and reads the answer.
func exchangeHello(conn net.Conn, record []byte) (tlswire.Answer, error) {
	if _, err := conn.Write(record); err != nil {
		return tlswire.Answer{}, err
	}
	return tlswire.Read(conn)
}

// nothing says that a hello was not answered. What is no TLS says so itself.
func (d *door) nothing(ctx context.Context, hello tlswire.Hello, err error) error {
	if _, ok := errors.AsType[*tlswire.NotTLSError](err); ok {
		return fmt.Errorf("%s hello to %s: %w", hello.Version.Title(), d.to, err)
	}
	return fmt.Errorf("%s hello to %s: %s: %w", hello.Version.Title(), d.to, netdial.Fail(ctx, "", "", err).Class, errUnanswered)
}

// errUnanswered says that a connection ended without a word of TLS.
var errUnanswered = errors.New("that is neither an offer nor a refusal")
