package tlsask

import (
	"context"
	"net/netip"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Asker puts single questions to a target, with the patience and the budget of a
// look: a second opinion, where a whole look would be too much.
type Asker struct{ l *looking }

// NewAsker returns one. The mode of the options is of no account.
func NewAsker(target Target, options Options) *Asker {
	options = options.withDefaults(len(target.Addresses))
	options.Head = nil
	return &Asker{&looking{target: target, Options: options, purse: newPurse(options)}}
}

// Accepts returns the answer to a hello of a version with these suites, asked for
// until there is one; ok is false when it was refused, or answered with another
// version, or not answered.
func (a *Asker) Accepts(ctx context.Context, addr netip.Addr, v tlswire.Version, suites []tlswire.Suite) (answer tlswire.Answer, ok bool) {
	d := a.l.door(addr, a.l.target.SNI())
	r, err := d.ask(ctx, d.hello(v, suites, tlswire.Groups(v)))
	return r.Answer, err == nil && !r.Refused && r.Version == v
}

// Chain shakes hands once and returns the certificates that came.
func (a *Asker) Chain(ctx context.Context, addr netip.Addr, p survey.Protocol) [][]byte {
	d := a.l.door(addr, a.l.target.SNI())
	return d.handshake(ctx, &offer{version: p.Version, suites: p.Suites, groups: p.Groups}).sent.Sent
}

// Connections is what it has cost so far.
func (a *Asker) Connections() int { return a.l.purse.spent().Total() }
