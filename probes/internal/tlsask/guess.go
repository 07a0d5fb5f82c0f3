package tlsask

import (
	"slices"

	"holdfast/probes/internal/tlswire"
)

// usual12 are the suites worth a hello of their own, in the order in which
// Mozilla's profiles had them.
func usual12() []tlswire.Suite {
	return []tlswire.Suite{
		0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xccaa, 0xc023, 0xc027, 0xc009, 0xc013, 0xc024,
		0xc028, 0xc00a, 0xc014, 0x0067, 0x006b, 0x0033, 0x0039, 0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a,
	}
}

// rare12 are those that come with the usual ones where everything is allowed that
// OpenSSL counts as strong: ARIA, Camellia and CCM.
func rare12() []tlswire.Suite {
	return only(tlswire.Suites(tlswire.TLS12), func(s tlswire.Suite) bool {
		plain := !s.Has("PSK") && !s.Has("SRP") && !s.Anonymous() && !s.Has("DSS") && !s.Has("ECDH")
		return (plain || s.Exchange() == "ECDHE" && !s.Anonymous() && !s.Has("PSK")) && (s.Has("ARIA") || s.Has("CAMELLIA") || s.Has("CCM"))
	})
}

// usual13 are the suites of TLS 1.3 that everybody has.
func usual13() []tlswire.Suite { return []tlswire.Suite{0x1302, 0x1303, 0x1301} }

// usualGroups are the groups worth a hello of their own, in the order in which
// servers have them.
func usualGroups(v tlswire.Version) []tlswire.Group {
	groups := []tlswire.Group{tlswire.X25519, tlswire.Secp256r1, 30, 25, tlswire.Secp384r1}
	if v == tlswire.TLS13 {
		const secP256r1MLKEM768, secP384r1MLKEM1024 = 4587, 4589
		groups = append([]tlswire.Group{tlswire.X25519MLKEM768, secP256r1MLKEM768, secP384r1MLKEM1024}, groups...)
		groups = append(groups, finiteFields()...)
	}
	return groups
}

// suiteOrders are those in which servers have their suites: OpenSSL's own, that of
// Mozilla's profiles, and that of Go.
func suiteOrders(v tlswire.Version) [][]tlswire.Suite {
	if v == tlswire.TLS13 {
		return [][]tlswire.Suite{{0x1302, 0x1303, 0x1301, 0x1304, 0x1305}, {0x1301, 0x1302, 0x1303, 0x1304, 0x1305}}
	}
	return [][]tlswire.Suite{
		{
			0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027,
			0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
		},
		usual12(),
		{
			0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, 0xcca9, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
			0xc027, 0xc023, 0x003c, 0x000a,
		},
		swapped(tlswire.Suites(v)),
	}
}

// byKey adds to each order the one in which the certificate is chosen before the
// suite, as Go does: all suites first that go with the key of the first choice.
func byKey(orders [][]tlswire.Suite, picks []pick[tlswire.Suite]) [][]tlswire.Suite {
	if len(picks) == 0 {
		return orders
	}
	first := slices.MaxFunc(picks, func(a, b pick[tlswire.Suite]) int { return len(a.offered) - len(b.offered) })
	var out [][]tlswire.Suite
	for _, order := range orders {
		own := only(order, func(s tlswire.Suite) bool { return sameKey(s, first.took) })
		out = append(out, order, append(own, without(order, own...)...))
	}
	return out
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

// fits reports whether no choice speaks against an order.
func fits[T comparable](order []T, picks []pick[T]) bool {
	for i, a := range order {
		if slices.ContainsFunc(order[i+1:], func(b T) bool { return before(picks, b, a) }) {
			return false
		}
	}
	return true
}

// guesses are the different orders that what was found can be in, as far as the
// choices allow; at least one.
func guesses[T comparable](found []T, picks []pick[T], orders [][]T) [][]T {
	var out [][]T
	for _, order := range orders {
		list := guess(found, order)
		again := slices.ContainsFunc(out, func(l []T) bool { return slices.Equal(l, list) })
		if !again && fits(list, picks) {
			out = append(out, list)
		}
	}
	if len(out) == 0 {
		out = append(out, sorted(found, picks))
	}
	return out
}
