package front

import (
	"context"
	"io"
	"net"
	"slices"
	"time"
)

// Manner is what is special about a server. The zero value is nothing.
type Manner struct {
	// RTT is the round trip to it.
	RTT time.Duration
	// Slow is how long it thinks before it says anything.
	Slow time.Duration
	// Rate is how many connections it takes in any second; more are reset. 0 is
	// any number.
	Rate int
	// HangEvery makes every so-many-th connection be accepted and never answered.
	HangEvery int
	// Dislikes says what becomes of a connection by its first record; nil likes
	// everything.
	Dislikes func(Hello) Reaction
	// NoAlerts swallows an alert that the server begins with, and closes.
	NoAlerts bool
	// Dribble sends one byte at a time with such a pause after it; 0 does not.
	Dribble time.Duration
	// Instead answers in the place of the server; nil lets the server answer.
	Instead func(w io.Writer, h Hello) error
}

// Reaction is what a front does with a connection.
type Reaction uint8

// The reactions.
const (
	Pass  Reaction = iota // it goes on to the server
	Shut                  // it is closed without a word
	Reset                 // it is reset
	Hang                  // nothing is said, until the client goes
)

// BiggerThan dislikes first records of more bytes than that.
func BiggerThan(size int, then Reaction) func(Hello) Reaction {
	return func(h Hello) Reaction { return when(h.Size > size, then) }
}

// Newer dislikes hellos with an extension that is not in the list.
func Newer(known []uint16, then Reaction) func(Hello) Reaction {
	return func(h Hello) Reaction { return when(h.has(known), then) }
}

// Version13 dislikes hellos that speak of TLS 1.3, as middleboxes do that take
// supported_versions for an attack.
func Version13(then Reaction) func(Hello) Reaction {
	return func(h Hello) Reaction { return when(h.extension(supportedVersions), then) }
}

// Offers13 dislikes hellos that offer TLS 1.3 and no others, whatever extensions
// they have.
func Offers13(then Reaction) func(Hello) Reaction {
	const tls13 = 0x0304
	return func(h Hello) Reaction { return when(slices.Contains(h.Versions, tls13), then) }
}

// Having dislikes hellos with an extension.
func Having(extension uint16, then Reaction) func(Hello) Reaction {
	return func(h Hello) Reaction { return when(h.extension(extension), then) }
}

// when is the reaction where so, else Pass.
func when(so bool, then Reaction) Reaction {
	if so {
		return then
	}
	return Pass
}

// Until2015 are the extensions that a server has heard of which is older than
// TLS 1.3 (RFC 4366, 4492, 4507, 5246, 5746, 6520, 6962, 7301, 7366, 7627, 7685).
func Until2015() []uint16 {
	return []uint16{0, 1, 4, 5, 10, 11, 13, 15, 16, 18, 21, 22, 23, 35, 13172, 0xff01}
}

// serve handles one connection, the n-th.
func (f *Front) serve(ctx context.Context, client net.Conn, n int, late bool) {
	m := f.manner
	if late {
		react(ctx, client, Reset)
		return
	}
	if m.HangEvery > 0 && n%m.HangEvery == 0 {
		react(ctx, client, Hang)
		return
	}
	if m.Dislikes == nil && m.Instead == nil {
		f.forward(ctx, client, nil)
		return
	}
	record, err := firstRecord(client)
	if err != nil {
		return
	}
	hello := read(record)
	if m.Dislikes != nil {
		if r := m.Dislikes(hello); r != Pass {
			react(ctx, client, r)
			return
		}
	}
	if m.Instead != nil {
		if m.Instead(m.out(ctx, client), hello) == nil {
			react(ctx, client, Hang)
		}
		return
	}
	f.forward(ctx, client, record)
}

// react does to the connection what is not passing.
func react(ctx context.Context, client net.Conn, r Reaction) {
	switch r {
	case Hang:
		defer context.AfterFunc(ctx, func() { _ = client.Close() })()
		_, _ = io.Copy(io.Discard, client)
	case Reset:
		if tcp, ok := client.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case Pass, Shut:
	}
}

// out is where bytes to the client are written.
func (m Manner) out(ctx context.Context, client net.Conn) io.Writer {
	if m.Dribble == 0 {
		return client
	}
	return dribble{ctx, client, m.Dribble}
}

// dribble writes one byte at a time.
type dribble struct {
	ctx   context.Context //nolint:containedctx // an io.Writer has no other place for it
	to    io.Writer
	pause time.Duration
}

// Write implements [io.Writer].
func (d dribble) Write(p []byte) (int, error) {
	for i := range p {
		if _, err := d.to.Write(p[i : i+1]); err != nil {
			return i, err
		}
		if err := wait(d.ctx, d.pause); err != nil {
			return i, err
		}
	}
	return len(p), nil
}
