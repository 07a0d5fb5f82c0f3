package greet

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// Access is how far a stranger gets.
type Access string

// The words of machine output.
const (
	AccessOpen    Access = "open"          // served without being asked who we are
	AccessAuth    Access = "auth-required" // reachable, and asks for a proof
	AccessHost    Access = "host-denied"   // reachable, and refuses our address
	AccessUnknown Access = "unknown"
)

// Greeting is what a service said of itself.
type Greeting struct {
	// Service is the key of what was recognised (redis, mysql, postgresql);
	// empty when what answered does not speak any protocol it was asked in.
	Service string
	// Title is its name as people write it; it tells MariaDB from MySQL.
	Title string
	// Version is what it says its version is, empty when it did not say.
	Version string
	// TLS tells that it speaks TLS from the first byte on.
	TLS    bool
	Access Access
	// Said is its answer in words: "no AUTH asked", "asks for SCRAM-SHA-256".
	Said string
}

// Dial opens a connection, as [net.Dialer.DialContext] does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// wait is the longest that one question may take.
const wait = 4 * time.Second

// errStranger says that the peer speaks something else.
var errStranger = errors.New("answer is not of this protocol")

// opener opens one more connection to the peer; it ends with ctx.
type opener func(ctx context.Context) (net.Conn, error)

// question is one way of asking a peer. Who answers in another protocol is an
// errStranger, who cannot be reached a dialError.
type question func(ctx context.Context, open opener) (Greeting, error)

// ask puts a question, for no longer than wait.
func ask(ctx context.Context, q question, open opener) (Greeting, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return q(ctx, open)
}

// dialError says that no connection could be had.
type dialError struct{ err error }

// Error implements error.
func (e *dialError) Error() string { return e.err.Error() }

// line is the opener of plain TCP.
func line(dial Dial, at netip.AddrPort) opener {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := dial(ctx, "tcp", at.String())
		if err != nil {
			return nil, &dialError{err}
		}
		return conn, nil
	}
}

// on makes a question of a conversation over one connection.
func on(talk func(ctx context.Context, conn net.Conn) (Greeting, error)) question {
	return func(ctx context.Context, open opener) (Greeting, error) {
		conn, err := open(ctx)
		if err != nil {
			return Greeting{}, err
		}
		defer bound(ctx, conn)()
		return talk(ctx, conn)
	}
}

// bound bounds a connection by ctx; the function that it returns closes it.
func bound(ctx context.Context, conn net.Conn) func() {
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // a connection that knows no deadline is closed below
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return func() {
		stop()
		_ = conn.Close()
	}
}

// closed reports whether the peer ended the conversation without a word.
func closed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// silenceText says why a peer was not recognised.
func silenceText(err error) string {
	var netErr net.Error
	switch {
	case errors.Is(err, errStranger):
		return "completes the handshake, but speaks another protocol"
	case errors.As(err, &netErr) && netErr.Timeout():
		return "completes the handshake, then says nothing"
	default:
		return "completes the handshake, then closes"
	}
}

// clean keeps the printable part of foreign text, at most 80 bytes of it.
func clean(text string) string {
	out := make([]byte, 0, 80)
	for i := 0; i < len(text) && len(out) < cap(out); i++ {
		if c := text[i]; c >= ' ' && c < 0x7f {
			out = append(out, c)
		}
	}
	return string(out)
}
