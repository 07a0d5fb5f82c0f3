package aim

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"holdfast/probes/internal/netdial"
)

// addresses returns the addresses in question, sorted: those listed, that which
// the host is, or all that the name has.
func (a *Aimer) addresses(ctx context.Context) ([]netip.Addr, error) {
	found := a.target.Addresses
	if len(found) == 0 {
		var err error
		if found, err = a.Resolve(ctx, a.target.Host); err != nil {
			return nil, err
		}
	}
	list := make([]netip.Addr, 0, len(found))
	for _, addr := range found {
		if addr = addr.Unmap(); a.asked(addr) && !slices.Contains(list, addr) {
			list = append(list, addr)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no IPv%s address; it has %s", a.target.Host, a.target.IP, join(found))
	}
	slices.SortFunc(list, netip.Addr.Compare)
	return list, nil
}

// asked reports whether the address' family is in question.
func (a *Aimer) asked(addr netip.Addr) bool {
	switch a.target.IP {
	case "4":
		return addr.Is4()
	case "6":
		return addr.Is6()
	default:
		return true
	}
}

// Resolve returns all addresses of a name, A and AAAA, without search domains.
// The error holds a [net.DNSError] and says what was asked.
func (a *Aimer) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	resolver := a.env.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	name := host
	if strings.Contains(host, ".") {
		name = strings.TrimSuffix(host, ".") + "."
	}
	addrs, err := resolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return nil, netdial.Fail(ctx, "resolve", host, err)
	}
	return addrs, nil
}
