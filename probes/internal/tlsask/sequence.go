package tlsask

import (
	"context"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// maxRounds bounds how often the order is asked for. One round is enough for few
// suites, and for many where one of the guesses is right.
const maxRounds = 6

// scout puts everything usual twice, the second time the other way round: this
// tells who decides, and what is the first choice. ChaCha20 would only confuse
// it, because some give it to those who list it first.
func (d *door) scout(v *volley, o *offer, usual []tlswire.Suite, groups []tlswire.Group) {
	usual = only(usual, func(s tlswire.Suite) bool { return !chacha(s) })
	for range 2 {
		v.aim(d.hello(o.version, usual, groups), func(r reply) { o.take(r) })
		usual, groups = turned(usual), slices.Clone(groups)
		slices.Reverse(groups)
	}
}

// sequence finds the order of suites and groups that were found one by one, in
// rounds of hellos that are put at once; v has what else is to be put with those
// of the first one, of which none may fail.
func (d *door) sequence(ctx context.Context, o *offer, v volley) {
	must := len(v)
	for round := range maxRounds {
		o.arrange()
		learned := len(o.suitePicks) + len(o.groupPicks)
		contests := d.contests(o)
		if round == 0 {
			contests = append(contests, d.openings(o)...)
		}
		if (d.purse.left()-must)/2 < len(contests) {
			contests = nil // what is there comes before its order, for which [door.walk] needs less
		}
		for _, h := range contests {
			v.aim(h, func(r reply) { o.take(r) })
		}
		if round == 0 && o.mayFavourChaCha() {
			v.aim(d.hello(o.version, o.chachaAhead(o.suites), o.groups), o.heardChaCha)
		}
		if len(v) == 0 || o.err != nil {
			break
		}
		if hits, err := v.fire(ctx, d.ask); err != nil {
			if o.missing = "the order: " + err.Error(); hits < must {
				o.err = err
			}
			return
		}
		if v, must = nil, 0; learned == len(o.suitePicks)+len(o.groupPicks) {
			break
		}
	}
	o.arrange()
	if len(o.suites) > 0 && (chacha(o.suites[0]) || o.order == survey.ClientOrder) {
		o.chachaFirst = survey.Unknown // it comes first for everybody, or for nobody in particular
	}
}

// walk settles the order where that would have been too many hellos at once: the
// first open place goes to whom the server takes of all that may come there, and
// so on, one after the other.
func (d *door) walk(ctx context.Context, o *offer) {
	for range o.suites {
		open := openPairs(o.suites, o.suitePicks)
		if len(open) == 0 || o.order == survey.ClientOrder || o.err != nil {
			return
		}
		r, err := d.ask(ctx, d.hello(o.version, turned(o.suites[open[0]:]), o.groups))
		if err != nil {
			o.missing = "the order: " + err.Error()
			return
		}
		if !o.take(r) {
			return
		}
		o.arrange()
	}
}

// arrange puts suites and groups in the order that the choices show, or else in
// one that is likely.
func (o *offer) arrange() {
	o.suites = sorted(guesses(o.suites, o.suitePicks, suiteOrders(o.version))[0], o.suitePicks)
	o.groups = sorted(guess(o.groups, usualGroups(o.version)), o.groupPicks)
	o.decide()
}

// mayFavourChaCha reports whether ChaCha20 must be listed first once: the order is
// not the client's, and there is something else that could have been taken.
func (o *offer) mayFavourChaCha() bool {
	return o.chachaFirst == survey.Unknown && o.order != survey.ClientOrder && len(o.suites) > 1 &&
		slices.ContainsFunc(o.suites, chacha)
}

// openings list all that was found where it is not known who decides: the suites as
// they are, the groups the other way round.
func (d *door) openings(o *offer) []tlswire.Hello {
	var hellos []tlswire.Hello
	if o.order == "" && len(o.suites) > 1 {
		hellos = append(hellos, d.hello(o.version, forward(o.suites), o.groups))
	}
	if free := o.freeOfCurves(); o.groupOrder == "" && len(o.groups) > 1 && len(free) > 0 {
		back := slices.Clone(o.groups)
		slices.Reverse(back)
		hellos = append(hellos, d.hello(o.version, free, back))
	}
	return hellos
}

// contests are the hellos that tell the order: for suites and groups together
// where they are chosen apart.
func (d *door) contests(o *offer) []tlswire.Hello {
	var suites [][]tlswire.Suite
	var groups [][]tlswire.Group
	if o.order != survey.ClientOrder {
		suites = contests(o.suites, o.suitePicks, byKey(suiteOrders(o.version), o.suitePicks))
	}
	free := o.freeOfCurves()
	if o.groupOrder != survey.ClientOrder && len(free) > 0 {
		groups = contests(o.groups, o.groupPicks, [][]tlswire.Group{usualGroups(o.version)})
	}
	var hellos []tlswire.Hello
	for _, list := range suites {
		hellos = append(hellos, d.hello(o.version, turned(list), o.groups))
	}
	for n, list := range groups {
		back := slices.Clone(list)
		slices.Reverse(back)
		if o.version == tlswire.TLS13 && n < len(suites) {
			hellos[n].Groups = back
			continue
		}
		hellos = append(hellos, d.hello(o.version, free, back))
	}
	return hellos
}

// freeOfCurves are the suites with which groups can be asked for: below TLS 1.3 an
// ECDSA suite would need the certificate's curve, and others have none.
func (o *offer) freeOfCurves() []tlswire.Suite {
	if o.version == tlswire.TLS13 {
		return o.suites
	}
	return only(o.suites, func(s tlswire.Suite) bool { return s.EllipticCurve() && !s.ECDSA() })
}

// fewEnough is how many things are compared each with each.
const fewEnough = 6

// contests are the lists of which the first one is asked for: all pairs of few
// things, and of many the tails of likely orders. What is known is left out.
func contests[T comparable](found []T, picks []pick[T], orders [][]T) [][]T {
	var lists [][]T
	if len(found) <= fewEnough {
		for i, a := range found {
			for _, b := range found[i+1:] {
				if !before(picks, a, b) && !before(picks, b, a) {
					lists = append(lists, []T{a, b})
				}
			}
		}
		return lists
	}
	for _, order := range guesses(found, picks, orders) {
		for _, i := range openPairs(order, picks) {
			if tail := order[i:]; !slices.ContainsFunc(lists, func(l []T) bool { return sameSet(l, tail) }) {
				lists = append(lists, tail)
			}
		}
	}
	return lists
}

// sameSet reports whether two lists without repetitions have the same elements.
func sameSet[T comparable](a, b []T) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x T) bool { return !slices.Contains(b, x) })
}

// forward lists the suites as they are, but never with ChaCha20 first.
func forward(suites []tlswire.Suite) []tlswire.Suite {
	return toFront(slices.Clone(suites), slices.IndexFunc(suites, func(s tlswire.Suite) bool { return !chacha(s) }))
}

// before reports whether a choice showed that a comes before b.
func before[T comparable](picks []pick[T], a, b T) bool {
	return slices.ContainsFunc(picks, func(p pick[T]) bool { return p.took == a && slices.Contains(p.offered, b) })
}

// sorted puts elements in the order that the choices show, and changes as little
// as it can where they show nothing.
func sorted[T comparable](list []T, picks []pick[T]) []T {
	var out []T
	left := slices.Clone(list)
	for len(left) > 0 {
		next := 0
		for i, x := range left {
			beaten := slices.ContainsFunc(left, func(y T) bool { return y != x && before(picks, y, x) })
			if !beaten {
				next = i
				break
			}
		}
		out = append(out, left[next])
		left = slices.Delete(left, next, next+1)
	}
	return out
}

// openPairs are the places of neighbours of which no choice shows who comes first.
func openPairs[T comparable](list []T, picks []pick[T]) []int {
	var open []int
	for i := 0; i+1 < len(list); i++ {
		if a, b := list[i], list[i+1]; !before(picks, a, b) && !before(picks, b, a) {
			open = append(open, i)
		}
	}
	return open
}
