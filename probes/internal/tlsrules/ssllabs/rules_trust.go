package ssllabs

import (
	"strings"

	"holdfast/probes/internal/survey"
)

// trustRules are those that put T or M in the place of the letter.
func trustRules() []Rule {
	return []Rule{
		{ID: "period", Letter: T, Since: "2009e", look: eachCertificate(outOfPeriod)},
		{ID: "self-signed", Letter: T, Since: "2009e", look: eachCertificate(selfSigned)},
		{ID: "untrusted", Letter: T, Since: "2009e", look: eachCertificate(untrusted)},
		{ID: "revoked", Letter: T, Since: "2009e", look: eachCertificate(revoked)},
		{ID: "sha1-signature", Letter: T, Since: "2009p", Note: "2009f: no A+; untrusted since browsers refuse it", look: eachCertificate(sha1)},
		{ID: "distrusted", Letter: T, Since: "2009p", Note: "WoSign and StartCom 2017, Symantec 2018", look: eachCertificate(distrusted)},
		{ID: "name", Letter: M, Since: "2009e", look: eachCertificate(misnamed)},
	}
}

// eachCertificate strikes when one of the chains does. Clients meet one or the
// other, and whoever meets the bad one is turned away.
func eachCertificate(one func(survey.Certificate) verdict) func(*view) verdict {
	return func(v *view) verdict {
		out := fine()
		if why := v.unreadable(); why != "" {
			out = unseen("%s", why)
		}
		for _, c := range v.Certificates {
			if c.Unreadable != "" {
				continue
			}
			switch r := one(c); r.strikes {
			case survey.Yes:
				return r
			case survey.Unknown:
				out = r
			case survey.No:
			}
		}
		return out
	}
}

func outOfPeriod(c survey.Certificate) verdict {
	switch c.Period {
	case "valid":
		return fine()
	case "expired":
		return struck("the certificate of %s expired on %s", subject(c), c.NotAfter.UTC().Format("2 January 2006"))
	case "not-yet-valid":
		return struck("the certificate of %s is not valid before %s", subject(c), c.NotBefore.UTC().Format("2 January 2006"))
	default:
		return unseen("whether the certificate of %s is within its period is not known", subject(c))
	}
}

// selfSigned: one that is pinned is trusted all the same.
func selfSigned(c survey.Certificate) verdict {
	switch {
	case !c.SelfSigned || c.Trusted == survey.Yes:
		return fine()
	case c.Trusted == survey.No:
		return struck("the certificate of %s is signed by itself", subject(c))
	default:
		return unseen("the certificate of %s is signed by itself; whether it is trusted is not known", subject(c))
	}
}

func untrusted(c survey.Certificate) verdict {
	switch {
	case c.Trusted == survey.Yes, c.SelfSigned:
		return fine()
	case c.Trusted == survey.No:
		return struck("the certificate of %s is not trusted: %s", subject(c), distrust(c))
	default:
		return unseen("whether the certificate of %s is trusted is not known: %s", subject(c), distrust(c))
	}
}

// distrust gives the reasons of the sets of roots.
func distrust(c survey.Certificate) string {
	var reasons []string
	for _, t := range c.Trust {
		if t.Trusted != survey.Yes && t.Reason != "" {
			reasons = append(reasons, t.Store+": "+t.Reason)
		}
	}
	if len(reasons) == 0 {
		return "issued by " + c.Issuer
	}
	return strings.Join(reasons, "; ")
}

// revoked is soft: an authority that cannot be asked lowers nothing.
func revoked(c survey.Certificate) verdict {
	if c.Revoked == survey.Yes {
		return struck("the certificate of %s is revoked: %s", subject(c), c.Revocation)
	}
	return fine()
}

func sha1(c survey.Certificate) verdict {
	if found := signedBy(c, "SHA1"); found != "" {
		return struck("the chain of %s has a signature that browsers refuse: %s", subject(c), found)
	}
	return fine()
}

func distrusted(c survey.Certificate) verdict {
	if c.Distrusted != "" {
		return struck("the chain of %s leads to %s, which browsers no longer trust", subject(c), c.Distrusted)
	}
	return fine()
}

func misnamed(c survey.Certificate) verdict {
	switch c.NameMatches {
	case survey.Yes:
		return fine()
	case survey.No:
		return struck("the certificate is for %s, not for the name asked", several(c.Names))
	default:
		return unseen("whether the certificate of %s is for the name asked is not known", subject(c))
	}
}

// several joins names, three at most.
func several(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "no name at all"
	case n > 3:
		return strings.Join(names[:3], ", ") + " and " + number(n-3, "other name")
	default:
		return strings.Join(names, ", ")
	}
}
