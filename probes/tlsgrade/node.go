package tlsgrade

import (
	"context"
	"crypto/sha256"
	"net/netip"
	"slices"
	"sync"

	"holdfast/probes/internal/tlswire"
)

// node is what one address showed.
type node struct {
	addr netip.Addr
	// offers has one entry for each version, oldest first.
	offers []offer
	// chains are the distinct certificate chains, DER, leaf first.
	chains [][][]byte
	shake  handshake
	// err is set when no connection came about at all.
	err error
}

// look asks one address everything. told is called after each version.
func (d *door) look(ctx context.Context, told func(offer)) node {
	n := node{addr: d.to.Addr()}
	first, err := d.ask(ctx, d.hello(tlswire.TLS12, tlswire.Suites(tlswire.TLS12)))
	if unreachable(err) {
		n.err = err
		return n
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	add := func(offers ...offer) {
		mu.Lock()
		defer mu.Unlock()
		for _, o := range offers {
			told(o)
		}
		n.offers = append(n.offers, offers...)
	}
	wg.Go(func() { add(d.old(ctx)...) })
	wg.Go(func() { add(d.enumerate(ctx, tlswire.TLS13, nil)) })
	if err != nil {
		add(offer{version: tlswire.TLS12, err: err})
	} else {
		add(d.enumerate(ctx, tlswire.TLS12, &first))
	}
	wg.Wait()
	slices.SortFunc(n.offers, func(a, b offer) int { return int(a.version) - int(b.version) })
	n.shake = d.handshake(ctx, n.best())
	n.gatherChains()
	return n
}

// old asks for SSL 3 to TLS 1.1: one hello finds the newest of them, and only
// then each is enumerated.
func (d *door) old(ctx context.Context) []offer {
	v := tlswire.TLS11
	first, err := d.ask(ctx, d.hello(v, tlswire.Suites(v)))
	newest := first.Version
	if err == nil && first.Refused {
		newest = 0
	}
	var offers []offer
	for ; v >= tlswire.SSL30; v-- {
		switch {
		case err != nil || v > newest:
			offers = append(offers, offer{version: v, err: err})
		case v == tlswire.TLS11:
			offers = append(offers, d.enumerate(ctx, v, &first))
		default:
			offers = append(offers, d.enumerate(ctx, v, nil))
		}
	}
	return offers
}

// best is the offer of the newest version with a suite; nil when none has one.
func (n *node) best() *offer {
	for i := len(n.offers) - 1; i >= 0; i-- {
		if len(n.offers[i].suites) > 0 {
			return &n.offers[i]
		}
	}
	return nil
}

// gatherChains keeps one of each chain, by its leaf.
func (n *node) gatherChains() {
	seen := map[[sha256.Size]byte]bool{}
	add := func(chain [][]byte) {
		if len(chain) == 0 {
			return
		}
		if sum := sha256.Sum256(chain[0]); !seen[sum] {
			seen[sum] = true
			n.chains = append(n.chains, chain)
		}
	}
	add(n.shake.chain)
	for _, o := range n.offers {
		for _, answer := range o.answers {
			add(answer.Certificates)
		}
	}
}

// complete reports whether every version was asked to its end.
func (n *node) complete() bool {
	return n.err == nil && !slices.ContainsFunc(n.offers, func(o offer) bool { return o.err != nil })
}
