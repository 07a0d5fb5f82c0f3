package netdial

import (
	"context"
	"net/netip"
	"time"
)

const lookingUp = "look up"

// Family says which addresses of a name are wanted; its value is the network
// that [net.Resolver.LookupNetIP] takes.
type Family string

// The families.
const (
	Any  Family = "ip"
	IPv4 Family = "ip4"
	IPv6 Family = "ip6"
)

// Words names the family as a sentence needs it.
func (f Family) Words() string {
	switch f {
	case IPv4:
		return "IPv4 address"
	case IPv6:
		return "IPv6 address"
	case Any:
		return "address"
	default:
		return "address"
	}
}

// fits reports whether the address is of the family.
func (f Family) fits(a netip.Addr) bool {
	return f == Any || (f == IPv4) == a.Is4()
}

// Resolve returns the addresses of host in the order in which they should be
// tried, and how long the look-up took. An address stands for itself and takes
// no time. The error is a [*Failure].
func (d *Dialer) Resolve(ctx context.Context, host string, family Family) ([]netip.Addr, time.Duration, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return literal(addr.Unmap(), family)
	}
	start := time.Now()
	addrs, err := d.lookUp(ctx, host, family)
	took := time.Since(start)
	if err != nil {
		return nil, took, err
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	return addrs, took, nil
}

// literal is the resolution of an address.
func literal(addr netip.Addr, family Family) ([]netip.Addr, time.Duration, error) {
	if family.fits(addr) {
		return []netip.Addr{addr}, 0, nil
	}
	return nil, 0, &Failure{
		Doing: lookingUp, To: addr.String(), Class: NotFound,
		Came: "that is no " + family.Words(),
	}
}
