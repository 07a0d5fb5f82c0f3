package ssllabs

import (
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// versionRules are the caps for the versions that are offered, or are not.
func versionRules() []Rule {
	return []Rule{
		{ID: "ssl2", Letter: F, Since: "2009c", look: offersSSL2},
		{ID: "ssl3-best", Letter: F, Since: "2009i", look: bestIsSSL3},
		{ID: "no-tls12", Letter: C, Since: "2009j", Note: "a B in 2009e", look: lacksTLS12},
		{ID: "poodle", Letter: C, Since: "2009g", look: poodle},
		{ID: "ssl3", Letter: B, Since: "2009h", look: offersSSL3},
		{ID: "tls10-11", Letter: B, Since: "2009q", look: offersOldTLS},
	}
}

func offersSSL2(v *view) verdict { return v.offersOne(tlswire.SSL20) }
func offersSSL3(v *view) verdict { return v.offersOne(tlswire.SSL30) }

// offersOne strikes when the version is offered.
func (v *view) offersOne(version tlswire.Version) verdict {
	switch p := v.Protocol(version); p.Offered {
	case survey.Yes:
		return struck("offers %s", version.Title())
	case survey.No:
		return fine()
	default:
		return unseen("%s", unasked(p))
	}
}

// offersOldTLS names both in one line.
func offersOldTLS(v *view) verdict {
	var seen, open []string
	for _, version := range []tlswire.Version{tlswire.TLS10, tlswire.TLS11} {
		switch p := v.Protocol(version); p.Offered {
		case survey.Yes:
			seen = append(seen, version.Title())
		case survey.Unknown:
			open = append(open, unasked(p))
		case survey.No:
		}
	}
	switch {
	case len(seen) > 0:
		return struck("offers %s", strings.Join(seen, " and "))
	case len(open) > 0:
		return unseen("%s", strings.Join(open, "; "))
	default:
		return fine()
	}
}

// bestIsSSL3 strikes when nothing newer is offered.
func bestIsSSL3(v *view) verdict {
	if v.Protocol(tlswire.SSL30).Offered == survey.No {
		return fine()
	}
	switch v.offers(tlswire.TLS10, tlswire.TLS11, tlswire.TLS12, tlswire.TLS13) {
	case survey.Yes:
		return fine()
	case survey.No:
		if v.Protocol(tlswire.SSL30).Offered == survey.Yes {
			return struck("SSL 3 is the newest version offered")
		}
	case survey.Unknown:
	}
	return unseen("%s", strings.Join(v.gaps, "; "))
}

// lacksTLS12 strikes when neither TLS 1.2 nor anything newer is offered. TLS 1.3
// alone is no fault: the rule is older than it.
func lacksTLS12(v *view) verdict {
	switch v.offers(tlswire.TLS12, tlswire.TLS13) {
	case survey.Yes:
		return fine()
	case survey.No:
		best, _ := v.best()
		return struck("does not offer TLS 1.2; %s is the newest", best.Version.Title())
	default:
		return unseen("%s", strings.Join(v.gaps, "; "))
	}
}

// poodle (CVE-2014-3566) needs no more than SSL 3 with a chained cipher; a test
// that says no is believed only about what it tried.
func poodle(v *view) verdict {
	p := v.Protocol(tlswire.SSL30)
	chained := v.find(func(s tlswire.Suite) bool { return s.CBC() })
	for _, a := range chained {
		if a.version == tlswire.SSL30 {
			return struck("open to POODLE: SSL 3 with %s", a.suite)
		}
	}
	switch {
	case v.Flaw(survey.POODLE).Vulnerable == survey.Yes:
		return struck("open to POODLE: %s", v.Flaw(survey.POODLE).How)
	case p.Offered == survey.No, p.Offered == survey.Yes && p.Complete:
		return fine()
	default:
		return unseen("%s", strings.Join(v.gaps, "; "))
	}
}
