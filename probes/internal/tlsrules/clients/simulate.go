package clients

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Run works out what each reference client is given. nameless is the same
// address asked without a name, nil when that was not done; it is what clients
// without SNI meet.
func Run(e, nameless *survey.Endpoint) []Outcome {
	var all []Outcome
	for _, c := range All() {
		met := e
		if !c.SNI {
			met = nameless
		}
		if met == nil {
			o := Outcome{Client: c.Name, Current: c.Current}
			all = append(all, o.open("names no host, and the server was not asked without a name"))
			continue
		}
		all = append(all, Simulate(met, c))
	}
	return all
}

// Simulate works out what the endpoint gives the client.
func Simulate(e *survey.Endpoint, c Client) Outcome {
	o := Outcome{Client: c.Name, Current: c.Current}
	if e.Error != "" {
		return o.open("%s", e.Error)
	}
	p, stop := version(o, e, c)
	if p.Offered != survey.Yes {
		return stop
	}
	o.Version = p.Version
	if !p.Complete {
		return o.open("the suites of %s were not all found: %s", p.Version.Title(), cmp.Or(p.Missing, "no refusal seen"))
	}
	usable, stop := usable(o, e, p, c)
	if len(usable) == 0 {
		return stop
	}
	suite, known := choose(p, c, usable)
	if !known {
		return o.open("who decides between %s was not found", names(usable))
	}
	return settle(o, e, p, c, suite)
}

// version finds the newest version that both speak; without one the outcome is
// the end.
func version(o Outcome, e *survey.Endpoint, c Client) (survey.Protocol, Outcome) {
	var offered []string
	for v := tlswire.TLS13; v >= tlswire.SSL30; v-- {
		p := e.Protocol(v)
		if p.Offered == survey.Yes {
			offered = append(offered, v.Title())
		}
		if v > c.Newest || v < c.Oldest {
			continue
		}
		switch p.Offered {
		case survey.Yes:
			return p, o
		case survey.Unknown:
			return survey.Protocol{}, o.open("whether %s is offered is not known", v.Title())
		case survey.No: // an older one may do
		}
	}
	slices.Reverse(offered)
	span := c.Oldest.Title() + " to " + c.Newest.Title()
	if c.Oldest == c.Newest {
		span = c.Newest.Title()
	}
	return survey.Protocol{}, o.fails("speaks %s, the server %s", span, cmp.Or(strings.Join(offered, ", "), "no version"))
}

// usable are the suites that both have and for which the rest is at hand, in the
// server's order; without one the outcome is the end.
func usable(o Outcome, e *survey.Endpoint, p survey.Protocol, c Client) ([]tlswire.Suite, Outcome) {
	shared := common(p.Suites, c.Suites)
	if len(shared) == 0 {
		return nil, o.fails("no common suite in %s", p.Version.Title())
	}
	fits, open := withGroup(p, c, shared)
	if len(fits) == 0 {
		if open {
			return nil, o.open("the groups of %s were not all found", p.Version.Title())
		}
		return nil, o.fails("no common group in %s", p.Version.Title())
	}
	if open {
		return nil, o.open("whether there is a common group in %s is not known", p.Version.Title())
	}
	certified := slices.DeleteFunc(slices.Clone(fits), func(s tlswire.Suite) bool { return !certifiable(e, s, p.Version, c) })
	if len(certified) == 0 {
		return nil, o.fails("cannot verify the server's certificate: it knows no signature of such a key")
	}
	return certified, o
}

// settle fills in what follows from the suite, and looks whether the client
// stands the sizes.
func settle(o Outcome, e *survey.Endpoint, p survey.Protocol, c Client, suite tlswire.Suite) Outcome {
	o.Suite = suite
	o.ForwardSecret, o.AEAD = survey.Is(suite.ForwardSecret()), survey.Is(suite.AEAD() || thirteen(suite))
	if grouped(suite) {
		o.Group = group(p, c)
	}
	o.Hybrid = hybrid(o.Group, suite)
	key, found := keyFor(e, suite, p.Version, c)
	if found {
		o.Certificate = describe(key)
	}
	bits := e.Exchange.DHBits
	switch {
	case suite.FiniteField() && bits > 0 && bits < c.MinDH:
		return o.fails("refuses the Diffie-Hellman prime of %d bits, wants %d or more", bits, c.MinDH)
	case suite.FiniteField() && c.MaxDH > 0 && bits > c.MaxDH:
		return o.fails("cannot compute with a Diffie-Hellman prime of %d bits, %d at most", bits, c.MaxDH)
	case found && strings.EqualFold(key.Kind, "RSA") && key.Bits > 0 && key.Bits < c.MinRSA:
		return o.fails("refuses the RSA key of %d bits, wants %d or more", key.Bits, c.MinRSA)
	}
	o.Connects = survey.Yes
	return o
}

// hybrid tells whether the key exchange withstands a quantum computer.
func hybrid(g tlswire.Group, s tlswire.Suite) survey.Known {
	if g == 0 && thirteen(s) {
		return survey.Unknown
	}
	return survey.Is(g.Hybrid())
}

// names joins suites for a sentence.
func names(suites []tlswire.Suite) string {
	var words []string
	for _, s := range suites {
		words = append(words, s.String())
	}
	return strings.Join(words, " and ")
}
