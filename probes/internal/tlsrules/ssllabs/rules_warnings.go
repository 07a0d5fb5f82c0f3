package ssllabs

import (
	"cmp"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// sixMonths is the least max-age of HSTS that counts as long, in seconds: half of
// a year of 365 days.
const sixMonths = 15768000

// warningRules are those that make an A- of an A.
func warningRules() []Rule {
	return []Rule{
		{ID: "no-tls13", Letter: AMinus, Since: "2009r", look: lacksTLS13},
		{ID: "hsts", Letter: AMinus, Since: "2009r", look: badHSTS},
		{ID: "no-secure-renegotiation", Letter: AMinus, Since: "2009e", look: noSecureRenegotiation},
	}
}

// extraRules are what an A+ needs besides: a rule that strikes keeps it an A.
func extraRules() []Rule {
	return []Rule{
		{ID: "hsts-long", Letter: A, Since: "2009e", look: noLongHSTS},
		{ID: "fallback-scsv", Letter: A, Since: "2009h", Until: "2009r", look: noFallbackSCSV},
	}
}

func lacksTLS13(v *view) verdict {
	switch p := v.Protocol(tlswire.TLS13); p.Offered {
	case survey.Yes:
		return fine()
	case survey.No:
		return struck("does not offer TLS 1.3")
	default:
		return unseen("%s", unasked(p))
	}
}

// badHSTS strikes for a header that is there and does no good. None at all is
// no fault, it only forgoes the A+.
func badHSTS(v *view) verdict {
	switch h := v.hsts(); {
	case v.hidden() != "":
		return unseen("%s", v.hidden())
	case h == nil:
		return fine()
	case !h.Valid:
		return struck("HSTS is invalid: %s", cmp.Or(h.Problem, h.Raw))
	case h.MaxAge == 0:
		return struck("HSTS is disabled: max-age=0")
	case h.MaxAge < sixMonths:
		return struck("HSTS lasts %s, wanted six months (%d seconds)", span(h.MaxAge), sixMonths)
	default:
		return fine()
	}
}

// hsts is the header, nil for none.
func (v *view) hsts() *survey.HSTS {
	if v.HTTP == nil {
		return nil
	}
	return v.HTTP.HSTS
}

// hidden says why the header could not be seen; empty when it was looked for, or
// there can be none: without HTTP, and for those who have no certificate where
// the server demands one.
func (v *view) hidden() string {
	if v.HTTP == nil || v.HTTP.Error == "" || v.Features.ClientCertificate == "required" {
		return ""
	}
	return "the HTTP answer could not be seen: " + v.HTTP.Error
}

// noSecureRenegotiation (RFC 5746) has no meaning in TLS 1.3.
func noSecureRenegotiation(v *view) verdict {
	switch known := v.Features.SecureRenegotiation; {
	case v.old() == survey.No, known == survey.Yes:
		return fine()
	case known == survey.No:
		return struck("does not know secure renegotiation (RFC 5746)")
	default:
		return unseen("secure renegotiation (RFC 5746): not asked")
	}
}

func noLongHSTS(v *view) verdict {
	switch h := v.hsts(); {
	case v.hidden() != "":
		return unseen("%s", v.hidden())
	case h == nil:
		return struck("has no HSTS")
	case !h.Valid || h.MaxAge < sixMonths:
		return struck("has no HSTS of six months")
	default:
		return fine()
	}
}

// noFallbackSCSV (RFC 7507): who speaks one version alone has nothing to fall
// back to, and never got the A+ either.
func noFallbackSCSV(v *view) verdict {
	switch known := v.Features.FallbackSCSV; {
	case known == survey.Yes:
		return fine()
	case known == survey.No:
		return struck("does not know TLS_FALLBACK_SCSV")
	case len(v.offered) < 2:
		return struck("speaks one version, where TLS_FALLBACK_SCSV cannot be seen")
	default:
		return unseen("TLS_FALLBACK_SCSV: not asked")
	}
}

// span writes seconds as days where they are some.
func span(seconds int64) string {
	const day = 24 * 60 * 60
	if seconds < day {
		return fmt.Sprintf("%d seconds", seconds)
	}
	return number(int(min(seconds/day, 1<<31-1)), "day")
}
