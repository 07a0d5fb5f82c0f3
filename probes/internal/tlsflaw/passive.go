package tlsflaw

import (
	"fmt"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Passive tells the flaws that show in what an endpoint offers, without asking
// it anything.
func Passive(ep *survey.Endpoint, at time.Time) []survey.Flaw {
	r := row{
		survey.POODLE:  poodle(ep),
		survey.SWEET32: sweet32(ep),
		survey.FREAK:   freak(ep),
		survey.Logjam:  logjam(ep),
		survey.DROWN:   drown(ep),
		survey.CRIME:   crime(ep),
		survey.Lucky13: lucky13(ep),
	}
	if ep.Error != "" {
		for name := range r {
			r[name] = verdict{how: "no connection came about: " + ep.Error}
		}
	}
	return stamp(r, passiveNames(), at)
}

// poodle is SSL 3 with a CBC suite, whose padding bytes mean nothing
// (RFC 7568 §4.1).
func poodle(ep *survey.Endpoint) verdict {
	known, text := offered(ep, kind{"CBC suite in SSL 3", cbc}, tlswire.SSL30)
	v := verdict{known: known, how: text}
	if known == survey.Yes && ep.Features.FallbackSCSV == survey.Yes {
		v.remains = "TLS_FALLBACK_SCSV is heeded: clients that send it are not driven back to SSL 3"
	}
	return v
}

// cbc reports whether a suite encrypts in CBC mode.
func cbc(s tlswire.Suite) bool { return s.Has("CBC") }

// sweet32 is a cipher whose blocks are so short that they repeat within one long
// connection.
func sweet32(ep *survey.Endpoint) verdict {
	short := func(s tlswire.Suite) bool {
		return s.Has("3DES") || s.Has("DES") || s.Has("DES40") || s.Has("IDEA") || s.Has("RC2")
	}
	known, text := offered(ep, kind{"suite with 64-bit blocks", short}, olds()...)
	v := verdict{known: known, how: text}
	if known == survey.Yes {
		v.remains = "whether the server ends a connection before so much data went over it that blocks repeat"
	}
	return v
}

// freak is RSA key exchange with a key short enough to be factored.
func freak(ep *survey.Endpoint) verdict {
	weak := func(s tlswire.Suite) bool { return s.Has("RSA") && s.Has("EXPORT") && !s.FiniteField() }
	known, text := offered(ep, kind{"RSA_EXPORT suite", weak}, olds()...)
	return verdict{known: known, how: text}
}

// breakable is the size in bits below which a prime is within reach of an
// academic team, or nearly (Adrian et al., CCS 2015, §3).
const breakable = 1024

// logjam is a Diffie-Hellman prime short enough to be broken, be it by an export
// suite or because the server has no better one.
func logjam(ep *survey.Endpoint) verdict {
	bits := ep.Exchange.DHBits
	if bits > 0 && bits < breakable {
		return verdict{known: survey.Yes, how: fmt.Sprintf("the server's Diffie-Hellman prime has %d bits", bits)}
	}
	weak := func(s tlswire.Suite) bool { return s.FiniteField() && s.Has("EXPORT") }
	known, text := offered(ep, kind{"DHE_EXPORT suite", weak}, olds()...)
	v := verdict{known: known, how: text}
	if known == survey.No {
		v.remains = primeRemains(ep)
	}
	return v
}

// primeRemains says what is to be said of the prime of a server without export
// suites.
func primeRemains(ep *survey.Endpoint) string {
	known, _ := offered(ep, kind{"DHE suite", tlswire.Suite.FiniteField}, olds()...)
	switch {
	case ep.Exchange.DHBits == breakable && ep.Exchange.DHPrime != "":
		return fmt.Sprintf("the prime is a widely used one of %d bits (%s), which a state may have broken", breakable, ep.Exchange.DHPrime)
	case ep.Exchange.DHBits == breakable:
		return fmt.Sprintf("the prime has %d bits, which a state may break", breakable)
	case ep.Exchange.DHBits == 0 && known == survey.Yes:
		return "how long the prime of the DHE suites is was not seen"
	default:
		return ""
	}
}

// drown is SSL 2 on this very address. The same key behind another door is as
// bad, and cannot be seen from here.
func drown(ep *survey.Endpoint) verdict {
	switch ep.Protocol(tlswire.SSL20).Offered {
	case survey.Yes:
		return verdict{known: survey.Yes, how: "SSL 2 is offered"}
	case survey.No:
		return verdict{known: survey.No, how: "SSL 2 is not offered here", remains: sharedKey(ep)}
	default:
		return verdict{how: "whether SSL 2 is offered is not known"}
	}
}

// sharedKey is what remains of DROWN where RSA keys are in use: with RSA key
// exchange or without, a server in the middle can use the key.
func sharedKey(ep *survey.Endpoint) string {
	for _, c := range ep.Certificates {
		if c.Key.Kind == "RSA" || c.Key.Kind == "" {
			return "another port or host that speaks SSL 2 with the same RSA key would be enough"
		}
	}
	if len(ep.Certificates) > 0 {
		return ""
	}
	return "another port or host that speaks SSL 2 with the same key would be enough"
}

// crime is the compression of TLS itself.
func crime(ep *survey.Endpoint) verdict {
	const other = "compression inside HTTP (BREACH)"
	switch ep.Features.Compression {
	case survey.Yes:
		return verdict{known: survey.Yes, how: "the server compresses when a client offers to"}
	case survey.No:
		return verdict{known: survey.No, how: "the server does not compress", remains: other}
	default:
		if known, _ := offered(ep, anySuite(), olds()...); known != survey.No {
			return verdict{how: "whether the server compresses is not known"}
		}
		return verdict{known: survey.No, how: "no version before TLS 1.3 is offered, which has no compression", remains: other}
	}
}

// lucky13 is told by differences of microseconds: a server without CBC does not
// have it, and of any other nothing can be said from afar.
func lucky13(ep *survey.Endpoint) verdict {
	known, text := offered(ep, kind{"CBC suite", cbc}, olds()...)
	if known != survey.Yes {
		return verdict{known: known, how: text}
	}
	v := verdict{how: "CBC suites are offered (" + text + "); time alone tells whether the software has the flaw, and is not measured"}
	if ep.Features.EncryptThenMAC == survey.Yes {
		v.remains = "clients that know encrypt-then-MAC (RFC 7366) are safe in any case"
	}
	return v
}
