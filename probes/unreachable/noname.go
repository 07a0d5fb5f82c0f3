package unreachable

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"strings"

	"holdfast"
)

// noName asks whether the host has no address at all. A resolver that knows
// nothing would say the same, so a control name must be known to it.
func (p *prober) noName(ctx context.Context) (holdfast.Finding, error) {
	addrs, err := p.aim.Resolve(ctx, p.set.Host)
	if err == nil {
		words := make([]string, 0, len(addrs))
		for _, a := range addrs {
			words = append(words, a.Unmap().String())
		}
		return named(p.set.Host, words), nil
	}
	var dns *net.DNSError
	if !errors.As(err, &dns) || !dns.IsNotFound {
		return holdfast.Finding{}, err
	}
	known, err := p.knownName(ctx)
	if err != nil {
		return holdfast.Finding{}, fmt.Errorf("%s has no address, but %w: the resolver may know nothing at all", p.set.Host, err)
	}
	return holdfast.Finding{
		Status: holdfast.Holds,
		Reason: fmt.Sprintf("%s has no address, as wanted; the same resolver knows %s", p.set.Host, known),
		Facts:  []holdfast.Fact{{Name: "addresses", Value: []string{}}, {Name: "control_name", Value: known}},
	}, nil
}

// named is the finding of a name that should not be there.
func named(host string, addrs []string) holdfast.Finding {
	text := fmt.Sprintf("%s has the address %s; wanted no name", host, strings.Join(addrs, ", "))
	return holdfast.Finding{
		Status: holdfast.Broken, Headline: "EXPOSED", Reason: text,
		Faults: []holdfast.Fault{{Key: "name", Status: holdfast.Broken, Text: text, Fix: "take the record out of the public zone; a name in an inner zone is enough"}},
		Facts:  []holdfast.Fact{{Name: "addresses", Value: addrs}},
	}
}

// knownName finds a name that the resolver knows: that under control_name, or
// the nearest domain above the host.
func (p *prober) knownName(ctx context.Context) (string, error) {
	if name := p.set.ControlName; name != "" {
		if _, err := p.aim.Resolve(ctx, name); err != nil {
			return "", fmt.Errorf("the control name is not known either: %w", err)
		}
		return name, nil
	}
	for name := range above(p.set.Host) {
		if p.exists(ctx, name) {
			return name, nil
		}
	}
	return "", errors.New("no domain above it is known either; name one that exists under control_name")
}

// above yields the domains above a name, nearest first, down to two labels.
func above(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		name = strings.TrimSuffix(name, ".")
		for {
			_, rest, ok := strings.Cut(name, ".")
			if !ok || !strings.Contains(rest, ".") || !yield(rest) {
				return
			}
			name = rest
		}
	}
}

// exists reports whether a domain has an address or name servers.
func (p *prober) exists(ctx context.Context, name string) bool {
	if _, err := p.aim.Resolve(ctx, name); err == nil {
		return true
	}
	resolver := p.env.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	servers, err := resolver.LookupNS(ctx, name+".")
	return err == nil && len(servers) > 0
}
