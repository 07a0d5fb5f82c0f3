package tlsask

import (
	"context"
	"net/netip"
	"slices"
	"sync"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// rush is a look at one address in as few round trips as possible: what is usual
// is asked one by one but all at once, what is not usual in one hello, and then
// the order, all at once again. A TLS 1.2 and 1.3 server takes two volleys.
type rush struct {
	*visit
	twelve   *below
	thirteen *modern
	old      tlswire.Version // the newest below TLS 1.2, 0 for none
	oldReply reply
	ssl2     *offer
	older    []*offer // SSL 3 to TLS 1.1
	had12    survey.Known
	// moreCurves tells that TLS 1.2 has a curve which is not usual, fieldsNamed that
	// it has a suite for those who name the groups of RFC 7919.
	moreCurves, fieldsNamed bool
}

// atOnce asks one address everything in a hurry; ok is false when a connection
// came to nothing, so that only patience will do.
func (l *looking) atOnce(ctx context.Context, addr netip.Addr) (v *visit, ok bool) {
	v = &visit{door: l.door(addr, l.target.SNI())}
	r := &rush{
		visit:    v,
		twelve:   &below{door: v.door, offer: offer{version: tlswire.TLS12}, lead: true, whole: true, all: tlswire.Suites(tlswire.TLS12), newer: &offer{}},
		thirteen: &modern{door: v.door, offer: offer{version: tlswire.TLS13}},
	}
	var beside sync.WaitGroup // what takes longer than a volley, and is needed last
	beside.Go(func() { v.shake = v.shakeOnce(ctx, anyProposal()) })
	beside.Go(func() { r.ssl2 = v.ssl2(ctx) })
	ok = r.first(ctx)
	if ok {
		r.finish(ctx)
	}
	beside.Wait()
	if !ok || r.ssl2.err != nil {
		v.shake, v.nameless = shake{}, nil
		return v, false
	}
	v.offers = append([]*offer{r.ssl2}, append(r.older, &r.twelve.offer, &r.thirteen.offer)...)
	for _, o := range v.offers {
		l.Told(o.version, o.offered)
	}
	v.afterRush(ctx)
	return v, true
}

// first fires the first volley. It reports whether all of it was answered.
func (r *rush) first(ctx context.Context) (ok bool) {
	var v volley
	r.aimAt12(&v)
	r.aimAt13(&v)
	v.aim(r.hello(tlswire.TLS11, tlswire.Suites(tlswire.TLS11), tlswire.Groups(tlswire.TLS11)), func(got reply) {
		if r.oldReply = got; !got.Refused {
			r.old = got.Version
		}
	})
	_, err := v.fire(ctx, r.once)
	return err == nil
}

// anyProposal is what a browser would offer, to whom the version does not matter.
func anyProposal() proposal {
	return proposal{
		oldest: tlswire.TLS12, version: tlswire.TLS13, alpn: []string{"http/1.1"}, curves: plainGroups(),
		suites: append([]tlswire.Suite{0x1301, 0x1302, 0x1303}, usual12()...),
	}
}

// aimAt12 asks TLS 1.2 for the usual suites and curves one by one, and for the
// others together, each key apart.
func (r *rush) aimAt12(v *volley) {
	b, all := r.twelve, tlswire.Groups(tlswire.TLS12)
	for _, s := range usual12() {
		v.aim(r.hello(tlswire.TLS12, []tlswire.Suite{s}, all), func(got reply) { b.take(got) })
	}
	r.aimAtRest(v, without(b.all, usual12()...))
	r.scout(v, &b.offer, usual12(), append(usualGroups(tlswire.TLS12), without(all, usualGroups(tlswire.TLS12)...)...))
	ecdhe := only(b.all, tlswire.Suite.EllipticCurve)
	for _, g := range usualGroups(tlswire.TLS12) {
		v.aim(r.hello(tlswire.TLS12, ecdhe, []tlswire.Group{g}), func(got reply) {
			picks := b.suitePicks
			b.take(got)
			b.suitePicks = picks // a suite that was passed over may have lacked its certificate's curve
		})
	}
	v.aim(r.hello(tlswire.TLS12, ecdhe, without(all, usualGroups(tlswire.TLS12)...)), func(got reply) {
		r.moreCurves = b.takeCurve(got) // if there is one, there may be more
	})
	v.aim(r.hello(tlswire.TLS12, only(b.all, tlswire.Suite.FiniteField), finiteFields()), func(got reply) {
		r.fieldsNamed = b.takeCurve(got)
	})
}

// aimAtRest asks TLS 1.2 for suites together, each key apart; what is left of a
// list of which one was taken is still to be asked.
func (r *rush) aimAtRest(v *volley, suites []tlswire.Suite) {
	b := r.twelve
	ecdsa := only(suites, tlswire.Suite.ECDSA)
	for _, part := range [][]tlswire.Suite{ecdsa, without(suites, ecdsa...)} {
		if len(part) == 0 {
			continue
		}
		v.aim(r.hello(tlswire.TLS12, part, tlswire.Groups(tlswire.TLS12)), func(got reply) {
			if b.take(got) {
				b.rest = append(b.rest, without(part, got.Suite)...)
			}
		})
	}
}

// aimAt13 does the same with TLS 1.3.
func (r *rush) aimAt13(shots *volley) {
	m, v := r.thirteen, tlswire.TLS13
	for _, s := range usual13() {
		shots.aim(r.hello(v, []tlswire.Suite{s}, tlswire.Groups(v)), func(got reply) { m.take(got) })
	}
	m.suitesLeft = without(tlswire.Suites(v), usual13()...)
	shots.aim(r.hello(v, m.suitesLeft, tlswire.Groups(v)), func(got reply) {
		if m.complete = true; m.take(got) {
			m.complete = false
			m.strike(got)
		}
	})
	r.scout(shots, &m.offer, usual13(), usualGroups(v))
	for _, g := range usualGroups(v) {
		shots.aim(r.hello(v, suites(v), []tlswire.Group{g}), func(got reply) { m.take(got) })
	}
	m.groupsLeft = without(tlswire.Groups(v), usualGroups(v)...)
	shots.aim(r.hello(v, suites(v), m.groupsLeft), func(got reply) {
		if m.groupsComplete = true; m.take(got) {
			m.groupsComplete = false
			m.strike(got)
		}
	})
}

// finish asks for what the first volley left open: the order of what was found,
// older versions, who answers without a name, and rare things one after the other.
func (r *rush) finish(ctx context.Context) {
	r.had12 = r.twelve.offered
	var wg sync.WaitGroup
	if best := r.bestSoFar(); r.sni != "" && best != nil {
		wg.Go(func() { r.withoutName(ctx, best) })
	}
	wg.Go(func() { r.finish12(ctx) })
	wg.Go(func() { r.finish13(ctx) })
	wg.Go(func() { r.older = r.finishOld(ctx) })
	wg.Wait()
}

// bestSoFar is a copy of what the first volley showed of the version that a hello
// without a name can be put in: an older one shows its certificate in the clear.
func (r *rush) bestSoFar() *offer {
	for _, o := range []offer{r.twelve.offer, r.thirteen.offer} {
		if o.offered == survey.Yes {
			return &offer{version: o.version, suites: slices.Clone(o.suites), groups: slices.Clone(o.groups), chachaFirst: survey.No, order: survey.ServerOrder}
		}
	}
	if r.old != 0 {
		return &offer{version: r.old}
	}
	return nil
}

// finish12 ends TLS 1.2.
func (r *rush) finish12(ctx context.Context) {
	b := r.twelve
	if b.offered == survey.Unknown {
		b.offered, b.complete, b.groupsComplete = survey.No, b.err == nil, false
		return
	}
	var v volley
	r.aimAtFields(&v)
	if r.aimAtRare(&v) {
		if _, err := v.fire(ctx, r.ask); err != nil {
			b.err = err
		}
		v = nil
	}
	r.restOf12(ctx)
	r.sequence(ctx, &b.offer, v)
	found := len(b.suites)
	if r.moreCurves {
		b.moreCurves(ctx)
	}
	b.groupsComplete, b.complete = b.err == nil, b.err == nil
	if len(b.suites) > found {
		r.sequence(ctx, &b.offer, nil)
	}
}

// restOf12 asks one after the other for what is left, which is the least to ask.
func (r *rush) restOf12(ctx context.Context) {
	if b := r.twelve; len(b.rest) > 0 {
		b.chain(ctx, nil)
	}
}

// aimAtRare asks one by one for what is likely to come with a suite that is not
// usual, and for the others together. It reports whether there is any.
func (r *rush) aimAtRare(v *volley) bool {
	b := r.twelve
	likely := only(kin(b.suites), func(s tlswire.Suite) bool { return slices.Contains(b.rest, s) })
	if len(likely) == 0 {
		return false
	}
	for _, s := range likely {
		v.aim(r.hello(tlswire.TLS12, []tlswire.Suite{s}, tlswire.Groups(tlswire.TLS12)), func(got reply) { b.take(got) })
	}
	rest := without(b.rest, likely...)
	b.rest = nil
	r.aimAtRest(v, rest)
	return true
}

// aimAtFields asks for suites that are given only to who names the groups of
// RFC 7919.
func (r *rush) aimAtFields(v *volley) {
	b := r.twelve
	left := without(only(b.all, tlswire.Suite.FiniteField), b.suites...)
	if r.fieldsNamed && len(left) > 0 {
		v.aim(r.hello(tlswire.TLS12, left, finiteFields()), func(got reply) { r.moreCurves = b.takeCurve(got) || r.moreCurves })
	}
}

// finish13 ends TLS 1.3.
func (r *rush) finish13(ctx context.Context) {
	m := r.thirteen
	if m.offered == survey.Unknown {
		m.offered, m.complete, m.groupsComplete = survey.No, m.err == nil, false
		return
	}
	if !m.complete {
		m.restOfSuites(ctx)
	}
	if !m.groupsComplete {
		m.restOfGroups(ctx)
	}
	r.sequence(ctx, &m.offer, nil)
}

// finishOld asks for the older versions, all at once, where there are any.
func (r *rush) finishOld(ctx context.Context) []*offer {
	var older []*offer
	var wg sync.WaitGroup
	for v := tlswire.SSL30; v <= tlswire.TLS11; v++ {
		o := &offer{version: v, offered: survey.No, complete: true}
		older = append(older, o)
		if v > r.old {
			continue
		}
		wg.Go(func() {
			var first *reply
			if v == r.old {
				first = &r.oldReply
			}
			lead := &below{rsaOnly: survey.No} // its own questions are asked of TLS 1.2
			if r.had12 != survey.Yes && v == r.old {
				lead = nil
			}
			*o = r.enumerate(ctx, v, first, lead, &offer{}).offer
			r.sequence(ctx, o, nil)
		})
	}
	wg.Wait()
	return older
}

// afterRush does what needs to know all versions.
func (v *visit) afterRush(ctx context.Context) {
	best := v.best()
	if best == nil {
		return
	}
	for _, o := range slices.Backward(v.offers) {
		v.walk(ctx, o)
	}
	if s := v.shake; len(s.sent.Sent) == 0 || s.version != best.version {
		v.shake = v.handshake(ctx, best)
	}
	for _, o := range slices.Backward(v.offers) {
		v.settleOrder(ctx, o)
	}
}
