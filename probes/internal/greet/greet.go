// Package greet recognises databases by the first words they say, and asks
// none of them for anything but those words.
//
// # A handshake is not a service
//
// That a port completes a TCP handshake proves little: proxies, tarpits and
// some firewalls do it for every port. Only what comes after it tells a
// database from an empty room, and only that tells a port that demands a
// password from one that does not.
//
// # What is sent
//
// Nothing that writes, and nothing that tries to log in: no password and no
// existing user is ever sent.
//
//   - Redis: PING, a line of its inline protocol. +PONG says that no password
//     is asked; then, and only then, INFO server is asked for the version,
//     which is a read. One that closes at once is listened to again, silently.
//   - MySQL and MariaDB greet by themselves (Connection Phase, "Initial
//     Handshake Packet"); nothing is sent.
//   - PostgreSQL says nothing first. It is sent an SSLRequest, then a
//     StartupMessage for a role that does not exist (protocol 3.0, "Message
//     Flow, Start-up"). Its answer names the kind of proof it wants, which is
//     never given.
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
	// empty when what answered does not speak the protocol of its port.
	Service string
	// Title is its name as people write it; it tells MariaDB from MySQL.
	Title string
	// Version is what it says its version is, empty when it did not say.
	Version string
	Access  Access
	// Said is its answer in words: "no AUTH asked", "asks for SCRAM-SHA-256".
	Said string
}

// Dial opens a connection, as [net.Dialer.DialContext] does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// wait is the longest that one service is listened to.
const wait = 4 * time.Second

// errStranger says that the peer speaks something else.
var errStranger = errors.New("answer is not of this protocol")

// Known returns the services that are recognised by their greeting.
func Known() []string { return []string{"redis", "mysql", "postgresql"} }

// Ask listens to the service that is expected at an address. A peer that says
// nothing, or something else, gives a Greeting without a Service; an error
// means that no connection could be had.
func Ask(ctx context.Context, dial Dial, at netip.AddrPort, service string) (Greeting, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ask := askFor(service)
	if ask == nil {
		return Greeting{Access: AccessUnknown, Said: "not asked for its name"}, nil
	}
	g, err := talk(ctx, dial, at, ask)
	if service == "redis" && closed(err) {
		// A protected Redis refuses and closes before it reads: our PING then
		// meets an RST, which throws the refusal away. Listen without a word.
		if quiet, errQuiet := talk(ctx, dial, at, hearRedis); errQuiet == nil {
			g, err = quiet, nil
		}
	}
	var refused *dialError
	switch {
	case errors.As(err, &refused):
		return Greeting{Access: AccessUnknown}, refused.err
	case err != nil:
		return Greeting{Access: AccessUnknown, Said: silenceText(err)}, nil
	}
	return g, nil
}

// question is one way of asking, on a connection.
type question func(ctx context.Context, conn net.Conn) (Greeting, error)

// askFor returns the way of asking a service, nil for one that is not known.
func askFor(service string) question {
	switch service {
	case "redis":
		return askRedis
	case "mysql":
		return askMySQL
	case "postgresql":
		return askPostgres
	default:
		return nil
	}
}

// dialError says that no connection could be had.
type dialError struct{ err error }

// Error implements error.
func (e *dialError) Error() string { return e.err.Error() }

// talk asks on a connection of its own, which ends with ctx.
func talk(ctx context.Context, dial Dial, at netip.AddrPort, ask question) (Greeting, error) {
	conn, err := dial(ctx, "tcp", at.String())
	if err != nil {
		return Greeting{}, &dialError{err}
	}
	defer func() { _ = conn.Close() }()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return Greeting{}, &dialError{err}
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	return ask(ctx, conn)
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
