package uptime

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
)

// prober asks one address.
type prober struct {
	*plan
	dialer   *netdial.Dialer
	wire     *http.Transport
	verifier *certs.Verifier
	clock    func() time.Time
}

// newProber reads the settings.
func newProber(wire *http.Transport, env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	p, err := s.compile(env)
	if err != nil {
		return nil, err
	}
	return &prober{
		plan:     p,
		dialer:   netdial.New(env),
		wire:     wire,
		verifier: certs.New(p.tls.RootCAs, p.rules),
		clock:    env.Clock,
	}, nil
}

// Target returns the address as the config has it, without its query, which
// may hold a secret.
func (p *prober) Target() string {
	if p.site && p.start.Path == "/" && p.start.RawQuery == "" {
		return p.start.Host
	}
	return show(p.start)
}

// Host returns the bare host of the address.
func (p *prober) Host() string { return p.host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("%s %s: not begun: %w", p.method, p.Target(), err)
	}
	mem := recall(look.State)
	views, err := p.views(ctx, mem)
	if err != nil {
		return holdfast.Finding{}, fmt.Errorf("%s %s: %w", p.method, p.Target(), err)
	}
	seen := p.merge(views)
	if err := p.askPlain(ctx, look, &mem, &seen); err != nil {
		return holdfast.Finding{}, err
	}
	mem.HTTPS = mem.HTTPS || seen.encrypted()
	return p.finding(seen, mem), nil
}

// views takes the looks that the mode asks for. The error is local: this
// machine could not ask.
func (p *prober) views(ctx context.Context, mem memory) ([]view, error) {
	switch p.mode {
	case modeBoth:
		return p.families(ctx)
	case modeEach:
		return p.addresses(ctx)
	case modeAny:
	}
	v, err := p.first(ctx, mem)
	return []view{v}, err
}
