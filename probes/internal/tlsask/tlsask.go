// Package tlsask asks a TLS server everything that can be asked without harm, and
// writes down what it answered as a [survey.Survey].
//
// # The least that can be asked
//
// A hello reveals one suite, and one refusal proves that there are no more, so n
// suites of a version cost n+1 connections, whoever asks. What can be saved is
// everything else, by letting each hello ask several things at once:
//
//   - Groups come along with suites. Below TLS 1.3 a ServerKeyExchange names the
//     curve, in TLS 1.3 a HelloRetryRequest names the group; both suite and group
//     are taken off the lists of the next hello. Max(n, g)+2 connections yield
//     both.
//   - The order comes for nothing from three suites on: every second hello lists
//     them the other way round. A server that chooses by itself then passes over
//     what the client listed first, which a server that follows the client never
//     does. The same goes for groups ([whose]).
//   - SSL 3 to TLS 1.1 are one question as long as none of them is offered.
//   - Extensions, compression, tickets and schemes are read off answers that came
//     anyway.
//
// # Where saving would lie
//
// An ECDSA certificate needs its own curve among the client's groups below
// TLS 1.3, so the curves of certificates stay in the list until it is known that
// there is no such certificate. A server may choose its certificate by the
// suites of the hello and then find none for it: each key is asked for alone.
// Servers that know RFC 7919 refuse Diffie-Hellman with their own prime to who
// names its groups, and others refuse it to who does not: both are asked. And
// some give ChaCha20 to those who list it first, so it is never listed first,
// but for the one question that asks just this.
//
// # What proves what
//
// A ServerHello is an acceptance and a fatal alert a refusal; everything else is
// neither. A version whose hello is closed without a word can be shown to be
// absent in one way: by a positive control. Where the same connection pattern
// with another offer is answered in the same look, and the server is seen to
// close on what nobody can accept ([door.closes]), closing is its refusal.
//
// # What it costs
//
// All connections go through one [purse], which bounds how many there are in
// all, in any second, and at once. What could not be asked for want of a
// connection is said in the survey ([survey.Protocol.Missing]) and is unknown.
package tlsask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Target is the server to ask.
type Target struct {
	Host string
	Port uint16
	// ServerName is the name that the certificate must have, and is sent (SNI)
	// unless it is an address.
	ServerName string
	// Addresses are asked one by one.
	Addresses []netip.Addr
	// StartTLS names the protocol that is spoken before TLS; empty for none.
	StartTLS string
}

// SNI is the name to send: empty for an address, without a trailing dot (RFC 6066
// §3).
func (t Target) SNI() string {
	if _, err := netip.ParseAddr(t.ServerName); err == nil {
		return ""
	}
	return strings.TrimSuffix(t.ServerName, ".")
}

// Mode is how a look goes about it.
type Mode string

// The modes.
const (
	// Gentle takes the fewest connections, few at a time.
	Gentle Mode = "gentle"
	// Fast takes the fewest round trips: it asks for what is usual all at once.
	Fast Mode = "fast"
	// Confirm asks whether all is as an earlier survey has it, and looks anew
	// where it is not.
	Confirm Mode = "confirm"
)

// Options say how to look. The zero value is a gentle look without HTTP.
type Options struct {
	Mode Mode
	// Dialer opens connections; nil is the system's.
	Dialer *netdial.Dialer
	// Parallel is the most connections open at once; 0 is 4, in fast and confirm
	// mode 64.
	Parallel int
	// Budget is the most connections of the look; 0 is 120 for each address, in
	// fast mode 240, at most 600. PerSecond is the most of them in any second; 0
	// is 50, in fast and confirm mode the budget.
	Budget, PerSecond int
	// Patience is how long one connection may take (0: 8 s), Pause how long to
	// wait after one that came to nothing (0: 1.1 s), Gap how long between
	// connections from then on (0: 250 ms).
	Patience, Pause, Gap time.Duration
	// Prev is what Confirm compares with.
	Prev *survey.Survey
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Head reads an HTTP answer from a connection whose handshake is done, with
	// the application protocol agreed on; nil asks for none.
	Head func(ctx context.Context, conn net.Conn, alpn string) *survey.HTTP
	// Told is called after each version of each address; nil is fine.
	Told func(version tlswire.Version, offered survey.Known)
}

// withDefaults fills in what was left out.
func (o Options) withDefaults(addresses int) Options {
	quick := o.Mode == Fast || o.Mode == Confirm
	o.Mode = orElse(o.Mode, Gentle)
	o.Budget = orElse(o.Budget, min(usualBudget(o.Mode)*max(1, addresses), 600))
	o.Patience = orElse(o.Patience, 8*time.Second)
	o.Pause = orElse(o.Pause, 1100*time.Millisecond)
	o.Gap = orElse(o.Gap, 250*time.Millisecond)
	if quick {
		o.Parallel, o.PerSecond = orElse(o.Parallel, 64), orElse(o.PerSecond, o.Budget)
	}
	o.Parallel, o.PerSecond = orElse(o.Parallel, 4), orElse(o.PerSecond, 50)
	if o.Dialer == nil {
		o.Dialer = netdial.New(holdfast.Env{})
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Told == nil {
		o.Told = func(tlswire.Version, survey.Known) {}
	}
	return o
}

// usualBudget is how many connections one address is worth. A hurried look spends
// half of the usual ones before it knows anything.
func usualBudget(m Mode) int {
	if m == Fast {
		return 240
	}
	return 120
}

// orElse is the value, or another where it is zero.
func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

// errNobody says that there was no address.
var errNobody = errors.New("no address to ask")

// Look asks all addresses of the target. The survey is never nil; the error says
// why nobody could be asked at all, and what one address would not say is in the
// survey.
func Look(ctx context.Context, target Target, options Options) (*survey.Survey, error) {
	options = options.withDefaults(len(target.Addresses))
	l := &looking{target: target, Options: options, purse: newPurse(options)}
	if options.Mode == Confirm && options.Prev != nil {
		if s, same := l.confirm(ctx); same {
			return s, nil
		}
		l.Mode = Gentle
	}
	visits := l.visit(ctx)
	s := l.survey(visits)
	return s, l.nothing(ctx, visits)
}

// looking is one look under way.
type looking struct {
	Options
	target Target
	purse  *purse
}

// visit asks every address, all at once; the purse bounds the connections.
func (l *looking) visit(ctx context.Context) []*visit {
	visits := make([]*visit, len(l.target.Addresses))
	var wg sync.WaitGroup
	for i, addr := range l.target.Addresses {
		wg.Go(func() {
			if l.Mode == Fast {
				if v, ok := l.atOnce(ctx, addr); ok {
					visits[i] = v
					return
				}
			}
			visits[i] = l.at(ctx, addr)
		})
	}
	wg.Wait()
	return visits
}

// nothing returns why no address said anything, or nil when one did.
func (l *looking) nothing(ctx context.Context, visits []*visit) error {
	err := errNobody
	offered := false
	for i, v := range visits {
		if v.err == nil {
			err = nil
		} else if err != nil && i == 0 {
			err = v.err
		}
		offered = offered || v.best() != nil
	}
	if ended := ctx.Err(); ended != nil && !offered {
		to := net.JoinHostPort(l.target.Host, strconv.Itoa(int(l.target.Port)))
		return fmt.Errorf("asking %s: time was up before it said anything: %w", to, ended)
	}
	if err != nil {
		return fmt.Errorf("nothing to look at: %w", err)
	}
	return nil
}
