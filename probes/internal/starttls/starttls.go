// Package starttls speaks a protocol up to the point at which TLS begins.
//
// # One port, two languages
//
// HTTPS has a port of its own, on which the first byte is TLS. Older protocols
// were given a word instead, with which a client that has begun in clear text
// asks to go on encrypted: STARTTLS in SMTP (RFC 3207), IMAP (RFC 9051 §6.2.1),
// NNTP (RFC 4642), ManageSieve (RFC 5804) and XMPP (RFC 6120 §5), STLS in POP3
// (RFC 2595), AUTH TLS in FTP (RFC 4217), an extended operation in LDAP
// (RFC 4511 §4.14), a request of eight bytes in PostgreSQL, a flag of the first
// packet in MySQL. The server agrees in one reply, and the very next byte is
// that of a ClientHello.
//
// # What can go wrong, and what it means
//
// A server that speaks the protocol and says that it has no TLS is a
// [RefusedError]: it has made a statement, and holds what it said. Everything
// else (a greeting of another protocol, a temporary error, silence, an end) is
// a plain error and proves nothing about TLS.
//
// # What is read
//
// Not a byte more than the server's reply: what follows belongs to TLS. So lines
// are read byte by byte. A reply may be as long as its protocol allows, but a
// dialogue ends with an error after 64 KiB, and when its context does.
package starttls

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"
)

// dialogue is how one protocol comes to TLS.
type dialogue struct {
	protocol string
	speak    func(*talk) error
}

// dialogues lists all protocols, by name.
func dialogues() []dialogue {
	return []dialogue{
		{"ftp", ftp},
		{"imap", imap},
		{"irc", irc},
		{"ldap", ldap},
		{"lmtp", lmtp},
		{"mysql", mysql},
		{"nntp", nntp},
		{"pop3", pop3},
		{"postgres", postgres},
		{"sieve", sieve},
		{"smtp", smtp},
		{"xmpp", xmppClient},
		{"xmpp-server", xmppServer},
	}
}

// Protocols lists the protocols that can be spoken, in the order of the alphabet.
func Protocols() []string {
	var names []string
	for _, d := range dialogues() {
		names = append(names, d.protocol)
	}
	return names
}

// Known reports whether a protocol can be spoken.
func Known(protocol string) bool { return slices.Contains(Protocols(), protocol) }

// Upgrade speaks the protocol on a fresh connection until the server waits for a
// ClientHello. host is the name of the service that is asked for, which XMPP
// needs. An empty protocol is TLS from the first byte, and needs no words.
//
// When ctx ends first, the connection's deadline is left in the past.
func Upgrade(ctx context.Context, conn net.Conn, protocol, host string) error {
	if protocol == "" {
		return nil
	}
	all := dialogues()
	i := slices.IndexFunc(all, func(d dialogue) bool { return d.protocol == protocol })
	if i < 0 {
		return fmt.Errorf("%s is no protocol that can go over to TLS", strconv.Quote(protocol))
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	err := all[i].speak(&talk{conn: conn, host: host, left: maxReplies})
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w (%w)", ctx.Err(), err)
	}
	if err != nil {
		return fmt.Errorf("%s before TLS with %s: %w", protocol, conn.RemoteAddr(), err)
	}
	return nil
}
