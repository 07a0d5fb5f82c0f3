package tlsask

import (
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

// heardChaCha takes the answer to a hello of [offer.chachaAhead]. It must not be
// among the picks: such a server has an order of its own all the same.
func (o *offer) heardChaCha(r reply) {
	if r.Refused || r.Version != o.version {
		return
	}
	o.chachaFirst = survey.Is(chacha(r.Suite))
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
