package uptime

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// maxAddresses bounds how many addresses of one name are asked.
const maxAddresses = 32

// visits takes several visits at once, one per name and route. A visit that
// this machine could not take is a view with an Unknown fault.
func (p *prober) visits(ctx context.Context, names []string, routes []route) []view {
	views := make([]view, len(routes))
	var wg sync.WaitGroup
	for i := range routes {
		wg.Go(func() {
			v, err := p.visit(ctx, p.start, routes[i])
			if err != nil {
				v.faults = []holdfast.Fault{{Status: holdfast.Unknown, Text: err.Error()}}
			}
			v.name = names[i]
			views[i] = v
		})
	}
	wg.Wait()
	return views
}

// families asks one address of each family.
func (p *prober) families(ctx context.Context) ([]view, error) {
	views := p.visits(ctx, []string{"ipv4", "ipv6"}, []route{{family: netdial.IPv4}, {family: netdial.IPv6}})
	for i := range views {
		other := &views[1-i]
		if f := views[i].last().fail; f != nil && f.Class == netdial.NotFound && other.last().addrs != nil {
			views[i].quiet = nil // the name servers answered, for the other family
		}
	}
	return views, called(ctx)
}

// addresses asks every address of the name.
func (p *prober) addresses(ctx context.Context) ([]view, error) {
	addrs, took, err := p.resolve(ctx)
	if isLocal(err) {
		return nil, err
	}
	if err != nil {
		v := view{hops: []hop{{url: p.start, fail: failure(ctx, p.start, err), times: phases{dns: took}}}, total: took}
		p.judge(&v)
		return []view{v}, nil
	}
	asked := addrs[:min(len(addrs), maxAddresses)]
	names, routes := make([]string, len(asked)), make([]route, len(asked))
	for i, addr := range asked {
		names[i], routes[i] = "address/"+addr.String(), pinned(addr)
	}
	views := p.visits(ctx, names, routes)
	for i := range views {
		views[i].times.dns += took
		views[i].total += took
	}
	if len(addrs) > len(asked) {
		views = append(views, tooMany(len(addrs)))
	}
	return views, called(ctx)
}

// resolve returns the addresses of the named host.
func (p *prober) resolve(ctx context.Context) (addrs []netip.Addr, took time.Duration, err error) {
	if p.pin.IsValid() {
		return []netip.Addr{p.pin.Addr()}, 0, nil
	}
	return p.dialer.Resolve(ctx, p.host, netdial.Any)
}

// tooMany is the view of the addresses that were left out.
func tooMany(n int) view {
	return view{name: "address/more", faults: []holdfast.Fault{{
		Status: holdfast.Unknown,
		Text:   "the name has " + strconv.Itoa(n) + " addresses; only the first " + strconv.Itoa(maxAddresses) + " were asked",
	}}}
}

// called returns the error of a look that was called off.
func called(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return nil
}
