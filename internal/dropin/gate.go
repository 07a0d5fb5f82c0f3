package dropin

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Rules say who may be asked.
type Rules struct {
	// Names are host names; ".example.com" is the domain and all below it,
	// "*.example.com" only what is below it.
	Names []string
	// Ranges are addresses that may be asked whatever they are, private ones
	// too, and whatever name leads to them.
	Ranges []netip.Prefix
	// Open lets every public address be asked.
	Open bool
}

// Name implements the gate: it refuses a name that no rule could allow, before
// anybody is asked about it.
func (r Rules) Name(host string) error {
	if addr, err := netip.ParseAddr(host); err == nil {
		return r.Address(host, addr)
	}
	if r.Open || len(r.Ranges) > 0 || r.named(host) {
		return nil // where it leads to decides
	}
	return errors.New("no entry of probe.allow names it")
}

// Address implements the gate.
func (r Rules) Address(host string, addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	if slices.ContainsFunc(r.Ranges, func(p netip.Prefix) bool { return p.Contains(addr) }) {
		return nil
	}
	leads := "it"
	if host != addr.String() {
		leads = addr.String() + ", where it leads,"
	}
	switch sort := inside(addr); {
	case sort != "":
		return fmt.Errorf("%s is %s, and no range of probe.allow has it", leads, sort)
	case r.Open || r.named(host):
		return nil
	default:
		return fmt.Errorf("%s is in neither a name nor a range of probe.allow", leads)
	}
}

// named reports whether a name is among those that may be asked.
func (r Rules) named(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return slices.ContainsFunc(r.Names, func(rule string) bool {
		rule = strings.ToLower(strings.TrimSuffix(rule, "."))
		domain, below := strings.CutPrefix(strings.TrimPrefix(rule, "*"), ".")
		switch {
		case !below:
			return host == rule
		case host == domain:
			return rule[0] != '*'
		default:
			return strings.HasSuffix(host, "."+domain)
		}
	})
}

// inside says in words why an address is not one of the open Internet, or
// nothing. An address that carries another one of IPv4 inside (NAT64, 6to4) is
// what that one is, since a gateway may take it there.
func inside(addr netip.Addr) string {
	switch {
	case addr.IsLoopback():
		return "this machine itself"
	case addr.IsPrivate(), within(addr, "100.64.0.0/10"):
		return "private"
	case addr.IsLinkLocalUnicast():
		return "link-local"
	case addr.IsUnspecified(), addr.IsMulticast(), !addr.IsGlobalUnicast():
		return "no address of a host"
	case within(addr, "0.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "fec0::/10", "100::/64"):
		return "reserved"
	}
	if four, ok := carried(addr); ok {
		return inside(four)
	}
	return ""
}

// within reports whether an address is in a range.
func within(addr netip.Addr, ranges ...string) bool {
	return slices.ContainsFunc(ranges, func(r string) bool { return netip.MustParsePrefix(r).Contains(addr) })
}

// carried is the address of IPv4 that one of IPv6 carries: NAT64 (RFC 6052, RFC
// 8215), 6to4 (RFC 3056), and the old IPv4-compatible ones.
func carried(addr netip.Addr) (netip.Addr, bool) {
	if !addr.Is6() {
		return netip.Addr{}, false
	}
	b := addr.As16()
	switch {
	case within(addr, "64:ff9b::/96", "64:ff9b:1::/48", "::/96"):
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case within(addr, "2002::/16"):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	default:
		return netip.Addr{}, false
	}
}
