package tlsask

import (
	"context"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// below asks one version below TLS 1.3.
type below struct {
	*door
	offer

	// all are the suites to ask for, rest those not yet taken; curves are those
	// not yet seen.
	all, rest []tlswire.Suite
	curves    []tlswire.Group
	// lead is the newest such version that the server has: what holds for all of
	// them is asked there.
	lead bool
	// rsaOnly tells that there is no ECDSA certificate, whose own curve would
	// have to be offered in every hello.
	rsaOnly survey.Known
	// whole tells that all curves are offered from now on: a suite without a
	// curve was taken, perhaps for want of one.
	whole bool
	// suspect is that suite, 0 for none.
	suspect tlswire.Suite
	// newer is what TLS 1.3 has shown.
	newer *offer
}

// enumerate finds all suites of one version below TLS 1.3. first, when not nil,
// is the reply to a hello of it with all suites; lead is what is known of a
// newer version below TLS 1.3, nil when this is the newest, and newer what is known
// of TLS 1.3.
func (d *door) enumerate(ctx context.Context, v tlswire.Version, first *reply, lead *below, newer *offer) *below {
	b := &below{door: d, offer: offer{version: v}, lead: lead == nil, all: tlswire.Suites(v), curves: tlswire.Groups(v), newer: newer}
	if lead != nil {
		b.rsaOnly = lead.rsaOnly
	}
	b.rest, b.whole = b.all, v == tlswire.SSL30 // whose hello names no curves
	b.chain(ctx, first)
	for _, apart := range b.apart() {
		b.rest, b.whole = apart, true
		b.chain(ctx, nil)
	}
	b.complete = b.err == nil
	if b.offered == survey.Unknown {
		b.offered = noUnless(b.err)
		return b
	}
	b.settle(ctx)
	return b
}

// noUnless is No when nothing went wrong, else Unknown.
func noUnless(err error) survey.Known {
	if err != nil {
		return survey.Unknown
	}
	return survey.No
}

// chain offers suites, takes the server's choice off the list, and the curve off
// the other, and offers the rest, until the server refuses all of it.
func (b *below) chain(ctx context.Context, first *reply) {
	for b.err == nil && len(b.rest) > 0 {
		r, reduced := b.next(ctx, first)
		first = nil
		switch {
		case b.err != nil:
		case b.take(r):
			b.drop(r, reduced)
			if b.lead && len(b.suites) == 1 {
				b.isThereECDSA(ctx, r.Suite)
			}
		case b.err == nil && reduced:
			b.whole = true // refused for want of a suite, or of a curve?
		default:
			return
		}
	}
}

// next puts the next hello of the chain, every second one the other way round.
func (b *below) next(ctx context.Context, first *reply) (r reply, reduced bool) {
	if first != nil {
		return *first, false
	}
	suites, curves := b.rest, tlswire.Groups(b.version)
	if b.asked++; b.asked%2 == 1 {
		suites = turned(suites)
	}
	if b.worthReducing() {
		curves, reduced = b.curves, true
	}
	r, b.err = b.ask(ctx, b.hello(b.version, suites, curves))
	return r, reduced
}

// worthReducing reports whether the curves that were seen should be left out of
// the next hello, to see another one: not when it is likely to be refused for
// that.
func (b *below) worthReducing() bool {
	more := len(b.curves) < len(tlswire.Groups(b.version))
	if b.newer.offered == survey.Yes && b.newer.groupsComplete { // they are one setting for all versions, as a rule
		more = more && slices.ContainsFunc(b.newer.groups, func(g tlswire.Group) bool { return slices.Contains(b.curves, g) })
	}
	return more && !b.whole && !b.slim.Load() && !b.likelyLast()
}

// likelyLast guesses whether the next answer will be a refusal: the three suites
// of today's servers have been seen. Then leaving out curves would only cost the
// hello that asks again with all of them.
func (b *below) likelyLast() bool {
	return len(b.suites) == 3 && !slices.ContainsFunc(b.suites, func(s tlswire.Suite) bool {
		return !s.AEAD() || s.Exchange() != "ECDHE"
	})
}

// drop takes what was chosen off the lists.
func (b *below) drop(r reply, reduced bool) {
	b.rest = without(b.rest, r.Suite)
	if !reduced {
		b.rest = without(b.rest, r.refused...)
	}
	g := groupOf(r)
	switch {
	case g != 0 && (b.rsaOnly == survey.Yes || !certificateCurve(g)):
		b.curves = without(b.curves, g)
	case g == 0 && reduced:
		b.whole, b.suspect = true, r.Suite
	}
}

// certificateCurve reports whether a certificate's key may be on the curve. X25519
// and X448 sign nothing.
func certificateCurve(g tlswire.Group) bool { return g != tlswire.X25519 && g.String() != "x448" }

// isThereECDSA asks for the suites of an ECDSA key alone, when the first choice
// was another one.
func (b *below) isThereECDSA(ctx context.Context, first tlswire.Suite) {
	if first.ECDSA() || b.version == tlswire.SSL30 {
		b.rsaOnly = survey.No
		return
	}
	r, err := b.ask(ctx, b.hello(b.version, only(b.all, tlswire.Suite.ECDSA), tlswire.Groups(b.version)))
	if b.err = err; err != nil {
		return
	}
	b.rsaOnly = survey.Is(r.Refused || r.Version != b.version)
}

// apart returns the lists that must still be asked for by themselves: suites for
// a key of which none was found, or of both keys when both were.
func (b *below) apart() [][]tlswire.Suite {
	if b.err != nil || len(b.suites) == 0 || b.rsaOnly == survey.Yes {
		return nil
	}
	rsa, ecdsa := slices.ContainsFunc(b.suites, tlswire.Suite.RSA), slices.ContainsFunc(b.suites, tlswire.Suite.ECDSA)
	var lists [][]tlswire.Suite
	for _, key := range []struct {
		found, other bool
		needs        func(tlswire.Suite) bool
	}{{ecdsa, rsa, tlswire.Suite.ECDSA}, {rsa, ecdsa, tlswire.Suite.RSA}} {
		if !key.found || key.other {
			lists = append(lists, without(only(b.all, key.needs), b.suites...))
		}
	}
	return lists
}

// settle asks what is still open once the suites are known: the other curves. Who
// decides is left to the full handshake, where that has not come out by the way.
func (b *below) settle(ctx context.Context) {
	b.place(ctx)
	b.decide()
	if b.lead && b.err == nil {
		b.moreCurves(ctx)
		b.compression(ctx)
		b.decide()
	}
}

// compression asks whether the server compresses, where no hello that offered it
// was accepted: a single suite was taken from the first hello, which may not
// offer it (RFC 8446 §4.1.2).
func (b *below) compression(ctx context.Context) {
	if b.err != nil || b.traits.compression() != survey.Unknown {
		return
	}
	_, b.err = b.ask(ctx, b.hello(b.version, b.suites, tlswire.Groups(b.version)))
}

// place finds the place of the suspect: a suite that was taken before others,
// perhaps only because no curve for those was on offer.
func (b *below) place(ctx context.Context) {
	at := slices.Index(b.suites, b.suspect)
	if b.suspect == 0 || at < 0 || b.err != nil {
		return
	}
	b.suitePicks = slices.DeleteFunc(b.suitePicks, func(p pick[tlswire.Suite]) bool { return p.took == b.suspect })
	later := slices.Clone(b.suites[at+1:])
	if !slices.ContainsFunc(later, tlswire.Suite.EllipticCurve) {
		return
	}
	for _, next := range later {
		rest := slices.Clone(b.suites[at:])
		slices.Reverse(rest) // whoever takes the last one has an order of his own
		r, err := b.ask(ctx, b.hello(b.version, rest, tlswire.Groups(b.version)))
		if err != nil || !b.take(r) || r.Suite != next {
			return
		}
		b.suites[at], b.suites[at+1] = b.suites[at+1], b.suites[at]
		at++
	}
}

// hello is what the door is asked with.
func (d *door) hello(v tlswire.Version, suites []tlswire.Suite, groups []tlswire.Group) tlswire.Hello {
	h := tlswire.Hello{Version: v, Suites: suites, ServerName: d.sni, Groups: groups}
	if v < tlswire.TLS13 {
		h.Compression = []tlswire.Compression{tlswire.Deflate}
		h.ExtendedMasterSecret, h.EncryptThenMAC, h.Heartbeat, h.SCT = true, true, true, true
	}
	return h
}
