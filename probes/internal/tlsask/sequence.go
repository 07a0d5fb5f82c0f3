package tlsask

import (
	"context"
	"slices"
	"sync"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// maxRounds bounds how often the order is asked for. A guess that is right takes
// one round.
const maxRounds = 6

// sequence finds the order of suites and groups that were found one by one. It
// guesses one and asks for every tail of it at once: where the guess is right,
// each tail's first is taken. What the choices leave open is asked again.
func (r *rush) sequence(ctx context.Context, o *offer) {
	o.suites, o.groups = guess(o.suites, suiteGuess(o.version)), guess(o.groups, usualGroups(o.version))
	learned := -1
	for round := range maxRounds {
		o.suites = sorted(o.suites, o.suitePicks)
		o.groups = sorted(o.groups, o.groupPicks)
		o.decide()
		tails := r.tails(o)
		ahead := round == 0 && o.wantsChaCha()
		if round == 0 && len(o.suites) > 1 {
			tails = append(tails, r.hello(o.version, forward(o.suites), o.groups))
		}
		if ahead {
			tails = append(tails, r.hello(o.version, o.chachaAhead(o.suites), o.groups))
		}
		if len(tails) == 0 || o.err != nil || learned == len(o.suitePicks)+len(o.groupPicks) {
			return
		}
		learned = len(o.suitePicks) + len(o.groupPicks)
		replies := make([]reply, len(tails))
		errs := make([]error, len(tails))
		var wg sync.WaitGroup
		for i, h := range tails {
			wg.Go(func() { replies[i], errs[i] = r.ask(ctx, h) })
		}
		wg.Wait()
		for i := range tails {
			switch {
			case errs[i] != nil:
				o.missing = "the order: " + errs[i].Error()
				return
			case ahead && i == len(tails)-1:
				o.heardChaCha(replies[i])
			default:
				o.take(replies[i])
			}
		}
	}
}

// tails are the hellos of the next round: one for each neighbours of which it is
// not known who comes first, for suites and groups together.
func (r *rush) tails(o *offer) []tlswire.Hello {
	suites := openPairs(o.suites, o.suitePicks)
	groups := openPairs(o.groups, o.groupPicks)
	if o.order == survey.ClientOrder {
		suites = nil
	}
	if o.groupOrder == survey.ClientOrder {
		groups = nil
	}
	free := o.suites
	if o.version < tlswire.TLS13 { // an ECDSA suite would need the certificate's curve
		free = only(o.suites, func(s tlswire.Suite) bool { return s.EllipticCurve() && !s.ECDSA() })
	}
	if len(free) == 0 {
		groups = nil
	}
	var hellos []tlswire.Hello
	for _, i := range suites {
		hellos = append(hellos, r.hello(o.version, turned(o.suites[i:]), o.groups))
	}
	for n, i := range groups {
		back := slices.Clone(o.groups[i:])
		slices.Reverse(back)
		if o.version == tlswire.TLS13 && n < len(hellos) { // suite and group are chosen apart
			hellos[n].Groups = back
			continue
		}
		hellos = append(hellos, r.hello(o.version, free, back))
	}
	return hellos
}

// forward lists the suites as they are, but never with ChaCha20 first.
func forward(suites []tlswire.Suite) []tlswire.Suite {
	return toFront(slices.Clone(suites), slices.IndexFunc(suites, func(s tlswire.Suite) bool { return !chacha(s) }))
}

// suiteGuess is the order in which most servers have their suites.
func suiteGuess(v tlswire.Version) []tlswire.Suite {
	if v == tlswire.TLS13 {
		return []tlswire.Suite{0x1302, 0x1303, 0x1301, 0x1304, 0x1305}
	}
	return swapped(tlswire.Suites(v))
}

// guess sorts what was found as another list has it; what is not there comes last.
func guess[T comparable](found, as []T) []T {
	out := slices.Clone(found)
	place := func(x T) int {
		if i := slices.Index(as, x); i >= 0 {
			return i
		}
		return len(as)
	}
	slices.SortStableFunc(out, func(a, b T) int { return place(a) - place(b) })
	return out
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
