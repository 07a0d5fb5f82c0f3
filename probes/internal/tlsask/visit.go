package tlsask

import (
	"context"
	"net/netip"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// visit is what one address showed.
type visit struct {
	*door
	// offers has one for each version, oldest first.
	offers []*offer
	shake  shake
	// fallback is RFC 7507.
	fallback survey.Known
	// nameless is what came of a hello without a name; nil when none was put.
	nameless    *survey.Endpoint
	sniRequired survey.Known
	// err is set when no connection came about at all.
	err error
}

// at asks one address everything.
func (l *looking) at(ctx context.Context, addr netip.Addr) *visit {
	v := &visit{door: l.door(addr, l.target.SNI())}
	first, together, err := v.first(ctx)
	if unreachable(err) {
		v.err = err
		return v
	}
	newest := v.thirteen(ctx, first, together)
	if together && first.Version == tlswire.TLS13 {
		first, err = v.widest(ctx, &newest.offer)
	}
	older, lead := v.below13(ctx, first, err, &newest.offer)
	ssl2 := v.ssl2(ctx)
	v.versionsApart(ctx, newest, lead)
	v.offers = append(append([]*offer{ssl2}, older...), &newest.offer)
	for _, o := range v.offers {
		l.Told(o.version, o.offered)
	}
	v.countedDown(first, err)
	v.rest(ctx, lead)
	return v
}

// first puts the first hello: of all versions together, as browsers do. together
// is false when that came to nothing or was refused; then older ones stand apart.
func (v *visit) first(ctx context.Context) (r reply, together bool, err error) {
	h := v.hello(tlswire.TLS12, append(suites(tlswire.TLS13), suites(tlswire.TLS12)...), nil)
	h.Compression = nil // RFC 8446 §4.1.2
	h.Groups = only(tlswire.Groups(tlswire.TLS13), func(g tlswire.Group) bool { return !g.FiniteField() })
	for _, g := range tlswire.Groups(tlswire.TLS12) {
		if !slices.Contains(h.Groups, g) {
			h.Groups = append(h.Groups, g)
		}
	}
	h.Versions = []tlswire.Version{tlswire.TLS13, tlswire.TLS12, tlswire.TLS11, tlswire.TLS10}
	if r, err = v.once(ctx, h); err == nil && !r.Refused && r.Version >= tlswire.SSL30 {
		return r, true, nil
	}
	if err != nil {
		if v.hopeless(err, 0) {
			return r, false, err
		}
		v.upset()
	}
	r, err = v.widest(ctx, nil)
	return r, false, err
}

// widest puts a hello of TLS 1.2 with everything, in an order that the server is
// not likely to have.
func (v *visit) widest(ctx context.Context, newer *offer) (reply, error) {
	all := suites(tlswire.TLS12)
	if newer != nil && len(newer.suites) > 0 && newer.suites[0].Has("128") {
		all = swapped(all)
	}
	return v.ask(ctx, v.hello(tlswire.TLS12, all, tlswire.Groups(tlswire.TLS12)))
}

// thirteen asks for TLS 1.3. Who was offered it together with older versions and
// took one of those has none, unless his random says that he could have done
// better (RFC 8446 §4.1.3).
func (v *visit) thirteen(ctx context.Context, first reply, together bool) *modern {
	if !together {
		return v.enumerate13(ctx, nil)
	}
	if could, better := first.Downgrade(); first.Version < tlswire.TLS13 && (!better || could != tlswire.TLS13) {
		return &modern{door: v.door, offer: offer{version: tlswire.TLS13, offered: survey.No, complete: true}}
	}
	if first.Version != tlswire.TLS13 {
		return v.enumerate13(ctx, nil)
	}
	return v.enumerate13(ctx, &first)
}

// rest asks what is open once the versions are known.
func (v *visit) rest(ctx context.Context, lead *below) {
	best := v.best()
	if best == nil {
		return
	}
	v.shake = v.handshake(ctx, best)
	v.settleOrder(ctx, best)
	for _, o := range slices.Backward(v.offers) {
		if o != best && o.wantsChaCha() {
			o.chachaFirst = best.chachaFirst // one setting for all versions, where there is one
		}
		v.settleOrder(ctx, o)
	}
	if v.sni != "" {
		v.withoutName(ctx, best)
	}
	if lead != nil && lead.offered == survey.Yes && lead.version < best.version && v.mayAskMore() {
		v.fallbackSignal(ctx, lead)
	}
}

// below13 asks for TLS 1.2 and older. first is the reply to the widest hello, newer
// what TLS 1.3 has shown.
func (v *visit) below13(ctx context.Context, first reply, err error, newer *offer) (offers []*offer, lead *below) {
	newest, r := v.newestOld(ctx, first, &err)
	for version := tlswire.TLS12; version >= tlswire.SSL30; version-- {
		var b *below
		switch {
		case err != nil && (version > newest || newest == 0):
			b = &below{offer: offer{version: version, err: err}}
		case version > newest:
			b = &below{offer: offer{version: version, offered: survey.No, complete: true}}
		case version == newest:
			b = v.enumerate(ctx, version, &r, lead, newer)
		default:
			b = v.enumerate(ctx, version, nil, lead, newer)
		}
		if lead == nil && b.offered == survey.Yes {
			lead = b
		}
		if version == tlswire.TLS12 && newest == tlswire.TLS12 && err == nil {
			newest, r = v.oldAtOnce(ctx, &err)
		}
		offers = append([]*offer{&b.offer}, offers...)
	}
	return offers, lead
}

// newestOld is the newest version up to TLS 1.2, 0 for none, with the reply that
// says so.
func (v *visit) newestOld(ctx context.Context, first reply, err *error) (tlswire.Version, reply) {
	if *err == nil && !first.Refused {
		return first.Version, first
	}
	version, r := tlswire.Version(0), first
	if *err == nil {
		version, r = v.oldAtOnce(ctx, err)
	}
	return version, r
}

// oldAtOnce asks for all of SSL 3 to TLS 1.1 with one hello.
func (v *visit) oldAtOnce(ctx context.Context, err *error) (tlswire.Version, reply) {
	var r reply
	r, *err = v.ask(ctx, v.hello(tlswire.TLS11, tlswire.Suites(tlswire.TLS11), tlswire.Groups(tlswire.TLS11)))
	if *err != nil || r.Refused {
		return 0, r
	}
	return r.Version, r
}

// countedDown reports, as an intolerance, a server that refused a hello of TLS 1.2
// although it has an older version, which it should have answered with.
func (v *visit) countedDown(first reply, err error) {
	if err != nil || !first.Refused {
		return
	}
	for _, o := range v.offers {
		if o.version < tlswire.TLS12 && o.version > tlswire.SSL20 && o.offered == survey.Yes {
			v.dislikes("version", "a hello of TLS 1.2 was refused ("+first.Alert.String()+"), although "+o.version.Title()+" is accepted from who asks for no more")
			return
		}
	}
}

// withoutName puts one hello without SNI.
func (v *visit) withoutName(ctx context.Context, best *offer) {
	brief := *v.looking
	brief.Head = nil
	d := brief.door(v.to.Addr(), "")
	d.deaf = true
	d.slim.Store(v.slim.Load())
	e := survey.Endpoint{Address: v.to}
	v.nameless = &e
	if best.version == tlswire.TLS13 {
		for _, o := range v.offers { // an older version shows its certificate in the clear
			if o.offered == survey.Yes && o.version == tlswire.TLS12 {
				best = o
			}
		}
	}
	if best.version == tlswire.TLS13 {
		s := d.handshake(ctx, best)
		v.heardNameless(&e, best.version, s.done || len(s.sent.Sent) > 0, s.err)
		if len(s.sent.Sent) > 0 {
			e.Certificates = []survey.Certificate{s.sent}
			return
		}
	}
	r, err := d.ask(ctx, d.hello(best.version, tlswire.Suites(best.version), tlswire.Groups(best.version)))
	v.heardNameless(&e, r.Version, err == nil && !r.Refused, err)
	if err == nil && r.Refused {
		v.sniRequired = survey.Yes
		e.Error = "a hello without a name is refused: " + r.Alert.String()
	}
	e.Certificates = d.traits.chains()
}

// heardNameless notes whether a hello without a name was answered.
func (v *visit) heardNameless(e *survey.Endpoint, version tlswire.Version, answered bool, err error) {
	switch {
	case answered:
		v.sniRequired, e.Error = survey.No, ""
		e.Protocols = []survey.Protocol{{Version: version, Offered: survey.Yes, Missing: "one hello only"}}
	case err != nil:
		e.Error = err.Error()
	}
}

// fallbackSignal says, with less than the best version, that more was tried
// before: who knows RFC 7507 refuses that.
func (v *visit) fallbackSignal(ctx context.Context, lead *below) {
	const inappropriateFallback = 86
	h := v.hello(lead.version, lead.suites, tlswire.Groups(lead.version))
	h.FallbackSCSV = true
	answer, err := v.knock(ctx, h)
	switch {
	case err != nil:
	case answer.Refused && answer.Alert == inappropriateFallback:
		v.fallback = survey.Yes
	case !answer.Refused && answer.Version == lead.version:
		v.fallback = survey.No
	}
}

// best is the offer of the newest version with a suite; nil when none has one.
func (v *visit) best() *offer {
	for _, o := range slices.Backward(v.offers) {
		if len(o.suites) > 0 && o.version > tlswire.SSL20 {
			return o
		}
	}
	return nil
}

// enough is how many connections to one address are too many for questions whose
// answers change no grade.
const enough = 12

// mayAskMore reports whether such a question may still be asked.
func (v *visit) mayAskMore() bool {
	return v.Mode != Gentle || v.purse.spent().Total() < enough*len(v.target.Addresses)
}
