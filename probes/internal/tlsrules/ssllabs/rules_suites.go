package ssllabs

import (
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// suiteRules are the caps for what is accepted, and for what clients are given.
func suiteRules() []Rule {
	return []Rule{
		{ID: "weak-suite", Letter: F, Since: "2009", Note: "the score of no cipher is 0; the tool fails everything below 112 bits", look: weakSuite},
		{ID: "anonymous", Letter: F, Since: "2009", Note: "the score of an anonymous key exchange is 0", look: anonymous},
		{ID: "rc4-only", Letter: F, Since: "2009k", look: rc4Only},
		{ID: "rc4-used", Letter: C, Since: "2009j", look: rc4Used},
		{ID: "block64-used", Letter: C, Since: "2009p", Note: "announced 16 November 2016, in force since 3 April 2017", look: block64Used},
		{ID: "rc4", Letter: B, Since: "2009i", look: rc4},
		{ID: "no-forward-secrecy", Letter: B, Since: "2009p", Note: "a warning in 2009e; in force since 1 March 2018", look: noForwardSecrecy},
		{ID: "no-aead", Letter: B, Since: "2009p", Note: "in force since 1 March 2018", look: noAEAD},
	}
}

// isRC4 picks suites with that stream cipher (forbidden by RFC 7465).
func isRC4(s tlswire.Suite) bool { return s.Has("RC4") }

// tooWeak picks ciphers below 112 bits: none, export, single DES.
func tooWeak(s tlswire.Suite) bool { return s.Bits() < 112 }

func weakSuite(v *view) verdict {
	if found := v.find(tooWeak); len(found) > 0 {
		return struck("accepts ciphers below 112 bits: %s", list(found))
	}
	return v.unlessGaps()
}

func anonymous(v *view) verdict {
	if found := v.find(tlswire.Suite.Anonymous); len(found) > 0 {
		return struck("accepts a key exchange in which the server proves nothing: %s", list(found))
	}
	return v.unlessGaps()
}

func rc4(v *view) verdict {
	if found := v.find(isRC4); len(found) > 0 {
		return struck("accepts RC4: %s", list(found))
	}
	return v.unlessGaps()
}

// rc4Only strikes when nothing else is accepted; one other suite clears it.
func rc4Only(v *view) verdict {
	switch other := v.has(func(s tlswire.Suite) bool { return !isRC4(s) }); {
	case other:
		return fine()
	case len(v.gaps) == 0 && len(v.suites) > 0:
		return struck("accepts nothing but RC4: %s", list(v.suites))
	default:
		return v.unlessGaps()
	}
}

func rc4Used(v *view) verdict     { return v.badlyGiven("RC4", isRC4) }
func block64Used(v *view) verdict { return v.badlyGiven("64-bit blocks", tlswire.Suite.Block64) }

// badlyGiven strikes when a client that can do all is given a suite of that sort
// in the newest version. Old clients of TLS 1.0 have nothing better, and TLS 1.3
// has nothing so bad.
func (v *view) badlyGiven(what string, bad func(tlswire.Suite) bool) verdict {
	p, sure := v.best()
	switch {
	case p.Offered == survey.Yes && p.Version == tlswire.TLS13:
		return fine()
	case p.Offered != survey.Yes || !p.Complete:
		return v.unlessGaps()
	case p.Version < tlswire.TLS11:
		return v.ifBest(p, sure, fine())
	}
	given := v.given(p, v.all(p))
	switch count(given, bad) {
	case 0:
		return v.ifBest(p, sure, fine())
	case len(given):
		return v.ifBest(p, sure, struck("clients of %s are given %s: %s", p.Version.Title(), what, given[0]))
	default:
		return unseen("who decides the order of suites in %s was not found", p.Version.Title())
	}
}

// noAEAD strikes when a client that can do all is given a suite without
// authenticated encryption.
func noAEAD(v *view) verdict {
	p, sure := v.best()
	switch {
	case p.Offered == survey.Yes && p.Version == tlswire.TLS13:
		return fine()
	case p.Offered != survey.Yes || !p.Complete:
		return v.unlessGaps()
	case !contains(p.Suites, func(s tlswire.Suite) bool { return s.AEAD() && !s.Anonymous() }):
		return v.ifBest(p, sure, struck("%s has no suite with authenticated encryption (AEAD)", p.Version.Title()))
	}
	given := v.given(p, v.all(p))
	switch without := count(given, func(s tlswire.Suite) bool { return !s.AEAD() }); {
	case without == 0 || p.Order == survey.ClientOrder || p.Order == survey.HintOrder:
		return v.ifBest(p, sure, fine())
	case without == len(given):
		return v.ifBest(p, sure, struck("%s has authenticated encryption (AEAD), but gives clients %s", p.Version.Title(), given[0]))
	default:
		return unseen("who decides the order of suites in %s was not found", p.Version.Title())
	}
}

// ifBest keeps a verdict about the newest version that was found only when there
// is no newer one that would change it. TLS 1.3 could only clear.
func (v *view) ifBest(p survey.Protocol, sure bool, r verdict) verdict {
	if sure || r.strikes == survey.No && p.Version == tlswire.TLS12 {
		return r
	}
	return v.unlessGaps()
}
