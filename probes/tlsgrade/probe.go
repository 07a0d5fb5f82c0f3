package tlsgrade

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/tlswire"
)

// prober asks one target.
type prober struct {
	host      string
	port      uint16
	name      string // must be in the certificate
	sni       string // is asked for; empty for an address
	addresses []netip.Addr
	family    netdial.Family
	upgrade   string
	parallel  int
	manners   manners
	wants     wants

	dialer       *netdial.Dialer
	certificates *certs.Verifier
	now          func() time.Time
}

// wants are what the server must and must not do.
type wants struct {
	oldest  tlswire.Version
	secrecy bool
	no      []string
}

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	addrs, err := p.resolve(ctx)
	if err != nil {
		return holdfast.Finding{}, err
	}
	l := &looking{prober: p, slots: make(chan struct{}, p.parallel), progress: look.Progress}
	if len(look.Confirm) > 0 && l.stillSo(ctx, look) {
		return l.again(look.Prev), nil
	}
	nodes := l.nodes(ctx, addrs)
	if err := ctx.Err(); err != nil && !anySuite(nodes) {
		return holdfast.Finding{}, fmt.Errorf("asking %s: time was up before it said anything: %w", p.Target(), err)
	}
	if err := nobody(nodes); err != nil {
		return holdfast.Finding{}, err
	}
	return p.finding(nodes, l.count.Load()), nil
}

// resolve returns the addresses to ask.
func (p *prober) resolve(ctx context.Context) ([]netip.Addr, error) {
	if len(p.addresses) > 0 {
		return p.addresses, nil
	}
	addrs, _, err := p.dialer.Resolve(ctx, p.host, p.family)
	return addrs, err
}

// looking is one look under way.
type looking struct {
	*prober
	slots chan struct{}
	count atomic.Int64

	mu       sync.Mutex // protects what follows
	progress func(holdfast.Progress)
	at       holdfast.Progress
}

// door returns the door at an address.
func (l *looking) door(addr netip.Addr) *door {
	return &door{
		manners: l.manners,
		dialer:  l.dialer,
		to:      netip.AddrPortFrom(addr, l.port),
		sni:     l.sni,
		upgrade: l.upgrade,
		slots:   l.slots,
		count:   &l.count,
	}
}

// nodes looks at every address at once; the slots bound the connections.
func (l *looking) nodes(ctx context.Context, addrs []netip.Addr) []node {
	l.at = holdfast.Progress{Stage: "tls", Of: len(addrs) * len(tlswire.Versions())}
	nodes := make([]node, len(addrs))
	var wg sync.WaitGroup
	for i, addr := range addrs {
		wg.Go(func() { nodes[i] = l.door(addr).look(ctx, l.tell) })
	}
	wg.Wait()
	return nodes
}

// tell reports that one version of one address has been asked.
func (l *looking) tell(o offer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.progress == nil {
		return
	}
	l.at.Done++
	if word := o.version.Title(); len(o.suites) > 0 {
		l.at.Found = append(slices.Clip(l.at.Found), word)
	}
	l.progress(l.at)
}

// anySuite reports whether any address accepted anything.
func anySuite(nodes []node) bool {
	for i := range nodes {
		if nodes[i].best() != nil {
			return true
		}
	}
	return false
}

// nobody returns why no address could be asked, or nil when one could.
func nobody(nodes []node) error {
	var err error
	for _, n := range nodes {
		if n.err == nil {
			return nil
		}
		if err == nil {
			err = n.err
		}
	}
	if err == nil {
		return errors.New("no address to ask")
	}
	return fmt.Errorf("nothing to look at: %w", err)
}
