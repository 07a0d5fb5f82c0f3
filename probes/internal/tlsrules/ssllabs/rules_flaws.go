package ssllabs

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// flawRules are the caps for vulnerabilities that are tested for.
func flawRules() []Rule {
	return []Rule{
		{ID: "insecure-renegotiation", Letter: F, Since: "2009c", look: insecureRenegotiation},
		{ID: "heartbleed", Letter: F, Since: "2009f", Note: "applied by the tool since April 2014", look: flaw(survey.Heartbleed, heartbeats)},
		{ID: "ccs-injection", Letter: F, Since: "2009f", Note: "applied by the tool since June 2014", look: flaw(survey.CCSInjection, (*view).old)},
		{ID: "poodle-tls", Letter: F, Since: "2009g", look: flaw(survey.POODLETLS, chains)},
		{ID: "drown", Letter: F, Since: "2009l", Note: "between 2009l and 2009o", look: flaw(survey.DROWN, (*view).sharesSSL2)},
		{ID: "padding-oracle", Letter: F, Since: "2009l", Note: "between 2009l and 2009o", look: flaw(survey.PaddingOracle, chainsAES)},
		{ID: "ticketbleed", Letter: F, Since: "2009l", Note: "between 2009l and 2009o", look: flaw(survey.Ticketbleed, tickets)},
		{ID: "robot", Letter: F, Since: "2009p", look: flaw(survey.ROBOT, encryptsToRSA)},
		{ID: "zombie-poodle", Letter: F, Since: "2009p", Note: "applied by the tool since 2019", look: flaw(survey.ZombiePOODLE, chains)},
		{ID: "goldendoodle", Letter: F, Since: "2009p", Note: "applied by the tool since 2019", look: flaw(survey.GOLDENDOODLE, chains)},
		{ID: "zero-length", Letter: F, Since: "2009p", Note: "applied by the tool since 2019", look: flaw(survey.ZeroLength, chains)},
		{ID: "crime", Letter: C, Since: "2009j", Note: "a B in 2009c", look: crime},
	}
}

// flaw makes the rule of a vulnerability. can tells whether the server has what
// the attack needs; where it has not, nobody need ask.
func flaw(name string, can func(*view) survey.Known) func(*view) verdict {
	return func(v *view) verdict {
		f := v.Flaw(name)
		switch {
		case f.Vulnerable == survey.Yes:
			return struck("open to %s: %s", title(name), cmp.Or(f.How, "tested"))
		case f.Vulnerable == survey.No || can(v) == survey.No:
			return fine()
		default:
			return unseen("%s: %s", title(name), cmp.Or(f.How, f.Remains, "not tested"))
		}
	}
}

// insecureRenegotiation (CVE-2009-3555) has no meaning in TLS 1.3.
func insecureRenegotiation(v *view) verdict {
	f := v.Flaw(survey.InsecureRenegotiation)
	switch known := v.Features.InsecureRenegotiation.Or(f.Vulnerable); {
	case known == survey.Yes:
		return struck("a client may renegotiate without protection (RFC 5746): %s", cmp.Or(f.How, "tested"))
	case v.Features.InsecureRenegotiation == survey.No, f.Vulnerable == survey.No, v.old() == survey.No:
		return fine()
	default:
		return unseen("insecure renegotiation: %s", cmp.Or(f.How, "not tested"))
	}
}

// crime (CVE-2012-4929) needs compression of the records themselves.
func crime(v *view) verdict {
	f := v.Flaw(survey.CRIME)
	switch {
	case v.Features.Compression == survey.Yes || f.Vulnerable == survey.Yes:
		return struck("compresses TLS records (CRIME)")
	case v.Features.Compression == survey.No, f.Vulnerable == survey.No, v.old() == survey.No:
		return fine()
	default:
		return unseen("TLS compression: %s", cmp.Or(f.How, "not tested"))
	}
}

// heartbeats: Heartbleed needs the extension of RFC 6520, in an OpenSSL that did
// not speak TLS 1.3 yet.
func heartbeats(v *view) survey.Known {
	if v.old() == survey.No {
		return survey.No
	}
	return v.Features.Heartbeat
}

// tickets: Ticketbleed needs session tickets below TLS 1.3.
func tickets(v *view) survey.Known {
	if v.old() == survey.No {
		return survey.No
	}
	return v.Features.SessionTickets
}

// sharesSSL2: DROWN needs SSL 2, here or at another server with the same key, of
// which only the test itself can know.
func (v *view) sharesSSL2() survey.Known { return v.Protocol(tlswire.SSL20).Offered }

// encryptsToRSA: ROBOT needs a key exchange by RSA encryption.
func encryptsToRSA(v *view) survey.Known {
	return v.anySuite(func(a accepted) bool { return strings.HasPrefix(a.suite.Exchange(), "RSA") })
}

// chains: the attacks on padding need block chaining; that of SSL 3 is POODLE.
func chains(v *view) survey.Known {
	return v.anySuite(func(a accepted) bool { return a.suite.CBC() && a.version > tlswire.SSL30 })
}

// chainsAES: CVE-2016-2107 is an error in AES-NI code.
func chainsAES(v *view) survey.Known {
	return v.anySuite(func(a accepted) bool { return a.suite.CBC() && a.suite.Has("AES") && a.version > tlswire.SSL30 })
}

// anySuite is No only when the list of suites is complete.
func (v *view) anySuite(sort func(accepted) bool) survey.Known {
	if slices.ContainsFunc(v.suites, sort) {
		return survey.Yes
	}
	if len(v.gaps) > 0 {
		return survey.Unknown
	}
	return survey.No
}

// title writes the name of a vulnerability as people do.
func title(name string) string {
	switch name {
	case survey.Heartbleed:
		return "Heartbleed"
	case survey.CCSInjection:
		return "the injection of ChangeCipherSpec"
	case survey.POODLETLS:
		return "POODLE for TLS"
	case survey.DROWN, survey.ROBOT, survey.GOLDENDOODLE:
		return strings.ToUpper(name)
	case survey.PaddingOracle:
		return "the padding oracle CVE-2016-2107"
	case survey.Ticketbleed:
		return "Ticketbleed"
	case survey.ZombiePOODLE:
		return "Zombie POODLE"
	case survey.ZeroLength:
		return "the oracle of empty records CVE-2019-1559"
	default:
		return name
	}
}
