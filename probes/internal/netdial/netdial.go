// Package netdial opens connections for probes, and tells what a failure to
// open one means.
//
// # Why not net.Dial
//
// net.Dial hides what a monitor must know: how long the name took and how long
// the connection, which address of the name was taken, and above all what kind
// of failure it was. A probe that cannot tell "the target refused" from "this
// machine has no file descriptors left" must lie about one of them.
//
// # What a failure proves
//
// Three sorts of failure exist, and [Class] keeps them apart:
//
//   - The target spoke: it refused (RST to our SYN), reset, closed, or sent a
//     TLS alert. That is an observation, and may be called broken.
//   - Nothing came back: a time-out, NXDOMAIN, SERVFAIL, an ICMP unreachable
//     from somebody on the way. The target did not speak, so it may as well be
//     our own network ([Class.Silent]); it counts as broken only beside an
//     anchor that answered.
//   - This machine could not ask: no descriptors, no route, no IPv6, no
//     resolver ([Class.Local], also for whatever is not recognised). That says
//     nothing about the target.
//
// # How it connects
//
// [Dialer.Resolve] looks the name up and times it. [Dialer.Connect] tries the
// addresses in the resolver's order (RFC 6724); each gets a head start of
// [HeadStart] before the next is tried beside it (RFC 8305, Happy Eyeballs), so
// that one dead address does not use up the time of the look. Keep-alive is
// off: no probe connection lives long enough to need it.
package netdial

import (
	"context"
	"net"

	"holdfast"
)

// Dialer resolves and connects with the resolver and dialer of an environment.
// It may be used by several goroutines.
type Dialer struct {
	resolver *net.Resolver
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

// New returns a dialer that uses env's resolver and dial function, or the
// system's where those are nil.
func New(env holdfast.Env) *Dialer {
	d := &Dialer{resolver: env.Resolver, dial: env.Dial}
	if d.resolver == nil {
		d.resolver = net.DefaultResolver
	}
	if d.dial == nil {
		plain := &net.Dialer{KeepAlive: -1}
		d.dial = plain.DialContext
	}
	return d
}
