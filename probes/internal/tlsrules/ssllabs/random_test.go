package ssllabs_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

// arbitrary is an endpoint of which everything is known, and little is right.
func arbitrary(r *rand.Rand) *survey.Endpoint {
	one := func(n int) bool { return r.IntN(n) == 0 }
	answer := func(n int) survey.Known { return survey.Is(one(n)) }
	e := endpoint(without(tlswire.TLS12, tlswire.TLS13))
	for _, v := range tlswire.Versions() {
		if one(2) {
			arbitraryVersion(r, at(e, v))
		}
	}
	if slices.ContainsFunc(e.Protocols, func(p survey.Protocol) bool { return slices.ContainsFunc(p.Suites, tlswire.Suite.FiniteField) }) {
		e.Exchange.DHBits = []int{512, 1024, 2048, 4096}[r.IntN(4)]
	}
	certificate := &e.Certificates[0]
	certificate.Key.Bits = []int{512, 1024, 2048, 2048, 2048, 4096}[r.IntN(6)]
	certificate.Complete, certificate.NameMatches = survey.Is(!one(5)), survey.Is(!one(8))
	certificate.Trusted, certificate.SelfSigned = survey.Is(!one(8)), one(8)
	if one(8) {
		certificate.Period = "expired"
	}
	e.Features.SecureRenegotiation, e.Features.Compression, e.Features.Heartbeat = survey.Unknown, survey.No, answer(3)
	if able(e)[survey.CCSInjection] {
		e.Features.Compression, e.Features.SecureRenegotiation = answer(9), survey.Is(!one(6))
	}
	e.Flaws = append(e.Flaws, survey.Flaw{Name: survey.Heartbleed})
	for i := range e.Flaws {
		e.Flaws[i].Vulnerable = survey.Is(able(e)[e.Flaws[i].Name] && one(20))
	}
	if one(2) {
		hsts([]int64{0, 86400, 63072000}[r.IntN(3)])(e)
	}
	if !certified(e) {
		e.Certificates = nil
	}
	return e
}

// certified reports whether a suite is accepted that needs a certificate.
func certified(e *survey.Endpoint) bool {
	return slices.ContainsFunc(e.Protocols, func(p survey.Protocol) bool {
		return slices.ContainsFunc(p.Suites, func(s tlswire.Suite) bool {
			return !slices.Contains([]string{"anon", "PSK", "KRB5"}, s.Authentication())
		})
	})
}

// able tells which flaws an endpoint can have at all.
func able(e *survey.Endpoint) map[string]bool {
	var old, rsa, cbc, aes bool
	for _, p := range e.Protocols {
		if p.Offered != survey.Yes || p.Version == tlswire.TLS13 {
			continue
		}
		old = true
		for _, s := range p.Suites {
			chained := s.CBC() && p.Version > tlswire.SSL30
			rsa, cbc, aes = rsa || s.Exchange() == "RSA", cbc || chained, aes || chained && s.Has("AES")
		}
	}
	return map[string]bool{
		survey.CCSInjection: old, survey.Ticketbleed: old, survey.Heartbleed: old && e.Features.Heartbeat == survey.Yes,
		survey.ROBOT: rsa, survey.PaddingOracle: aes,
		survey.POODLETLS: cbc, survey.ZombiePOODLE: cbc, survey.GOLDENDOODLE: cbc, survey.ZeroLength: cbc,
	}
}

// arbitraryVersion offers a version with any suites.
func arbitraryVersion(r *rand.Rand, p *survey.Protocol) {
	all := tlswire.Suites(p.Version)
	if r.IntN(2) == 0 { // mostly good ones
		all = all[:min(len(all), 24)]
	}
	p.Offered, p.Complete, p.Order = survey.Yes, true, []survey.Order{survey.ServerOrder, survey.ClientOrder}[r.IntN(2)]
	for range 1 + r.IntN(4) {
		if s := all[r.IntN(len(all))]; !slices.Contains(p.Suites, s) {
			p.Suites = append(p.Suites, s)
		}
	}
}

// sound checks that what is claimed by a part of the evidence agrees with the
// whole.
func sound(t *testing.T, r *rand.Rand) {
	t.Helper()
	guide := ssllabs.Guide2009r()
	e := arbitrary(r)
	whole := guide.Grade(e)
	names := slices.Sorted(maps.Keys(blanks()))
	var removed []string
	for range 1 + r.IntN(3) {
		name := names[r.IntN(len(names))]
		if name == "versions" || name == "address" {
			continue
		}
		blanks()[name](e)
		removed = append(removed, name)
	}
	part := guide.Grade(e)
	switch {
	case len(whole.Missing) > 0 && whole.Missing[0].Rule != "all":
		t.Errorf("all is known, and yet %v is missing", whole.Missing)
	case len(whole.Missing) > 0: // no TLS at all
	case whole.Letter.Below(part.AtWorst), part.AtMost.Below(whole.Letter), part.Letter != "" && part.Letter != whole.Letter:
		t.Errorf("without %v: %s (%s to %s), the whole is %s by %s; missing %v", removed, part, part.AtWorst, part.AtMost, whole, whole.DecidedBy, part.Missing)
	case part.IfTrusted != "" && part.IfTrusted != whole.IfTrusted:
		t.Errorf("without %v: otherwise %s, the whole is %s", removed, part.IfTrusted, whole.IfTrusted)
	}
}

func TestArbitraryServers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 2009))
	for range 1000 {
		sound(t, r)
	}
}

func FuzzLessEvidence(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, uint64(2009))
	}
	f.Fuzz(func(t *testing.T, one, two uint64) { sound(t, rand.New(rand.NewPCG(one, two))) })
}
