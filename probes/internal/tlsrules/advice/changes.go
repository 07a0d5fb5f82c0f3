package advice

import (
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlswire"
)

// change is something that an administrator can do.
type change struct {
	id string
	// wanted tells whether there is cause for it.
	wanted func(*survey.Endpoint) bool
	// what names it in a sentence.
	what func(*survey.Endpoint) string
	// apply makes of the endpoint what it would be.
	apply func(*survey.Endpoint)
}

// changes lists all, the easier first: of sets of the same size the earlier is
// advised.
func changes() []change {
	return []change{
		{"versions", oldVersions, sayVersions, setVersions},
		{"suites", poorSuites, say("accept only suites with ephemeral elliptic curves and authenticated encryption"), setSuites},
		{"hsts", shortHSTS, say("send HSTS for two years: Strict-Transport-Security: max-age=63072000"), setHSTS},
		{"chain", openChain, say("send the intermediate certificates together with the certificate"), setChain},
		{"dh", shortPrime, say("use a Diffie-Hellman prime of 2048 bits or more, or no such suites at all"), setPrime},
		{"compression", compresses, say("switch TLS compression off"), setCompression},
		{"certificate", badCertificate, sayCertificate, setCertificate},
		{"update", outdated, sayUpdate, setUpdate},
		{"drown", drowns, say("switch SSL 2 off at every server that uses the same key, and take a new key here"), setDrown},
		{"groups", otherGroups, sayGroups, setGroups},
		{"lifetime", longLife, say("take a certificate of 90 days, and have it renewed by itself (ACME)"), setLifetime},
		{"staple", unstapled, say("staple an OCSP response to the certificate"), setStaple},
	}
}

// say makes a sentence that is always the same.
func say(text string) func(*survey.Endpoint) string {
	return func(*survey.Endpoint) string { return text }
}

// isOld lists what should be switched off.
func isOld() []tlswire.Version {
	return []tlswire.Version{tlswire.SSL20, tlswire.SSL30, tlswire.TLS10, tlswire.TLS11}
}

func oldVersions(e *survey.Endpoint) bool {
	lacks := e.Protocol(tlswire.TLS13).Offered == survey.No
	return lacks || slices.ContainsFunc(isOld(), func(v tlswire.Version) bool { return e.Protocol(v).Offered == survey.Yes })
}

func sayVersions(e *survey.Endpoint) string {
	var off []string
	for _, v := range isOld() {
		if e.Protocol(v).Offered == survey.Yes {
			off = append(off, v.Title())
		}
	}
	var on []string
	for _, v := range []tlswire.Version{tlswire.TLS12, tlswire.TLS13} {
		if e.Protocol(v).Offered == survey.No && (v == tlswire.TLS13 || e.Protocol(tlswire.TLS13).Offered != survey.Yes) {
			on = append(on, v.Title())
		}
	}
	switch {
	case len(on) == 0:
		return "switch " + together(off) + " off"
	case len(off) == 0:
		return "switch " + together(on) + " on"
	default:
		return "switch " + together(off) + " off, and " + together(on) + " on"
	}
}

// together joins words for a sentence: "SSL 3, TLS 1.0 and TLS 1.1".
func together(words []string) string {
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return strings.Join(words, "")
}

// poorSuites: anything below TLS 1.3 that the intermediate profile has not.
func poorSuites(e *survey.Endpoint) bool {
	for _, p := range e.Protocols {
		if p.Offered == survey.Yes && p.Version < tlswire.TLS13 && slices.ContainsFunc(p.Suites, poor) {
			return true
		}
	}
	return false
}

// poor reports whether a suite lacks forward secrecy by curves, or AEAD.
func poor(s tlswire.Suite) bool {
	return !s.EllipticCurve() || !s.AEAD() || s.Anonymous() || s.Bits() < 128
}

func shortHSTS(e *survey.Endpoint) bool {
	h := e.HTTP
	return h != nil && h.Error == "" && (h.HSTS == nil || !h.HSTS.Valid || h.HSTS.MaxAge < twoYears)
}

func openChain(e *survey.Endpoint) bool {
	return slices.ContainsFunc(e.Certificates, func(c survey.Certificate) bool { return c.Complete == survey.No })
}

func shortPrime(e *survey.Endpoint) bool { return e.Exchange.DHBits > 0 && e.Exchange.DHBits < 2048 }

func compresses(e *survey.Endpoint) bool {
	return e.Features.Compression == survey.Yes || e.Flaw(survey.CRIME).Vulnerable == survey.Yes
}

func drowns(e *survey.Endpoint) bool { return e.Flaw(survey.DROWN).Vulnerable == survey.Yes }

// noHybrid: TLS 1.3 is there, and all its groups are known.
func noHybrid(e *survey.Endpoint) bool {
	p := e.Protocol(tlswire.TLS13)
	return p.Offered == survey.Yes && p.GroupsComplete && !slices.Contains(p.Groups, tlswire.X25519MLKEM768)
}

// otherGroups: the hybrid is absent, or there are some that the profile lacks.
func otherGroups(e *survey.Endpoint) bool {
	return noHybrid(e) || slices.ContainsFunc(e.Protocols, func(p survey.Protocol) bool {
		return p.Version >= tlswire.TLS12 && slices.ContainsFunc(p.Groups, func(g tlswire.Group) bool { return !slices.Contains(goodGroups(), g) })
	})
}

// goodGroups are those of the profiles, in their order.
func goodGroups() []tlswire.Group {
	return []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519, tlswire.Secp256r1, tlswire.Secp384r1}
}

func sayGroups(e *survey.Endpoint) string {
	var names []string
	for _, g := range goodGroups() {
		names = append(names, g.String())
	}
	text := "offer the groups " + together(names) + " and no others"
	if noHybrid(e) {
		text += "; the first is hybrid, and a quantum computer will not break it"
	}
	return text
}

func unstapled(e *survey.Endpoint) bool {
	able := func(c survey.Certificate) bool { return c.MustStaple || mozilla.Stapleable(c) }
	return e.Features.Stapled == survey.No && slices.ContainsFunc(e.Certificates, able)
}

// longLife: longer than the intermediate profile allows.
func longLife(e *survey.Endpoint) bool {
	return slices.ContainsFunc(e.Certificates, func(c survey.Certificate) bool { return mozilla.Lifetime(&c) > 366 })
}
