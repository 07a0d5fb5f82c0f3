package uptime

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"holdfast/probes/internal/carry"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
)

// route says which addresses a hop may take.
type route struct {
	family netdial.Family
	addrs  []netip.Addr // of the named host, when already known
	// guarded refuses addresses that are not public: the target chose the host.
	guarded bool
}

// phases are the times of a visit, summed over its hops.
type phases struct {
	dns, connect, tls, firstByte, transfer time.Duration
}

// add sums two visits' phases.
func (t *phases) add(u phases) {
	t.dns += u.dns
	t.connect += u.connect
	t.tls += u.tls
	t.firstByte += u.firstByte
	t.transfer += u.transfer
}

// hop is one request over one connection.
type hop struct {
	url    *url.URL
	addrs  []netip.Addr // all of the name
	addr   netip.Addr   // the one that was taken
	times  phases
	tls    *tls.ConnectionState
	cert   certs.Report
	answer *answer
	fail   *netdial.Failure // why there is no answer
}

// ask makes one hop: resolve, connect, shake hands, request, read.
func (p *prober) ask(ctx context.Context, method string, u *url.URL, r route) hop {
	h := hop{url: u}
	conn, err := p.connect(ctx, &h, r)
	if err != nil {
		h.fail = failure(ctx, u, err)
		return h
	}
	defer func() { _ = conn.Close() }() // the look is over, whatever the close says
	if u.Scheme == "https" {
		if conn, err = p.secure(ctx, &h, conn); err != nil {
			h.fail = failure(ctx, u, err)
		}
		if err != nil || h.cert.Refused {
			return h
		}
	}
	p.exchange(ctx, method, conn, &h)
	return h
}

// connect resolves the hop's host and connects to it.
func (p *prober) connect(ctx context.Context, h *hop, r route) (net.Conn, error) {
	addrs, port := r.addrs, portOf(h.url)
	if h.url.Hostname() == p.host && p.pin.IsValid() {
		addrs = []netip.Addr{p.pin.Addr()}
		if p.pin.Port() != 0 && port == portOf(p.start) {
			port = p.pin.Port()
		}
	}
	var err error
	if addrs == nil || h.url.Hostname() != p.host {
		addrs, h.times.dns, err = p.dialer.Resolve(ctx, h.url.Hostname(), r.family)
	}
	if err == nil {
		addrs, err = guard(h.url, addrs, r.guarded)
	}
	if err != nil {
		return nil, err
	}
	h.addrs = addrs
	conn, err := p.dialer.Connect(ctx, addrs, port)
	h.times.connect, h.addr = conn.Took, conn.Addr
	if err != nil {
		return nil, err
	}
	return conn.Conn, nil
}

// guard drops what is not public where the target chose the host.
func guard(u *url.URL, addrs []netip.Addr, guarded bool) ([]netip.Addr, error) {
	if !guarded {
		return addrs, nil
	}
	var public []netip.Addr
	for _, a := range addrs {
		if netdial.Public(a) {
			public = append(public, a)
		}
	}
	if len(public) == 0 {
		return nil, &netdial.Failure{
			Doing: "follow the redirect to", To: u.Hostname(), Class: netdial.Refused,
			Came: "the name leads to a private address, which is not asked unless hosts: names it",
		}
	}
	return public, nil
}

// secure shakes hands and has the certificate judged, also when the handshake
// failed after it was shown.
func (p *prober) secure(ctx context.Context, h *hop, conn net.Conn) (net.Conn, error) {
	config := p.tls
	if config.ServerName != h.url.Hostname() {
		config = config.Clone()
		config.ServerName = h.url.Hostname()
	}
	secure, took, err := netdial.Secure(ctx, conn, config)
	h.times.tls = took
	state := secure.ConnectionState()
	h.tls = &state
	h.cert = p.verifier.Judge(p.clock(), h.url.Hostname(), state.PeerCertificates)
	return secure, err
}

// exchange sends the request and reads the answer.
func (p *prober) exchange(ctx context.Context, method string, conn net.Conn, h *hop) {
	cc, err := p.wire.NewClientConn(carry.With(ctx, conn), h.url.Scheme, net.JoinHostPort(h.url.Hostname(), strconv.Itoa(int(portOf(h.url)))))
	if err != nil {
		h.fail = failure(ctx, h.url, err)
		return
	}
	defer func() { _ = cc.Close() }() // as above
	start := time.Now()
	resp, err := cc.RoundTrip(p.newRequest(ctx, method, h.url))
	h.times.firstByte = time.Since(start)
	if err != nil {
		h.fail = failure(ctx, h.url, err)
		return
	}
	start = time.Now()
	h.answer = p.read(resp)
	h.times.transfer = time.Since(start)
	if err := h.answer.err; err != nil {
		h.fail = failure(ctx, h.url, err)
	}
}

// portOf is the port of a URL.
func portOf(u *url.URL) uint16 {
	if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return uint16(n)
	}
	if u.Scheme == "http" {
		return 80
	}
	return 443
}

// isRedirect reports whether the status sends the visitor elsewhere (RFC 9110
// §15.4).
func isRedirect(code int) bool {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}
