package tcp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
)

// prober asks one port.
type prober struct {
	*plan
	dialer   *netdial.Dialer
	verifier *certs.Verifier
	clock    func() time.Time
}

// newProber reads the settings.
func newProber(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	p, err := s.compile(env)
	if err != nil {
		return nil, err
	}
	roots := env.Roots
	if p.tls != nil {
		roots = p.tls.RootCAs
	}
	return &prober{plan: p, dialer: netdial.New(env), verifier: certs.New(roots, p.rules), clock: env.Clock}, nil
}

// Target returns the address as the config has it.
func (p *prober) Target() string { return p.target }

// Host returns the bare host of the address.
func (p *prober) Host() string { return p.host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("ask %s: not begun: %w", p.target, err)
	}
	s := &sight{}
	began := time.Now()
	err := p.look(ctx, s)
	s.total = time.Since(began)
	var fail *netdial.Failure
	switch {
	case err == nil:
	case errors.As(err, &fail) && !fail.Class.Local():
		s.blame(fail)
	default:
		return holdfast.Finding{}, fmt.Errorf("ask %s: %w", p.target, err)
	}
	return p.finding(s), nil
}

// look connects, shakes hands and holds the conversation.
func (p *prober) look(ctx context.Context, s *sight) error {
	addrs, took, err := p.dialer.Resolve(ctx, p.host, p.family)
	if s.dns = took; err != nil {
		return err
	}
	opened, err := p.dialer.Connect(ctx, addrs, p.port)
	if s.connect, s.addr = opened.Took, opened.Addr; err != nil {
		return err
	}
	conn := opened.Conn
	defer func() { _ = conn.Close() }() // the look is over, whatever the close says
	if p.tls != nil {
		if conn, err = p.secure(ctx, conn, s); err != nil || s.barred {
			return err
		}
	}
	return p.converse(ctx, conn, s)
}

// secure shakes hands, after the words that the protocol wants before that, and
// has the certificate judged.
func (p *prober) secure(ctx context.Context, conn net.Conn, s *sight) (net.Conn, error) {
	if err := p.upgrade(ctx, conn, s); err != nil || s.barred {
		return conn, err
	}
	secure, took, err := netdial.Secure(ctx, conn, p.tls)
	s.tls = took
	state := secure.ConnectionState()
	report := p.verifier.Judge(p.clock(), p.tls.ServerName, state.PeerCertificates)
	s.faults, s.barred = report.Faults, report.Refused
	if err == nil {
		s.facts = append(s.facts,
			holdfast.Fact{Name: "tls_version", Value: tls.VersionName(state.Version)},
			holdfast.Fact{Name: "cipher_suite", Value: tls.CipherSuiteName(state.CipherSuite)})
	}
	s.facts = append(s.facts, report.Facts...)
	return secure, err
}
