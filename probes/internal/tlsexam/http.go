package tlsexam

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"sync/atomic"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/webhead"
)

// httpPort is where plain HTTP is served.
const httpPort = 80

// holdfastEnv is the world as it is.
func holdfastEnv() holdfast.Env { return holdfast.Env{} }

// head visits the web server on the connection of the full handshake. Redirects
// on the same host are followed on connections of their own.
func (x *exam) head(ctx context.Context, conn net.Conn, alpn string) *survey.HTTP {
	if alpn != "" && alpn != "http/1.1" {
		return nil
	}
	to, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return nil
	}
	var used atomic.Bool
	v := webhead.Asker{
		Host: x.target.ServerName, Port: to.Port(), UserAgent: x.UserAgent, Patience: x.Patience,
		Secure: func(ctx context.Context) (net.Conn, error) {
			if !used.Swap(true) {
				return keptOpen{conn}, nil
			}
			return x.secure(ctx, to)
		},
		Plain: x.plain(to),
	}.Visit(ctx)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.visits[to.Addr().Unmap()] = v
	if v.NoHTTP() {
		return nil
	}
	return v.Result(true)
}

// keptOpen leaves it to others to close the connection.
type keptOpen struct{ net.Conn }

// Close implements [net.Conn].
func (keptOpen) Close() error { return nil }

// secure opens another connection with TLS, for a redirect. It is judged by the
// first one, whose certificate was examined.
func (x *exam) secure(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	raw, err := x.dialer(to)(ctx)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, &tls.Config{
		ServerName: x.target.ServerName, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS10,
		InsecureSkipVerify: true, //nolint:gosec // nothing secret is sent, and the chain is examined elsewhere
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

// plain opens port 80 of the same address; nil where the TLS port is not 443,
// because then it is another service that was asked about.
func (x *exam) plain(to netip.AddrPort) func(context.Context) (net.Conn, error) {
	if to.Port() != 443 {
		return nil
	}
	return func(ctx context.Context) (net.Conn, error) {
		c, err := x.Dialer.Connect(ctx, []netip.Addr{to.Addr()}, httpPort)
		if err != nil {
			return nil, err
		}
		return c.Conn, nil
	}
}

// http completes what was seen of the web server, now that it is known which
// certificates are good.
func (x *exam) http(ctx context.Context, s *survey.Survey) {
	if !x.HTTP || x.target.StartTLS != "" {
		return
	}
	for i := range s.Endpoints {
		e := &s.Endpoints[i]
		v := x.visits[e.Address.Addr().Unmap()]
		switch {
		case e.Error != "" || v != nil && v.NoHTTP():
			continue
		case v == nil:
			// Whether there is HSTS is not known: without this, that would read as
			// "speaks no HTTP", where no HSTS is due.
			e.HTTP = &survey.HTTP{Error: "no handshake came to its end on which a page could be asked for"}
			continue
		}
		v.VisitPlain(ctx)
		e.HTTP = v.Result(good(e))
		s.Connections.HTTP += v.Connections() - 1 // the first was the handshake's
	}
}

// good reports whether browsers take the certificates of the address.
func good(e *survey.Endpoint) bool {
	for _, c := range e.Certificates {
		if c.Trusted != survey.Yes || c.NameMatches != survey.Yes || c.Period != "valid" {
			return false
		}
	}
	return len(e.Certificates) > 0
}
