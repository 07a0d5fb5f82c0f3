package tlsask

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// again asks one address whether it is as an earlier survey has it: all hellos of
// the chains that a look would walk are known, and go out at once.
//
// For suites s1 … sn, hello i offers si … sn; the last offers all that are not
// among them, and must be refused. A suite that went away is missed by its own
// hello, and one that came is taken by the last. Groups come along.
type again struct {
	*visit
	was *survey.Endpoint

	mu   sync.Mutex // protects same
	same bool
}

// confirm asks whether all is as the earlier survey has it. If so the earlier one
// is returned as of now, with what is new in it by nature: time, cost, HTTP and
// staples.
func (l *looking) confirm(ctx context.Context) (*survey.Survey, bool) {
	if len(l.Prev.Endpoints) != len(l.target.Addresses) {
		return nil, false
	}
	s := *l.Prev
	s.Endpoints = slices.Clone(l.Prev.Endpoints)
	same := make([]bool, len(s.Endpoints))
	var wg sync.WaitGroup
	for i := range s.Endpoints {
		e := &s.Endpoints[i]
		if !slices.Contains(l.target.Addresses, e.Address.Addr()) || !confirmable(e) {
			return nil, false
		}
		a := &again{visit: &visit{door: l.door(e.Address.Addr(), l.target.SNI())}, was: e, same: true}
		wg.Go(func() { same[i] = a.look(ctx, e) })
	}
	wg.Wait()
	s.At, s.Mode, s.Connections = l.Now().UTC(), string(Confirm), l.purse.spent()
	return &s, !slices.Contains(same, false)
}

// confirmable reports whether an endpoint was asked to its end, so that there is
// something to confirm.
func confirmable(e *survey.Endpoint) bool {
	_, offered := e.Best()
	return e.Error == "" && offered && !slices.ContainsFunc(e.Protocols, func(p survey.Protocol) bool {
		return p.Offered == survey.Unknown || !p.Complete
	})
}

// look puts all hellos, and brings the endpoint up to date.
func (a *again) look(ctx context.Context, e *survey.Endpoint) bool {
	var wg sync.WaitGroup
	best, _ := e.Best()
	for _, p := range e.Protocols {
		for _, h := range a.hellos(p, best.Version) {
			wg.Go(func() { a.compare(ctx, h) })
		}
	}
	wg.Go(func() { a.old(ctx) })
	wg.Go(func() { a.shaken(ctx, best, e) })
	if e.Protocol(tlswire.SSL20).Offered == survey.No {
		wg.Go(func() { a.is(a.ssl2(ctx).offered == survey.No) })
	}
	wg.Wait()
	return a.same
}

// expected is a hello with what it must be answered with: a suite and a group,
// where 0 is any, or with a refusal.
type expected struct {
	hello   tlswire.Hello
	refusal bool
	suite   tlswire.Suite
	group   tlswire.Group
}

// hellos are those of one version. The first hello of the best version is left
// out: the full handshake takes its place.
func (a *again) hellos(p survey.Protocol, best tlswire.Version) []expected {
	v, all := p.Version, tlswire.Groups(p.Version)
	if p.Offered != survey.Yes || v == tlswire.SSL20 {
		return nil
	}
	var out []expected
	both := v == tlswire.TLS13 // suite and group are chosen apart
	for i := range p.Suites {
		x := expected{hello: a.hello(v, p.Suites[i:], all), suite: p.Suites[i]}
		if p.Order != survey.ServerOrder {
			x.hello.Suites = p.Suites[i : i+1]
		}
		if both && i < len(p.Groups) {
			x.hello.Groups, x.group = p.Groups[i:], p.Groups[i]
			if p.GroupOrder != survey.ServerOrder {
				x.hello.Groups = p.Groups[i : i+1]
			}
		}
		if i > 0 || v != best || !both {
			out = append(out, x)
		}
	}
	for i := len(p.Suites); both && i < len(p.Groups); i++ {
		out = append(out, expected{hello: a.hello(v, p.Suites, p.Groups[i:i+1]), group: p.Groups[i]})
	}
	out = append(out, expected{hello: a.hello(v, without(tlswire.Suites(v), p.Suites...), all), refusal: true})
	return append(out, a.otherGroups(p)...)
}

// otherGroups are the hellos about groups that must be refused, and below TLS 1.3
// about those that must not.
func (a *again) otherGroups(p survey.Protocol) []expected {
	v, others := p.Version, without(tlswire.Groups(p.Version), p.Groups...)
	if v == tlswire.TLS13 {
		return []expected{{hello: a.hello(v, p.Suites, others), refusal: true}}
	}
	known := only(p.Suites, func(s tlswire.Suite) bool { return s.EllipticCurve() && !s.ECDSA() })
	if !p.GroupsComplete || len(known) == 0 {
		return nil
	}
	return []expected{{hello: a.hello(v, known, others), refusal: true}}
}

// is notes whether one thing is as it was.
func (a *again) is(same bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.same = a.same && same
}

// compare puts one hello. What is not answered is not the same.
func (a *again) compare(ctx context.Context, x expected) {
	r, err := a.once(ctx, x.hello)
	refused := r.Refused || r.Version != x.hello.Version
	same := err == nil && refused == x.refusal
	if same && !x.refusal {
		same = (x.suite == 0 || r.Suite == x.suite) && (x.group == 0 || r.Group == x.group) && a.knows(r.Certificates)
	}
	a.is(same)
}

// knows reports whether a certificate is among those of the earlier survey.
func (a *again) knows(chain [][]byte) bool {
	return len(chain) == 0 || slices.ContainsFunc(a.was.Certificates, func(c survey.Certificate) bool {
		return slices.EqualFunc(c.Sent, chain, bytes.Equal)
	})
}

// old asks for all versions below TLS 1.2 that were not offered, by one hello of
// the newest of them.
func (a *again) old(ctx context.Context) {
	for v := tlswire.TLS12; v >= tlswire.SSL30; v-- {
		if a.was.Protocol(v).Offered == survey.Yes {
			continue
		}
		r, err := a.once(ctx, a.hello(v, tlswire.Suites(v), tlswire.Groups(v)))
		older := err == nil && !r.Refused && r.Version < v && a.was.Protocol(r.Version).Offered == survey.Yes
		a.is(older || err == nil && r.Refused)
		if v < tlswire.TLS12 {
			break // it covered all that are older
		}
	}
	if a.was.Protocol(tlswire.TLS13).Offered == survey.No {
		r, err := a.once(ctx, a.hello(tlswire.TLS13, tlswire.Suites(tlswire.TLS13), tlswire.Groups(tlswire.TLS13)))
		a.is(err == nil && (r.Refused || r.Version != tlswire.TLS13))
	}
}

// shaken shakes hands once: the choice, the chain and the HTTP side.
func (a *again) shaken(ctx context.Context, best survey.Protocol, e *survey.Endpoint) {
	s := a.handshake(ctx, &offer{version: best.Version, suites: best.Suites, groups: best.Groups, order: survey.ServerOrder, chachaFirst: survey.No})
	if len(s.sent.Sent) == 0 {
		a.is(len(e.Certificates) == 0)
		return
	}
	same := a.knows(s.sent.Sent)
	if best.Order == survey.ServerOrder && s.suite != 0 {
		same = same && s.suite == best.Suites[0]
	}
	a.is(same)
	e.HTTP, e.HandshakeSeconds = s.http, s.took.Seconds()
	if !same || len(e.Certificates) == 0 {
		return
	}
	e.Certificates = slices.Clone(e.Certificates)
	for i, c := range e.Certificates {
		if bytes.Equal(c.Sent[0], s.sent.Sent[0]) {
			e.Certificates[i].Staple, e.Certificates[i].SCTList = s.sent.Staple, s.sent.SCTList
		}
	}
}
