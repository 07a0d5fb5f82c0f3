// Package aim decides which addresses a sweep may touch, and which of those it
// may say anything about.
//
// # Consent
//
// Many questions to a machine that is somebody else's are an attack. A
// scheduled sweep goes only to addresses that its config consented to: those
// it lists, or those that its name had when this process first looked, and the
// ranges under consent:. A name may move: cloud addresses are given to the next
// customer within minutes. An address that the name has newly is a finding, not
// a target, and one that it has no longer is left alone at once.
//
// # Inside and outside
//
// Firewalls let their own network pass. What is seen of a private, local or
// neighbouring address says nothing about what a stranger sees, so a question
// that is put from outside is not asked of such an address at all.
//
// # Not yours
//
// The address of a content-delivery edge answers for thousands of customers on
// ports that none of them chose. It is recognised by a table of published
// ranges and left out: the origin must be named instead.
package aim

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"holdfast"
)

// The places that a question may be put from.
const (
	FromOutside = "outside" // the default: what does a stranger see?
	FromInside  = "inside"  // what do neighbours see? Private addresses count.
	FromHere    = "here"    // whatever can be seen from this machine
)

// Target is what a check is about.
type Target struct {
	// Host is the name, or an address.
	Host string
	// Addresses, when not empty, are asked instead of those of the name.
	Addresses []netip.Addr
	// IP is any, 4 or 6; addresses of the other family are out of the question.
	IP string
	// From is one of the places.
	From string
}

// Spot is one address of a target.
type Spot struct {
	Addr netip.Addr
	// Why, when not empty, says in a sentence why the address is not looked at;
	// Key is then the fault's key, and Fix what to do.
	Why, Key, Fix string
}

// Aimer finds the spots of a target anew at each look, and remembers which
// addresses it had at the first. It may be used from several goroutines.
type Aimer struct {
	target Target
	env    holdfast.Env

	mu     sync.Mutex // protects all below
	pinned []netip.Addr
}

// New returns an aimer.
func New(target Target, env holdfast.Env) *Aimer { return &Aimer{target: target, env: env} }

// Spots returns every address of the target in order, with those that are not
// to be looked at marked. The error says that the name could not be resolved,
// or has no address ([net.DNSError] is within).
func (a *Aimer) Spots(ctx context.Context) ([]Spot, error) {
	addrs, err := a.addresses(ctx)
	if err != nil {
		return nil, err
	}
	pinned := a.pin(addrs)
	own := ownNetworks()
	spots := make([]Spot, 0, len(addrs))
	for _, addr := range addrs {
		spots = append(spots, a.spot(ctx, addr, pinned, own))
	}
	return spots, nil
}

// spot judges one address.
func (a *Aimer) spot(ctx context.Context, addr netip.Addr, pinned []netip.Addr, own []netip.Prefix) Spot {
	s := Spot{Addr: addr}
	if !slices.Contains(pinned, addr) && !contains(a.env.Consent, addr) {
		s.Key = "address/" + addr.String()
		s.Why = fmt.Sprintf("%s moved to %s, which was not one of its addresses when this monitor started (%s): it is not swept without your consent", a.target.Host, addr, join(pinned))
		s.Fix = fmt.Sprintf("if it is yours: restart or reload, or write consent: [%s]", netip.PrefixFrom(addr, addr.BitLen()))
		return s
	}
	if a.target.From == FromOutside && (private(addr) || contains(own, addr)) {
		s.Key = "inside/" + addr.String()
		s.Why = fmt.Sprintf("%s is seen from inside; that proves nothing about outside", addr)
		s.Fix = "look from another network, or write from: inside if the inside is what you ask about"
		return s
	}
	if edge, ok := Edge(addr); ok {
		s.Key = "edge/" + addr.String()
		s.Why = fmt.Sprintf("%s belongs to %s, a content-delivery edge: its ports are not yours", addr, edge)
		s.Fix = "name the origin: host: or addresses: of the machine behind it"
		return s
	}
	if err := reachable(ctx, addr); err != nil {
		s.Key = "route/" + addr.String()
		s.Why = err.Error()
		if addr.Is6() {
			s.Fix = "ip: 4 takes IPv6 out of the question, openly"
		}
	}
	return s
}

// pin remembers the addresses of the first look and returns them.
func (a *Aimer) pin(addrs []netip.Addr) []netip.Addr {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pinned == nil {
		a.pinned = slices.Clone(addrs)
	}
	return a.pinned
}

// contains reports whether one of the ranges holds the address.
func contains(ranges []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(ranges, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// join lists addresses.
func join(addrs []netip.Addr) string {
	words := make([]string, 0, len(addrs))
	for _, addr := range addrs {
		words = append(words, addr.String())
	}
	return strings.Join(words, ", ")
}
