package tlsgrade

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/tlswire"
)

// stillSo asks, with as few hellos as it takes, whether the faults to be
// confirmed are there as before. Anything but a clear yes calls for a whole look.
func (l *looking) stillSo(ctx context.Context, look holdfast.Look) bool {
	for _, key := range look.Confirm {
		if !l.anyDoor(look.Prev, func(d *door) bool { return l.faultAt(ctx, d, key, look.Prev) }) {
			return false
		}
	}
	return true
}

// faultAt reports whether one address shows the fault.
func (l *looking) faultAt(ctx context.Context, d *door, key string, prev holdfast.Finding) bool {
	if strings.HasPrefix(key, "certificate/") {
		return l.certificateFault(ctx, d, key, prev)
	}
	for _, hello := range questions(key, prev) {
		hello.ServerName = d.sni
		answer, err := d.ask(ctx, hello)
		if err != nil || answer.Refused || answer.Version != hello.Version || !slices.Contains(hello.Suites, answer.Suite) {
			continue
		}
		if !strings.HasPrefix(key, "dh/") || key == dhKey(answer.DHBits) {
			return true
		}
	}
	return false
}

// certificateFault shakes hands once and judges the certificate that comes.
func (l *looking) certificateFault(ctx context.Context, d *door, key string, prev holdfast.Finding) bool {
	hellos := accepted(prev, func(tlswire.Suite) bool { return true })
	if len(hellos) == 0 {
		return false
	}
	newest := hellos[len(hellos)-1]
	shake := d.handshake(ctx, &offer{version: newest.Version, suites: newest.Suites})
	if len(shake.chain) == 0 {
		return false
	}
	faults := l.judgeChains(&node{chains: [][][]byte{shake.chain}})
	return slices.ContainsFunc(faults, func(f holdfast.Fault) bool { return f.Key == key })
}

// again is the last finding, seen once more, without what exceptions made of it.
func (l *looking) again(prev holdfast.Finding) holdfast.Finding {
	prev.Faults = slices.Clone(prev.Faults)
	for i, fault := range prev.Faults {
		if fault.Accepted != "" {
			prev.Faults[i].Status, prev.Faults[i].Accepted = holdfast.Broken, ""
		}
	}
	prev.Judge()
	prev.Measures = []holdfast.Measure{{Name: "tls_connections", Value: float64(l.count.Load())}}
	return prev
}

// questions are the hellos of which one must be accepted for a fault to be
// there; none when a hello cannot tell.
func questions(key string, prev holdfast.Finding) []tlswire.Hello {
	sort, rest, _ := strings.Cut(key, "/")
	switch sort {
	case "protocol":
		if v, err := tlswire.ParseVersion(rest); err == nil {
			return []tlswire.Hello{{Version: v, Suites: tlswire.Suites(v)}}
		}
	case "suite":
		if s, ok := tlswire.SuiteNamed(rest); ok {
			return accepted(prev, func(other tlswire.Suite) bool { return other == s })
		}
	case "dh":
		return accepted(prev, tlswire.Suite.FiniteField)
	case "forward-secrecy":
		return accepted(prev, func(s tlswire.Suite) bool { return !s.ForwardSecret() })
	}
	return nil
}

// accepted makes hellos of the suites that a finding lists, as far as they are
// wanted, one for each version.
func accepted(prev holdfast.Finding, want func(tlswire.Suite) bool) []tlswire.Hello {
	var hellos []tlswire.Hello
	for _, v := range tlswire.Versions() {
		listed, _ := prev.Fact(suitesFact(v)).([]string)
		var suites []tlswire.Suite
		for _, name := range listed {
			if s, ok := tlswire.SuiteNamed(name); ok && want(s) {
				suites = append(suites, s)
			}
		}
		if len(suites) > 0 {
			hellos = append(hellos, tlswire.Hello{Version: v, Suites: suites})
		}
	}
	return hellos
}

// anyDoor reports whether f is true at one of the addresses of a finding.
func (l *looking) anyDoor(prev holdfast.Finding, f func(*door) bool) bool {
	addresses, _ := prev.Fact("addresses").([]string)
	return slices.ContainsFunc(addresses, func(text string) bool {
		addr, err := netip.ParseAddr(text)
		return err == nil && f(l.door(addr))
	})
}
