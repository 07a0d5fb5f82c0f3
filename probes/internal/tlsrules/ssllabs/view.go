package ssllabs

import (
	"cmp"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// view is an endpoint with what several rules want of it.
type view struct {
	*survey.Endpoint
	// offered are the versions, oldest first.
	offered []survey.Protocol
	// suites are all that are accepted.
	suites []accepted
	// gaps say why the list of suites may lack some; none when it is complete.
	gaps []string
	// browser is what today's browsers offer below TLS 1.3, in their order.
	browser []tlswire.Suite
}

// accepted is a suite in one version.
type accepted struct {
	version tlswire.Version
	suite   tlswire.Suite
}

// look prepares an endpoint.
func (g Guide) look(e *survey.Endpoint) *view {
	v := &view{Endpoint: e, browser: g.browser}
	for _, row := range g.Protocols {
		switch p := e.Protocol(row.version); p.Offered {
		case survey.Yes:
			v.take(p)
		case survey.Unknown:
			if row.version != tlswire.SSL20 { // a rule of its own asks for that
				v.gaps = append(v.gaps, unasked(p))
			}
		case survey.No:
		}
	}
	slices.SortStableFunc(v.offered, func(a, b survey.Protocol) int { return cmp.Compare(a.Version, b.Version) })
	return v
}

// take notes a version that is offered. The suites of SSL 2 are of no interest:
// offering it is the worst already.
func (v *view) take(p survey.Protocol) {
	v.offered = append(v.offered, p)
	if p.Version == tlswire.SSL20 {
		return
	}
	for _, s := range p.Suites {
		v.suites = append(v.suites, accepted{p.Version, s})
	}
	if !p.Complete {
		v.gaps = append(v.gaps, "the suites of "+p.Version.Title()+" were not all found: "+cmp.Or(p.Missing, "no refusal was seen"))
	}
}

// unasked says why nothing is known of a version.
func unasked(p survey.Protocol) string {
	return "whether " + p.Version.Title() + " is offered is not known: " + cmp.Or(p.Missing, "not asked")
}

// has reports whether a suite of that sort is accepted in any version.
func (v *view) has(sort func(tlswire.Suite) bool) bool {
	return slices.ContainsFunc(v.suites, func(a accepted) bool { return sort(a.suite) })
}

// find returns the accepted suites of a sort.
func (v *view) find(sort func(tlswire.Suite) bool) []accepted {
	return slices.DeleteFunc(slices.Clone(v.suites), func(a accepted) bool { return !sort(a.suite) })
}

// offers tells whether any of the versions is offered.
func (v *view) offers(versions ...tlswire.Version) survey.Known {
	one := survey.No
	for _, version := range versions {
		one = one.Or(v.Protocol(version).Offered)
	}
	return one
}

// old tells whether a version below TLS 1.3 is offered.
func (v *view) old() survey.Known {
	return v.offers(tlswire.SSL30, tlswire.TLS10, tlswire.TLS11, tlswire.TLS12)
}

// best is the newest version that is offered. sure is false when a newer one may
// be.
func (v *view) best() (p survey.Protocol, sure bool) {
	sure = true
	for version := tlswire.TLS13; version >= tlswire.SSL30; version-- {
		switch p := v.Protocol(version); p.Offered {
		case survey.Yes:
			return p, sure
		case survey.Unknown:
			sure = false
		case survey.No:
		}
	}
	return survey.Protocol{}, sure
}

// strengths are those of all keys and of the shortest prime, in bits of RSA.
func (v *view) strengths() []int {
	var all []int
	for _, c := range v.Certificates {
		if bits := strength(c.Key); bits > 0 {
			all = append(all, bits)
		}
	}
	if v.Exchange.DHBits > 0 {
		all = append(all, v.Exchange.DHBits)
	}
	return all
}

// keysOpen says why a certificate's key is not known; empty when all are.
func (v *view) keysOpen() string {
	if len(v.Certificates) == 0 && !v.bare() {
		return "no certificate was seen"
	}
	for _, c := range v.Certificates {
		if c.Unreadable != "" {
			return "a certificate cannot be read: " + c.Unreadable
		}
		if strength(c.Key) == 0 {
			return "the strength of a key of the kind " + cmp.Or(c.Key.Kind, "unknown") + " is not known here"
		}
	}
	return ""
}

// primeOpen says why the size of the Diffie-Hellman prime is not known; empty
// when it is, or there is none.
func (v *view) primeOpen() string {
	if v.Exchange.DHBits == 0 && v.has(tlswire.Suite.FiniteField) {
		return "a suite with Diffie-Hellman is accepted, but no prime was seen"
	}
	return ""
}

// bare reports whether the server works without certificates: all that it
// accepts is known and authenticates in another way or not at all.
func (v *view) bare() bool {
	return len(v.gaps) == 0 && len(v.suites) > 0 && !v.has(func(s tlswire.Suite) bool {
		switch s.Authentication() {
		case "anon", "PSK", "KRB5":
			return false
		default:
			return true
		}
	})
}
