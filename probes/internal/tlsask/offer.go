package tlsask

import (
	"context"
	"fmt"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// offer is what one address accepts in one version.
type offer struct {
	version tlswire.Version
	offered survey.Known
	// suites in the order in which the server took them, groups likewise.
	suites []tlswire.Suite
	groups []tlswire.Group
	// complete tells that a refusal ended the suites, groupsComplete the groups.
	complete, groupsComplete bool
	order, groupOrder        survey.Order
	chachaFirst              survey.Known
	// missing says what was not asked, although nothing went wrong; err is what
	// went wrong.
	missing string
	err     error

	// the choices that tell who decides, and how many hellos were turned about
	suitePicks []pick[tlswire.Suite]
	groupPicks []pick[tlswire.Group]
	asked      int
}

// take notes a reply, and reports whether it was a choice in this version. A
// choice of an older version means that this one has nothing for that hello.
func (o *offer) take(r reply) bool {
	switch {
	case r.Refused || r.Version < o.version:
		return false
	case r.Version > o.version || !slices.Contains(r.hello.Suites, r.Suite):
		o.err = fmt.Errorf("the server answered a %s hello with %s and %s, which were not offered",
			o.version.Title(), r.Version.Title(), r.Suite)
		return false
	}
	o.offered = survey.Yes
	o.suitePicks = append(o.suitePicks, pick[tlswire.Suite]{r.hello.Suites, r.Suite})
	if !slices.Contains(o.suites, r.Suite) {
		o.suites = append(o.suites, r.Suite)
	}
	if g := groupOf(r); g != 0 {
		o.groupPicks = append(o.groupPicks, pick[tlswire.Group]{r.hello.Groups, g})
		if !slices.Contains(o.groups, g) {
			o.groups = append(o.groups, g)
		}
	}
	return true
}

// takeCurve takes a reply to a hello with unlikely groups alone. A suite without a
// curve is then no choice before others: those may only have lacked a group.
func (o *offer) takeCurve(r reply) bool {
	picks := len(o.suitePicks)
	taken := o.take(r)
	if taken && !r.Suite.EllipticCurve() {
		o.suitePicks = o.suitePicks[:picks]
	}
	return taken
}

// groupOf is the group of a reply; 0 where it has none, or one that was not
// offered.
func groupOf(r reply) tlswire.Group {
	g := r.Group
	if r.Version < tlswire.TLS13 {
		g = r.Exchange.Group
	}
	if !slices.Contains(r.hello.Groups, g) {
		return 0
	}
	return g
}

// decide fills in who orders the suites and the groups, as far as what was asked
// tells.
func (o *offer) decide() {
	o.order, o.groupOrder = "", ""
	if len(o.suites) > 1 {
		o.order = whose(o.suitePicks, o.suites, sameKey)
	}
	if len(o.groups) > 1 {
		o.groupOrder = whose(o.groupPicks, o.groups, any2)
	}
	if o.order == survey.ClientOrder {
		all := tlswire.Suites(o.version) // the order of taking was ours
		slices.SortFunc(o.suites, func(a, b tlswire.Suite) int { return slices.Index(all, a) - slices.Index(all, b) })
	}
	if o.groupOrder == survey.ClientOrder {
		o.groups = guess(o.groups, tlswire.Groups(o.version))
	}
}

// wantsChaCha reports whether it is still to be asked if the server gives
// ChaCha20 to who lists it first.
func (o *offer) wantsChaCha() bool {
	return o.chachaFirst == survey.Unknown && o.order != survey.ClientOrder && len(o.suites) > 1 &&
		!chacha(o.suites[0]) && slices.ContainsFunc(o.suites, chacha)
}

// chachaAhead lists the suites with ChaCha20 first, of the key of the first one.
func (o *offer) chachaAhead(suites []tlswire.Suite) []tlswire.Suite {
	out := slices.Clone(suites)
	i := slices.IndexFunc(out, func(s tlswire.Suite) bool { return chacha(s) && sameKey(s, o.suites[0]) })
	if i < 0 {
		i = slices.IndexFunc(out, chacha)
	}
	return toFront(out, i)
}

// heardChaCha takes the answer to a hello of [offer.chachaAhead]. ChaCha20 is not
// counted among the choices, because a server that gives it to who lists it first
// has an order of its own all the same; another choice shows just that.
func (o *offer) heardChaCha(r reply) {
	if r.Refused || r.Version != o.version {
		return
	}
	if o.chachaFirst = survey.Is(chacha(r.Suite)); o.chachaFirst == survey.No {
		o.take(r)
	}
}

// revealing lists the suites so that the choice among them answers what is open:
// with ChaCha20 first, or turned round.
func (o *offer) revealing() []tlswire.Suite {
	switch {
	case o.wantsChaCha():
		return o.chachaAhead(o.suites)
	case o.order == "":
		return turned(o.comparable())
	default:
		return o.suites
	}
}

// comparable are the suites of the key that has most of them: who decides shows
// only among suites of one key.
func (o *offer) comparable() []tlswire.Suite {
	var most []tlswire.Suite
	for _, s := range o.suites {
		if same := only(o.suites, func(other tlswire.Suite) bool { return sameKey(s, other) }); len(same) > len(most) {
			most = same
		}
	}
	return most
}

// heardChoice takes a choice among suites listed by [offer.revealing].
func (o *offer) heardChoice(r reply) {
	if o.wantsChaCha() {
		o.heardChaCha(r)
	} else {
		o.take(r)
	}
	o.decide()
}

// open reports whether it is still open who decides, or what becomes of ChaCha20.
func (o *offer) open() bool {
	return o.err == nil && (o.wantsChaCha() || o.order == "" && len(o.comparable()) > 1)
}

// settleOrder asks what is still open about the order: at most two hellos.
func (d *door) settleOrder(ctx context.Context, o *offer) {
	for range 2 {
		if !o.open() {
			return
		}
		groups := tlswire.Groups(o.version)
		if o.groupOrder == "" && o.version < tlswire.TLS13 {
			slices.Reverse(groups)
		}
		r, err := d.ask(ctx, d.hello(o.version, o.revealing(), groups))
		if err != nil {
			return
		}
		o.heardChoice(r)
	}
}

// protocol is the offer as the survey has it.
func (o *offer) protocol() survey.Protocol {
	p := survey.Protocol{
		Version: o.version, Offered: o.offered, Suites: o.suites, Complete: o.complete && o.err == nil,
		Order: o.order, ChaChaFirst: o.chachaFirst, Missing: o.missing,
		Groups: o.groups, GroupsComplete: o.groupsComplete, GroupOrder: o.groupOrder,
	}
	switch {
	case o.err != nil:
		p.Missing = o.err.Error()
	case o.offered == survey.Unknown:
		p.Complete = false
	}
	return p
}
