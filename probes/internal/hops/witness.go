package hops

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
)

// Witness returns the hop whose message proves that a SYN left our own network
// and got as near to the target as can be shown, or says why there is none. own
// are the networks that this machine is in. The package comment says why each
// condition is there.
func (p Path) Witness(own []netip.Prefix) (Hop, string) {
	deepest := p.deepest()
	outside, found := p.firstOutside(own)
	switch {
	case p.Length == 0:
		return Hop{}, fmt.Sprintf("port %d of %s answers, but not while the way to it was traced", p.Control, p.Addr)
	case p.Length == 1:
		return Hop{}, fmt.Sprintf("%s is the very next hop: no router lies between that could tell", p.Addr)
	case !deepest.told():
		return Hop{}, fmt.Sprintf("no router of the way to %s (%d hops) tells when a hop limit runs out", p.Addr, p.Length)
	case deepest.Depth == 1:
		return Hop{}, fmt.Sprintf("only our own gateway, %s of the %d to %s, tells when a hop limit runs out, and the filter may be its own", deepest, p.Length, p.Addr)
	case !found || inOwn(deepest, own):
		return Hop{}, fmt.Sprintf("the deepest that tells when a hop limit runs out, %s of the way to %s, may be in our own network, and the filter in it or behind it ours", deepest, p.Addr)
	case !p.publicBefore(deepest.Depth):
		return Hop{}, fmt.Sprintf("the deepest that tells when a hop limit runs out, %s of the way to %s, is the first with a public address: it may be our own border, and the filter its own", outside, p.Addr)
	case 2*deepest.Depth < p.Length:
		return Hop{}, fmt.Sprintf("the deepest that tells when a hop limit runs out, %s, is not half way to %s, %d hops away", deepest, p.Addr, p.Length)
	}
	return deepest, ""
}

// firstOutside returns the first hop, our gateway aside, all of whose addresses
// are public and none of our own networks.
func (p Path) firstOutside(own []netip.Prefix) (Hop, bool) {
	for _, h := range p.Hops {
		if h.Depth > 1 && h.told() && !inOwn(h, own) && !slices.ContainsFunc(h.Addrs, notPublic) {
			return h, true
		}
	}
	return Hop{}, false
}

// publicBefore reports whether a hop before that depth has a public address.
func (p Path) publicBefore(depth int) bool {
	return slices.ContainsFunc(p.Hops[:depth-1], func(h Hop) bool {
		return h.told() && !slices.ContainsFunc(h.Addrs, notPublic)
	})
}

// inOwn reports whether an address of the hop is in one of our own networks.
func inOwn(h Hop, own []netip.Prefix) bool {
	return slices.ContainsFunc(h.Addrs, func(a netip.Addr) bool { return within(own, a) })
}

// within reports whether one of the ranges holds the address.
func within(ranges []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(p netip.Prefix) bool { return p.Contains(a) })
}

// notPublic reports whether an address may be used by anybody inside: private
// (RFC 1918, RFC 4193), carrier NAT (RFC 6598), its IPv4 service (RFC 7335),
// and the reserved class E (RFC 1112 §4), which clouds use for their own hops.
func notPublic(a netip.Addr) bool {
	return !a.IsGlobalUnicast() || a.IsPrivate() || within([]netip.Prefix{
		netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 0}), 24),
		netip.PrefixFrom(netip.AddrFrom4([4]byte{240}), 4),
	}, a)
}

// ownNetworks returns the networks that this machine is in, each as wide as a
// site is at least: /24 or /48. Those that cannot be read are none.
func ownNetworks() []netip.Prefix {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []netip.Prefix
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, site(p))
		}
	}
	return out
}

// site widens a network to what a site has at least.
func site(p netip.Prefix) netip.Prefix {
	widest := 24
	if p.Addr().Is6() {
		widest = 48
	}
	return netip.PrefixFrom(p.Addr(), min(p.Bits(), widest)).Masked()
}
