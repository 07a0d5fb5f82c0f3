package ping

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"time"

	"holdfast"
	"holdfast/probes/internal/echo"
	"holdfast/probes/internal/netdial"
)

// maxAddresses bounds how many addresses are tried that this machine cannot
// send to.
const maxAddresses = 4

// line is an open way of sending echo requests to one address ([echo.Line]).
type line interface {
	Send(seq int, data []byte) error
	Receive() (echo.Heard, error)
	Until(t time.Time) error
	Close() error
}

// prober pings one host.
type prober struct {
	*plan
	dialer *netdial.Dialer
	open   func(echo.Options) (line, error)
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
	return &prober{plan: p, dialer: netdial.New(env), open: open}, nil
}

// open opens a line.
func open(o echo.Options) (line, error) {
	l, err := echo.Open(o)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Target returns the host as the config has it.
func (p *prober) Target() string { return p.host }

// Host returns the host.
func (p *prober) Host() string { return p.host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("ping %s: not begun: %w", p.host, err)
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
		s.faults, s.silent = []holdfast.Fault{fail.Fault()}, fail.Class.Silent()
	default:
		return holdfast.Finding{}, fmt.Errorf("ping %s: %w", p.host, err)
	}
	return p.finding(s), nil
}

// look pings the first address of the host that this machine can send to.
func (p *prober) look(ctx context.Context, s *sight) error {
	addrs, took, err := p.dialer.Resolve(ctx, p.host, p.family)
	if s.dns = took; err != nil {
		return err
	}
	var first error
	for _, addr := range addrs[:min(maxAddresses, len(addrs))] {
		err := p.ping(ctx, addr, s)
		if err == nil {
			p.judge(s)
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// ping sends the requests to an address. An error means that none was sent, or
// that none could be waited for.
func (p *prober) ping(ctx context.Context, addr netip.Addr, s *sight) error {
	began := time.Now()
	l, kind, err := p.openLine(addr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // the look is over, whatever the close says
	stop := context.AfterFunc(ctx, func() { _ = l.Until(time.Unix(1, 0)) })
	defer stop()
	token := make([]byte, tokenSize)
	_, _ = rand.Read(token) // never fails (crypto/rand)
	s.addr, s.socket, s.setup = addr, kind, time.Since(began)
	v := &volley{plan: p.plan, line: l, sight: s, data: payload(token, p.size)}
	return v.run(ctx)
}

// openLine opens the first sort of socket that this machine lets.
func (p *prober) openLine(addr netip.Addr) (line, echo.Socket, error) {
	var failures []string
	var last error
	for _, kind := range p.sockets {
		l, err := p.open(echo.Options{Socket: kind, Target: addr, Whole: p.whole})
		if err == nil {
			return l, kind, nil
		}
		failures, last = append(failures, err.Error()), err
	}
	if errors.Is(last, syscall.EPERM) || errors.Is(last, syscall.EACCES) {
		return nil, "", fmt.Errorf("no ICMP socket may be opened here: %s; let this program's group have one (sysctl net.ipv4.ping_group_range), or give it CAP_NET_RAW: %w",
			strings.Join(failures, "; "), os.ErrPermission)
	}
	return nil, "", last
}
