package uptime

import (
	"crypto/tls"
	"net/netip"
	"slices"

	"holdfast"
	"holdfast/internal/plain"
)

// facts are the state that was seen.
func (p *prober) facts(v *view, mem memory) []holdfast.Fact {
	var facts []holdfast.Fact
	add := func(name string, value any) { facts = append(facts, holdfast.Fact{Name: name, Value: value}) }
	if len(v.hops) == 0 {
		return nil
	}
	door := &v.hops[0]
	if door.addr.IsValid() {
		add("address", door.addr.String())
		add("ip_protocol", ipProtocol(door.addr))
	}
	if door.addrs != nil {
		add("addresses", sorted(door.addrs))
	}
	if v.answered() {
		facts = append(facts, p.answerFacts(v)...)
	}
	if mem.Plain != "" {
		add("http_redirect", mem.Plain)
	}
	return append(facts, tlsFacts(v)...)
}

// answerFacts are what the last answer said and the next one should say again:
// what differs from page to page is a measure.
func (p *prober) answerFacts(v *view) []holdfast.Fact {
	a := v.last().answer
	facts := []holdfast.Fact{
		{Name: "status_code", Value: int64(a.status)},
		{Name: "http_version", Value: a.proto},
		{Name: "encrypted", Value: v.encrypted()},
	}
	if server := a.header.Get("Server"); server != "" {
		facts = append(facts, holdfast.Fact{Name: "server", Value: p.hide(plain.Text(server, 80))})
	}
	if chain := p.chain(v); chain != nil {
		facts = append(facts, holdfast.Fact{Name: "redirects", Value: chain})
	}
	if h := p.hstsHop(v); h != nil {
		facts = append(facts, holdfast.Fact{Name: "hsts", Value: p.hide(plain.Text(h.header.Get("Strict-Transport-Security"), 200))})
	}
	return facts
}

// tlsFacts are those of the first encrypted hop.
func tlsFacts(v *view) []holdfast.Fact {
	for i := range v.hops {
		h := &v.hops[i]
		if h.tls == nil {
			continue
		}
		var facts []holdfast.Fact
		if h.tls.HandshakeComplete {
			facts = []holdfast.Fact{
				{Name: "tls_version", Value: tls.VersionName(h.tls.Version)},
				{Name: "cipher_suite", Value: tls.CipherSuiteName(h.tls.CipherSuite)},
			}
		}
		return append(facts, h.cert.Facts...)
	}
	return nil
}

// ipProtocol is 4 or 6.
func ipProtocol(a netip.Addr) int64 {
	if a.Is4() {
		return 4
	}
	return 6
}

// sorted prints addresses in a fixed order: resolvers rotate theirs.
func sorted(addrs []netip.Addr) []string {
	copied := slices.Clone(addrs)
	slices.SortFunc(copied, netip.Addr.Compare)
	texts := make([]string, 0, len(copied))
	for _, a := range copied {
		texts = append(texts, a.String())
	}
	return texts
}
