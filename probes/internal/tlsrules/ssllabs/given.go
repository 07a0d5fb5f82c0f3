package ssllabs

import (
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Who measures. Four rules ask what capable clients are given in the newest
// version: those that cannot speak it are excused, and for those that can the
// older versions do not matter.
//
//	forward secrecy   a browser of today (clients.Today): it can do ephemeral
//	                  elliptic curves, and also static RSA, to which a server
//	                  with a bad order leads it. Where it shares no suite with the
//	                  server, a client that can do all
//	AEAD, RC4, 64 bit a client that can do all that the server has, and lists
//	                  what browsers have first
//
// A server that leaves the order to the client denies nobody what it has.

// all are the suites of a client that can do all that is accepted in a version:
// first those of the browsers, then the rest.
func (v *view) all(p survey.Protocol) []tlswire.Suite {
	rest := slices.DeleteFunc(slices.Clone(p.Suites), func(s tlswire.Suite) bool { return slices.Contains(v.browser, s) })
	return append(slices.Clone(v.browser), rest...)
}

// given is what a client with these suites gets: one suite, or the two that come
// into question when it is not known who decides, or none.
func (v *view) given(p survey.Protocol, client []tlswire.Suite) []tlswire.Suite {
	server := first(p.Suites, client)
	own := first(client, p.Suites)
	switch {
	case len(server) == 0 || p.Order == survey.ServerOrder:
		return server
	case p.Order == survey.ClientOrder || p.Order == survey.HintOrder:
		return own
	case server[0] == own[0]:
		return own
	default:
		return append(server, own...)
	}
}

// first is the first of the list that the others contain, as a list of one.
func first(list, others []tlswire.Suite) []tlswire.Suite {
	for _, s := range list {
		if slices.Contains(others, s) {
			return []tlswire.Suite{s}
		}
	}
	return nil
}

// noForwardSecrecy strikes when a browser of today gets none in the newest
// version.
func noForwardSecrecy(v *view) verdict {
	p, sure := v.best()
	switch {
	case p.Offered == survey.Yes && p.Version == tlswire.TLS13:
		return fine()
	case p.Offered != survey.Yes || !p.Complete:
		return v.unlessGaps()
	case !contains(p.Suites, func(s tlswire.Suite) bool { return s.ForwardSecret() && !s.Anonymous() }):
		return v.ifBest(p, sure, struck("%s has no suite with forward secrecy", p.Version.Title()))
	}
	led := v.led(p)
	switch {
	case p.Order == survey.ClientOrder || p.Order == survey.HintOrder || led.ForwardSecret():
		return v.ifBest(p, sure, fine())
	case p.Order == survey.ServerOrder:
		return v.ifBest(p, sure, struck("%s has forward secrecy, but gives browsers %s", p.Version.Title(), led))
	default:
		return unseen("who decides the order of suites in %s was not found", p.Version.Title())
	}
}

// led is the suite to which the server's own order leads a browser, or, when it
// has none of the browser's, whoever can do all.
func (v *view) led(p survey.Protocol) tlswire.Suite {
	if s := first(p.Suites, v.browser); len(s) > 0 {
		return s[0]
	}
	i := slices.IndexFunc(p.Suites, func(s tlswire.Suite) bool { return !s.Anonymous() })
	return p.Suites[max(i, 0)]
}

// count says how many are of a sort.
func count(suites []tlswire.Suite, sort func(tlswire.Suite) bool) int {
	n := 0
	for _, s := range suites {
		if sort(s) {
			n++
		}
	}
	return n
}

// contains reports whether one is of a sort.
func contains(suites []tlswire.Suite, sort func(tlswire.Suite) bool) bool {
	return slices.ContainsFunc(suites, sort)
}
