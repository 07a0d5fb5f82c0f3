package blackbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"holdfast/internal/names"
	"holdfast/probes/internal/carry"
	"holdfast/probes/internal/netdial"
)

// hop is one request over one connection, with its times.
type hop struct {
	resolve, connect, tls time.Duration
	got                   bool // the connection was there
	sent, answered, ended time.Time
}

// RoundTrip implements [http.RoundTripper] for one hop.
func (v *visit) RoundTrip(req *http.Request) (*http.Response, error) {
	h := &hop{}
	v.hops = append(v.hops, h)
	v.say("%s %s", req.Method, req.URL.Redacted())
	if v.mine(req.URL) {
		req = req.Clone(req.Context())
		if err := v.settings.dress(req.Header); err != nil {
			return nil, err
		}
	}
	conn, req, err := v.open(req, h)
	if err != nil {
		return nil, err
	}
	resp, err := v.exchange(conn, req, h)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return resp, nil
}

// mine reports whether an address is the target itself: what the module sends as
// credentials goes nowhere else.
func (v *visit) mine(u *url.URL) bool {
	return u.Host == v.first || strings.EqualFold(u.Hostname(), v.host)
}

// open opens the connection that a request needs. The request that it returns is
// as that connection needs it.
func (v *visit) open(req *http.Request, h *hop) (net.Conn, *http.Request, error) {
	ctx := req.Context()
	conn, req, err := v.reach(ctx, req, h)
	if err != nil {
		return nil, nil, err
	}
	h.got = true
	if req.URL.Scheme != "https" {
		return conn, req, nil
	}
	secured, took, err := v.secure(ctx, conn, v.config(req.URL))
	h.tls = took
	if err != nil {
		_ = conn.Close()
		h.got = false
		return nil, nil, err
	}
	return secured, req, nil
}

// reach opens the connection below TLS: to the host, or to the proxy.
func (v *visit) reach(ctx context.Context, req *http.Request, h *hop) (net.Conn, *http.Request, error) {
	number, err := port(ctx, "tcp", portOf(req.URL))
	if err != nil {
		return nil, nil, err
	}
	if v.settings.proxy != nil {
		proxy, err := v.settings.proxy(req.URL)
		if err != nil {
			return nil, nil, err
		}
		if proxy != nil {
			return v.viaProxy(ctx, proxy, req, h)
		}
	}
	host, addrs, err := v.whom(ctx, req.URL, h)
	if err != nil {
		return nil, nil, err
	}
	opened, err := v.connect(ctx, host, number, "", addrs...)
	h.connect = opened.Took
	return opened.Conn, req, err
}

// whom is the host of a hop, by the name that the gate knows it by, and its
// addresses: of the target the one that was chosen.
func (v *visit) whom(ctx context.Context, u *url.URL, h *hop) (string, []netip.Addr, error) {
	if u.Host == v.first && v.addr.IsValid() {
		return v.host, []netip.Addr{v.addr}, nil
	}
	start := time.Now()
	addrs, err := v.resolve(ctx, u.Hostname(), "", true)
	h.resolve = time.Since(start)
	return u.Hostname(), addrs, err
}

// config is the TLS configuration for a hop. The name that the module or its
// header Host gives counts for the target only.
func (v *visit) config(u *url.URL) *tls.Config {
	protocols := []string{"h2", "http/1.1"}
	if !v.settings.EnableHTTP2 {
		protocols = nil
	}
	if u.Host != v.first {
		c := v.settings.TLSConfig.named(v.env.Roots, u.Hostname(), protocols...)
		c.ServerName = u.Hostname()
		return c
	}
	name := v.host
	for header, value := range v.settings.Headers {
		if http.CanonicalHeaderKey(header) == "Host" {
			name = value.Reveal()
		}
	}
	if v.Hostname != "" {
		name = v.Hostname
	}
	return v.settings.TLSConfig.named(v.env.Roots, name, protocols...)
}

// exchange sends the request and reads the head of the answer; its body closes
// the connection.
func (v *visit) exchange(conn net.Conn, req *http.Request, h *hop) (*http.Response, error) {
	ctx := req.Context()
	cc, err := v.wire.NewClientConn(carry.With(ctx, conn), req.URL.Scheme, net.JoinHostPort(req.URL.Hostname(), portOf(req.URL)))
	if err != nil {
		return nil, netdial.Fail(ctx, "ask", req.URL.Host, err)
	}
	req.Close = true
	h.sent = time.Now()
	resp, err := cc.RoundTrip(req)
	if err != nil {
		_ = cc.Close()
		return nil, netdial.Fail(ctx, "ask", req.URL.Host, err)
	}
	h.answered = time.Now()
	v.say("%s %s", resp.Proto, resp.Status)
	if secured, ok := conn.(*tls.Conn); ok {
		state := secured.ConnectionState()
		resp.TLS = &state
	}
	resp.Body = &ending{ReadCloser: resp.Body, end: func() { _ = cc.Close(); _ = conn.Close() }}
	return resp, nil
}

// ending closes the connection with the body.
type ending struct {
	io.ReadCloser
	end func()
}

// Close implements [io.Closer].
func (e *ending) Close() error {
	err := e.ReadCloser.Close()
	e.end()
	return err
}

// portOf is the port of a URL.
func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// durations tells the phases, summed over the hops.
func (v *visit) durations() {
	for i, h := range v.hops {
		if i > 0 {
			v.phase("resolve", h.resolve)
		}
		if !h.got {
			continue
		}
		v.phase("connect", h.connect)
		v.phase("tls", h.tls)
		if h.answered.IsZero() {
			continue
		}
		v.phase("processing", h.answered.Sub(h.sent))
		if !h.ended.IsZero() {
			v.phase("transfer", h.ended.Sub(h.answered))
		}
	}
}

// phase adds to the time of a phase.
func (v *visit) phase(name string, took time.Duration) {
	v.page.add(names.ProbeHTTPDuration, took.Seconds(), "phase", name)
}

// reread is a body that can be sent again when a redirect wants it.
func reread(body string) (io.ReadCloser, int64, func() (io.ReadCloser, error)) {
	again := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(body))), nil }
	first, _ := again() // never fails
	return first, int64(len(body)), again
}
