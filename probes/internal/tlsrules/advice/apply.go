package advice

import (
	"slices"
	"strings"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// twoYears is the max-age of HSTS that is advised, in seconds.
const twoYears = 63072000

// applied is a copy of the endpoint as the changes would make it.
func applied(e *survey.Endpoint, set []change) *survey.Endpoint {
	out := *e
	out.Protocols, out.Certificates, out.Flaws = slices.Clone(e.Protocols), slices.Clone(e.Certificates), slices.Clone(e.Flaws)
	if e.HTTP != nil {
		http := *e.HTTP
		out.HTTP = &http
	}
	for _, c := range set {
		c.apply(&out)
	}
	return &out
}

// setVersions leaves TLS 1.2 and 1.3.
func setVersions(e *survey.Endpoint) {
	for _, v := range isOld() {
		put(e, survey.Protocol{Version: v, Offered: survey.No})
	}
	if e.Protocol(tlswire.TLS12).Offered == survey.No && e.Protocol(tlswire.TLS13).Offered != survey.Yes {
		put(e, ephemeral(e, tlswire.TLS12))
	}
	if e.Protocol(tlswire.TLS13).Offered == survey.No {
		put(e, survey.Protocol{
			Version: tlswire.TLS13, Offered: survey.Yes, Complete: true, Order: survey.ClientOrder,
			Suites: []tlswire.Suite{0x1301, 0x1302, 0x1303}, Groups: []tlswire.Group{tlswire.X25519, tlswire.Secp256r1},
			GroupsComplete: true, GroupOrder: survey.ServerOrder,
		})
	}
}

// setSuites gives every version below TLS 1.3 the best suites that it can have.
// An old version stays: switching it off is another change.
func setSuites(e *survey.Endpoint) {
	for _, p := range slices.Clone(e.Protocols) {
		if p.Offered == survey.Yes && p.Version >= tlswire.SSL30 && p.Version < tlswire.TLS13 {
			put(e, ephemeral(e, p.Version))
		}
	}
	e.Exchange.DHBits, e.Exchange.DHPrime = 0, ""
}

// ephemeral is a version with ephemeral curves, as far as it knows them.
func ephemeral(e *survey.Endpoint, v tlswire.Version) survey.Protocol {
	p := survey.Protocol{
		Version: v, Offered: survey.Yes, Complete: true, Order: survey.ClientOrder, Groups: e.Protocol(v).Groups,
		GroupsComplete: e.Protocol(v).GroupsComplete, GroupOrder: e.Protocol(v).GroupOrder,
	}
	for _, list := range []struct {
		kind     string
		v12, old []tlswire.Suite
	}{
		{"ECDSA", []tlswire.Suite{0xc02b, 0xc02c, 0xcca9}, []tlswire.Suite{0xc009, 0xc00a}},
		{"RSA", []tlswire.Suite{0xc02f, 0xc030, 0xcca8}, []tlswire.Suite{0xc013, 0xc014}},
	} {
		switch {
		case !signs(e, list.kind):
		case v == tlswire.TLS12:
			p.Suites = append(p.Suites, list.v12...)
		default:
			p.Suites = append(p.Suites, list.old...)
		}
	}
	return p
}

// signs reports whether a certificate signs in that way; with none known RSA is
// assumed.
func signs(e *survey.Endpoint, kind string) bool {
	curves := func(c survey.Certificate) bool { return strings.HasPrefix(strings.ToUpper(c.Key.Kind), "E") }
	if kind == "ECDSA" {
		return slices.ContainsFunc(e.Certificates, curves)
	}
	return len(e.Certificates) == 0 || slices.ContainsFunc(e.Certificates, func(c survey.Certificate) bool { return !curves(c) })
}

// put replaces what is known of a version.
func put(e *survey.Endpoint, p survey.Protocol) {
	i := slices.IndexFunc(e.Protocols, func(old survey.Protocol) bool { return old.Version == p.Version })
	if i < 0 {
		e.Protocols = append(e.Protocols, p)
		return
	}
	e.Protocols[i] = p
}

func setHSTS(e *survey.Endpoint) {
	e.HTTP.HSTS = &survey.HSTS{Raw: "max-age=63072000", Valid: true, MaxAge: twoYears}
}

func setChain(e *survey.Endpoint) {
	for i := range e.Certificates {
		e.Certificates[i].Complete = survey.Yes
	}
}

func setPrime(e *survey.Endpoint) { e.Exchange.DHBits, e.Exchange.DHPrime = 2048, "" }

func setCompression(e *survey.Endpoint) {
	e.Features.Compression = survey.No
	settle(e, survey.CRIME)
}

func setDrown(e *survey.Endpoint) {
	put(e, survey.Protocol{Version: tlswire.SSL20, Offered: survey.No})
	settle(e, survey.DROWN)
}

// settle makes a flaw go away.
func settle(e *survey.Endpoint, name string) {
	for i := range e.Flaws {
		if e.Flaws[i].Name == name {
			e.Flaws[i].Vulnerable = survey.No
		}
	}
}

// setGroups leaves the good groups; hybrids are of TLS 1.3 alone.
func setGroups(e *survey.Endpoint) {
	for i := range e.Protocols {
		switch p := &e.Protocols[i]; {
		case p.Version == tlswire.TLS13 && p.Offered == survey.Yes:
			p.Groups, p.GroupsComplete = goodGroups(), true
		case len(p.Groups) > 0:
			p.Groups = goodGroups()[1:]
		}
	}
}

// setLifetime makes certificates of 90 days.
func setLifetime(e *survey.Endpoint) {
	for i := range e.Certificates {
		e.Certificates[i].NotAfter = e.Certificates[i].NotBefore.Add(90*24*time.Hour - time.Second)
	}
}

func setStaple(e *survey.Endpoint) { e.Features.Stapled = survey.Yes }
