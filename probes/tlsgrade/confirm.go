package tlsgrade

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlswire"
)

// stillSo asks, with as few hellos as it takes, whether the faults to be
// confirmed are there as before. Anything but a clear yes calls for a whole look.
func (p *prober) stillSo(ctx context.Context, look holdfast.Look) (again holdfast.Finding, so bool) {
	var addrs []netip.Addr
	texts, _ := look.Prev.Fact("addresses").([]string)
	for _, text := range texts {
		if addr, err := netip.ParseAddr(text); err == nil {
			addrs = append(addrs, addr)
		}
	}
	o := opinion{prober: p, asker: tlsask.NewAsker(p.target(addrs), p.options()), prev: look.Prev}
	for _, key := range look.Confirm {
		if !slices.ContainsFunc(addrs, func(addr netip.Addr) bool { return o.faultAt(ctx, addr, key) }) {
			return holdfast.Finding{}, false
		}
	}
	return seenAgain(look.Prev, o.asker.Connections()), true
}

// opinion is a second one.
type opinion struct {
	*prober
	asker *tlsask.Asker
	prev  holdfast.Finding
}

// faultAt reports whether one address shows the fault.
func (o opinion) faultAt(ctx context.Context, addr netip.Addr, key string) bool {
	if strings.HasPrefix(key, "certificate/") {
		return o.certificateFault(ctx, addr, key)
	}
	for _, hello := range questions(key, o.prev) {
		answer, ok := o.asker.Accepts(ctx, addr, hello.Version, hello.Suites)
		if !ok || !slices.Contains(hello.Suites, answer.Suite) {
			continue
		}
		if !strings.HasPrefix(key, "dh/") || key == dhKey(answer.DHBits) {
			return true
		}
	}
	return false
}

// certificateFault shakes hands once and judges the certificate that comes.
func (o opinion) certificateFault(ctx context.Context, addr netip.Addr, key string) bool {
	hellos := accepted(o.prev, func(tlswire.Suite) bool { return true })
	if len(hellos) == 0 {
		return false
	}
	chain := o.asker.Chain(ctx, addr, hellos[len(hellos)-1])
	if len(chain) == 0 {
		return false
	}
	faults := o.judgeChains(node{&survey.Endpoint{Certificates: []survey.Certificate{{Sent: chain}}}})
	return slices.ContainsFunc(faults, func(f holdfast.Fault) bool { return f.Key == key })
}

// seenAgain is the last finding once more, without what exceptions made of it.
func seenAgain(prev holdfast.Finding, connections int) holdfast.Finding {
	prev.Faults = slices.Clone(prev.Faults)
	for i, fault := range prev.Faults {
		if fault.Accepted != "" {
			prev.Faults[i].Status, prev.Faults[i].Accepted = holdfast.Broken, ""
		}
	}
	prev.Judge()
	prev.Measures = []holdfast.Measure{{Name: "tls_connections", Value: float64(connections)}}
	return prev
}

// questions are the hellos of which one must be accepted for a fault to be
// there; none when a hello cannot tell.
func questions(key string, prev holdfast.Finding) []survey.Protocol {
	sort, rest, _ := strings.Cut(key, "/")
	switch sort {
	case "protocol":
		if v, err := tlswire.ParseVersion(rest); err == nil {
			return []survey.Protocol{{Version: v, Suites: tlswire.Suites(v)}}
		}
	case "suite":
		if s, ok := tlswire.SuiteNamed(rest); ok {
			return accepted(prev, func(other tlswire.Suite) bool { return other == s })
		}
	case "dh":
		return accepted(prev, tlswire.Suite.FiniteField)
	case "changed":
		return stillAccepted(key, prev)
	case "forward-secrecy":
		return accepted(prev, func(s tlswire.Suite) bool { return !s.ForwardSecret() })
	}
	return nil
}

// accepted makes hellos of the suites that a finding lists, as far as they are
// wanted, one for each version.
func accepted(prev holdfast.Finding, want func(tlswire.Suite) bool) []survey.Protocol {
	var hellos []survey.Protocol
	for _, v := range tlswire.Versions() {
		listed, _ := prev.Fact(suitesFact(v)).([]string)
		var suites []tlswire.Suite
		for _, name := range listed {
			if s, ok := tlswire.SuiteNamed(name); ok && want(s) {
				suites = append(suites, s)
			}
		}
		if len(suites) > 0 {
			hellos = append(hellos, survey.Protocol{Version: v, Suites: suites})
		}
	}
	return hellos
}
