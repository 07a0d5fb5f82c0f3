package tlsgrade

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlswire"
)

// prober asks one target.
type prober struct {
	host      string
	port      uint16
	name      string // must be in the certificate
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

// manners say how patient a look is; see [tlsask.Options].
type manners struct{ patience, pause, gap time.Duration }

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
	if len(look.Confirm) > 0 {
		if again, so := p.stillSo(ctx, look); so {
			return again, nil
		}
	}
	target := p.target(addrs)
	options := p.options()
	options.Told = telling(look.Progress, len(addrs))
	s, err := tlsask.Look(ctx, target, options)
	if err != nil {
		return holdfast.Finding{}, err
	}
	return p.finding(s, look.Prev), nil
}

// target is what is asked at these addresses.
func (p *prober) target(addrs []netip.Addr) tlsask.Target {
	return tlsask.Target{Host: p.host, Port: p.port, ServerName: p.name, Addresses: addrs, StartTLS: p.upgrade}
}

// options are how it is asked.
func (p *prober) options() tlsask.Options {
	return tlsask.Options{
		Dialer: p.dialer, Parallel: p.parallel, Now: p.now,
		Patience: p.manners.patience, Pause: p.manners.pause, Gap: p.manners.gap,
	}
}

// resolve returns the addresses to ask.
func (p *prober) resolve(ctx context.Context) ([]netip.Addr, error) {
	if len(p.addresses) > 0 {
		return p.addresses, nil
	}
	addrs, _, err := p.dialer.Resolve(ctx, p.host, p.family)
	return addrs, err
}

// telling returns what tells how far a look of so many addresses is.
func telling(progress func(holdfast.Progress), addresses int) func(tlswire.Version, survey.Known) {
	if progress == nil {
		return nil
	}
	var mu sync.Mutex // protects at
	at := holdfast.Progress{Stage: "tls", Of: addresses * (len(tlswire.Versions()) + 1)}
	return func(v tlswire.Version, offered survey.Known) {
		mu.Lock()
		defer mu.Unlock()
		at.Done++
		if offered == survey.Yes {
			at.Found = append(slices.Clip(at.Found), v.Title())
		}
		progress(at)
	}
}
