package tlsflaw

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// maxFailures is how many connections in a row may fail before the server is
// left in peace.
const maxFailures = 3

// pause is how many gaps lie between a failed connection and the next try.
const pause = 5

// asker opens connections, one at a time, and counts them.
type asker struct {
	target Target
	ep     *survey.Endpoint
	used   int
	failed int // in a row
}

// errGone says that the server is not asked any more.
var errGone = errors.New("the server stopped answering")

// start connects and begins a handshake; the caller closes what it returns. A
// connection that fails is tried once more after a longer pause: it may have met
// a rate limit.
func (a *asker) start(ctx context.Context, offer mini.Offer) (*mini.Conn, error) {
	offer.ServerName, offer.Slim = a.ep.ServerName, a.slim()
	c, err := a.begin(ctx, offer)
	if err == nil || a.failed == 0 || a.failed >= maxFailures || a.used >= a.target.Budget {
		return c, err
	}
	if a.rest(ctx, pause*a.target.Gap) != nil {
		return nil, err
	}
	return a.begin(ctx, offer)
}

// slim reports whether what is younger than 2012 is left out.
func (a *asker) slim() bool { return len(a.ep.Intolerances) > 0 }

// begin makes one try.
func (a *asker) begin(ctx context.Context, offer mini.Offer) (*mini.Conn, error) {
	conn, err := a.dial(ctx)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(a.target.Timeout)
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	c, err := mini.Start(conn, offer, until)
	a.note(err)
	if err != nil {
		_ = conn.Close() // the first error is the one that tells
		return nil, fmt.Errorf("a %s hello was sent: %w", offer.Version.Title(), err)
	}
	return c, nil
}

// note counts failures in a row. A refusal is an answer.
func (a *asker) note(err error) {
	var alert *mini.AlertError
	if err == nil || errors.As(err, &alert) {
		a.failed = 0
		return
	}
	a.failed++
}

// dial opens one connection, if there may be one, after the gap.
func (a *asker) dial(ctx context.Context) (net.Conn, error) {
	switch {
	case a.used >= a.target.Budget:
		return nil, fmt.Errorf("the budget of %d connections ended", a.target.Budget)
	case a.failed >= maxFailures:
		return nil, errGone
	}
	if a.used > 0 {
		if err := a.rest(ctx, a.target.Gap); err != nil {
			return nil, err
		}
	}
	a.used++
	conn, err := a.target.Dial(ctx)
	if err != nil {
		a.failed++
		return nil, fmt.Errorf("connecting: %w", err)
	}
	return watch(ctx, conn), nil
}

// rest waits between two connections.
func (a *asker) rest(ctx context.Context, gap time.Duration) error {
	timer := time.NewTimer(gap)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting between connections: %w", ctx.Err())
	}
}

// watched is a connection that ends with a context.
type watched struct {
	net.Conn

	release func() bool
}

// watch closes a connection when the context ends.
func watch(ctx context.Context, conn net.Conn) net.Conn {
	return watched{conn, context.AfterFunc(ctx, func() { _ = conn.Close() })}
}

// Close implements [net.Conn].
func (w watched) Close() error {
	w.release()
	return w.Conn.Close() //nolint:wrapcheck // as net.Conn
}

// session connects and completes a handshake.
func (a *asker) session(ctx context.Context, offer mini.Offer) (*mini.Conn, error) {
	c, err := a.start(ctx, offer)
	if err != nil {
		return nil, err
	}
	if err := c.Complete(); err != nil {
		_ = c.Close() // the first error is the one that tells
		return nil, a.incomplete(c, err)
	}
	return c, nil
}

// incomplete says why a handshake did not come to its end.
func (a *asker) incomplete(c *mini.Conn, err error) error {
	asked := ""
	if c.Flight.CertificateWanted {
		asked = " (the server asked for a client certificate, and got none)"
	}
	return fmt.Errorf("a handshake with %s could not be completed%s: %w", spoken(c.Flight), asked, err)
}

// spoken names what was agreed on.
func spoken(f mini.Flight) string { return f.Suite.String() + " in " + f.Version.Title() }

// unknown is the verdict of a test that could not be made.
func unknown(err error) verdict { return verdict{how: err.Error()} }

// offer is the hello of a way.
func (w way) offer() mini.Offer { return mini.Offer{Version: w.version, Suites: w.suites} }

// way is a version and its suites to ask with.
type way struct {
	version tlswire.Version
	suites  []tlswire.Suite
}
