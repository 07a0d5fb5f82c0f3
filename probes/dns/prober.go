package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// prober asks one question.
type prober struct {
	*plan
	dialer           *netdial.Dialer
	dial, systemDial func(ctx context.Context, network, address string) (net.Conn, error)
	resolvConf       string
}

// newProber reads the settings.
func newProber(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	p, err := s.compile()
	if err != nil {
		return nil, err
	}
	system, other := dialers(env)
	return &prober{plan: p, dialer: netdial.New(env), dial: other, systemDial: system, resolvConf: "/etc/resolv.conf"}, nil
}

// Target returns the question, and who is asked where the config says so:
// "example.com MX @192.0.2.53".
func (p *prober) Target() string {
	out := shown(p.question.name) + " " + dns.TypeToString[p.question.qtype]
	if p.server == "" {
		return out
	}
	out += " @" + p.server
	if p.port != 53 {
		out = shown(p.question.name) + " " + dns.TypeToString[p.question.qtype] + " @" + net.JoinHostPort(p.server, strconv.Itoa(int(p.port)))
	}
	return out
}

// Host returns who is asked; without a server of its own, the name: what
// belongs to this machine or a private network is told by it.
func (p *prober) Host() string {
	if p.server != "" {
		return p.server
	}
	return shown(p.question.name)
}

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("ask for %s: not begun: %w", p.Target(), err)
	}
	s := &sight{}
	began := time.Now()
	err := p.look(ctx, s)
	s.total = time.Since(began)
	if errors.Is(ctx.Err(), context.Canceled) {
		err = ctx.Err()
	}
	var fail *netdial.Failure
	switch {
	case err == nil:
	case errors.As(err, &fail) && !fail.Class.Local():
		s.blame(fail)
	default:
		return holdfast.Finding{}, fmt.Errorf("ask for %s: %w", p.Target(), err)
	}
	return p.finding(s), nil
}

// look asks and judges.
func (p *prober) look(ctx context.Context, s *sight) error {
	r, err := p.route(ctx)
	if s.dns = r.took; err != nil {
		return err
	}
	got, err := r.ask(ctx, p.question, 1)
	if err != nil {
		return r.excuse(ctx, err)
	}
	s.reply = got
	if err := p.judge(ctx, r, s); err != nil || !p.sameSerial || got.Rcode != dns.RcodeSuccess {
		return err
	}
	return p.zone(ctx, r, s)
}

// excuse decides whose failure it is that no answer came. The system's resolver
// is blamed by nobody: if it does not answer for the root either, this machine
// could not look.
func (r route) excuse(ctx context.Context, err error) error {
	fail := failure(err)
	if !r.system || fail.Class.Local() {
		return err
	}
	if _, alive := r.root(ctx); alive {
		fail.Came = came(fail) + ", though it answers for the root of all names"
		return fail
	}
	return fmt.Errorf("the system's resolver cannot be asked: %s", fail.Error())
}
