package grpc

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

// prober asks one server.
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

// Target returns the address, with the service where one is asked about.
func (p *prober) Target() string {
	if p.service == "" {
		return p.target
	}
	return p.target + "/" + p.service
}

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
	var odd *oddity
	switch {
	case err == nil:
	case errors.As(err, &odd):
		s.fault(odd.key, p.target+": "+odd.text+p.said(odd.said), odd.fix)
	case errors.As(err, &fail) && !fail.Class.Local():
		s.blame(fail)
	default:
		return holdfast.Finding{}, fmt.Errorf("ask %s: %w", p.target, err)
	}
	return p.finding(s), nil
}

// look connects, shakes hands and makes the call.
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
		if conn, err = p.secure(ctx, conn, s); err != nil || s.refused {
			return err
		}
	}
	return p.call(ctx, conn, s)
}

// secure shakes hands and has the certificate judged.
func (p *prober) secure(ctx context.Context, conn net.Conn, s *sight) (net.Conn, error) {
	secure, took, err := netdial.Secure(ctx, conn, p.tls)
	s.tls = took
	state := secure.ConnectionState()
	report := p.verifier.Judge(p.clock(), p.tls.ServerName, state.PeerCertificates)
	s.faults, s.refused = report.Faults, report.Refused
	if err == nil {
		s.facts = append(s.facts,
			holdfast.Fact{Name: "tls_version", Value: tls.VersionName(state.Version)},
			holdfast.Fact{Name: "cipher_suite", Value: tls.CipherSuiteName(state.CipherSuite)})
	}
	s.facts = append(s.facts, report.Facts...)
	if err == nil && !s.refused && state.NegotiatedProtocol != h2 {
		err = &oddity{key: "alpn", text: "it did not agree on h2 in the TLS handshake (ALPN), which gRPC demands", fix: "let the TLS end offer h2: nginx http2 on; or does this port speak HTTP/1 only?"}
	}
	return secure, err
}

// call says the request and reads the answer.
func (p *prober) call(ctx context.Context, conn net.Conn, s *sight) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // wakes the reading; a closed connection is awake
	defer stop()
	began := time.Now()
	defer func() { s.answer = time.Since(began) }()
	if _, err := conn.Write(p.request); err != nil {
		return netdial.Fail(ctx, "call", p.target, err)
	}
	x := newExchange(conn)
	err := x.read()
	s.came = x.came
	if _, odd := errors.AsType[*oddity](err); odd {
		return err
	}
	if err != nil {
		return p.unheard(ctx, x, err)
	}
	p.judge(s)
	return nil
}

// unheard is the failure of a reading that did not end; it says how far it came.
func (p *prober) unheard(ctx context.Context, x *exchange, err error) error {
	f := netdial.Fail(ctx, "call", p.target, err)
	if f.Class == netdial.Timeout && x.settled {
		f.Came = "HTTP/2 began, but no answer to " + method + " in time"
	}
	return f
}
