package websocket

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
)

// prober asks one endpoint.
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

// Target returns the address as the config has it, without its query, which may
// hold a secret.
func (p *prober) Target() string { return p.target }

// Host returns the bare host of the address.
func (p *prober) Host() string { return p.host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("open %s: not begun: %w", p.target, err)
	}
	s := &sight{began: time.Now()}
	err := p.look(ctx, s)
	s.end()
	var fail *netdial.Failure
	var odd *oddity
	switch {
	case err == nil:
	case errors.As(err, &odd):
		s.fault(odd.key, p.target+": "+odd.text+p.said(odd.said), odd.fix)
	case errors.As(err, &fail) && !fail.Class.Local():
		s.blame(fail)
	default:
		return holdfast.Finding{}, fmt.Errorf("open %s: %w", p.target, err)
	}
	return p.finding(s), nil
}

// look connects, shakes hands, opens and talks.
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
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // wakes the reading; a closed connection is awake
	defer stop()
	in, limit := reader(conn)
	if err := p.open(ctx, conn, in, s); err != nil || !s.upgraded {
		return err
	}
	limit.left = maxBytes
	t := newTalk(conn, in)
	if err := p.converse(ctx, t, s); err != nil {
		return err
	}
	s.end()
	t.goodbye(ctx)
	return nil
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
	return secure, err
}

// open asks for the upgrade and has the answer judged.
func (p *prober) open(ctx context.Context, conn io.Writer, in *bufio.Reader, s *sight) error {
	began := time.Now()
	defer func() { s.answer = time.Since(began) }()
	key := newKey()
	if _, err := io.WriteString(conn, p.head+"Sec-WebSocket-Key: "+key+"\r\n\r\n"); err != nil {
		return netdial.Fail(ctx, "ask for the upgrade of", p.target, err)
	}
	resp, err := readAnswer(in) //nolint:bodyclose // after 101 there is none, and no other is read
	if _, odd := errors.AsType[*oddity](err); odd {
		return err
	}
	if err != nil {
		return netdial.Fail(ctx, "ask for the upgrade of", p.target, err)
	}
	p.judge(s, resp, key)
	return nil
}
