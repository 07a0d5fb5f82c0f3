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

// openSSL12 are the suites that OpenSSL 3 has, in its order, but for those with a
// shared secret or a DSS key, and with triple DES where it used to be.
func openSSL12() []tlswire.Suite {
	return []tlswire.Suite{
		0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0af, 0xc0ad, 0xc0a3, 0xc09f, 0xc05d, 0xc061, 0xc053, 0x00a7,
		0xc02b, 0xc02f, 0x009e, 0xc0ae, 0xc0ac, 0xc0a2, 0xc09e, 0xc05c, 0xc060, 0xc052, 0x00a6, 0xc024, 0xc028, 0x006b,
		0xc073, 0xc077, 0x00c4, 0x006d, 0x00c5, 0xc023, 0xc027, 0x0067, 0xc072, 0xc076, 0x00be, 0x006c, 0x00bf, 0xc00a,
		0xc014, 0x0039, 0x0088, 0xc019, 0x003a, 0x0089, 0xc009, 0xc013, 0x0033, 0x0045, 0xc018, 0x0034, 0x0046, 0x009d,
		0xc0a1, 0xc09d, 0xc051, 0x009c, 0xc0a0, 0xc09c, 0xc050, 0x003d, 0x00c0, 0x003c, 0x00ba, 0x0035, 0x0084, 0x002f,
		0x0041, 0x000a, 0xc006, 0xc010, 0xc015, 0x003b, 0x0002, 0x0001,
	}
}

// kin are the suites that are likely to be there besides those that were found,
// and worth a hello of their own each: ARIA, Camellia and CCM come all together,
// where OpenSSL's lists "ALL" or "HIGH" are used as they are, with every key
// exchange that is there. What else is rare (without encryption, without a
// certificate, from the last century) was chosen by hand, and few are.
func kin(found []tlswire.Suite) []tlswire.Suite {
	likely := only(without(openSSL12(), usual12()...), func(s tlswire.Suite) bool { return !s.Anonymous() && !s.Null() })
	if !slices.ContainsFunc(found, func(s tlswire.Suite) bool { return slices.Contains(likely, s) }) {
		return nil
	}
	return only(without(likely, found...), func(s tlswire.Suite) bool {
		return slices.ContainsFunc(found, func(f tlswire.Suite) bool { return f.Exchange() == s.Exchange() && sameKey(f, s) })
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
		openSSL12(),
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
