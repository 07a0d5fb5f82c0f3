package blackbox

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"holdfast/probes/internal/netdial"
)

// viaProxy opens the way through a proxy: a tunnel for https (RFC 9110 §9.3.6),
// for http a request that names the whole address. The proxy is the operator's
// and is not asked for at the gate; whom it is sent to is.
func (v *visit) viaProxy(ctx context.Context, proxy *url.URL, req *http.Request, h *hop) (net.Conn, *http.Request, error) {
	if err := v.behind(ctx, req.URL); err != nil {
		return nil, nil, err
	}
	conn, err := v.proxyConn(ctx, proxy, h)
	if err != nil {
		return nil, nil, err
	}
	if req.URL.Scheme == "https" {
		tunnelled, err := v.tunnel(ctx, conn, proxy, req.URL)
		if err != nil {
			_ = conn.Close()
		}
		return tunnelled, req, err
	}
	req = req.Clone(ctx)
	req.URL.Opaque = "//" + req.URL.Host + req.URL.EscapedPath()
	if words := credentials(proxy); words != "" {
		req.Header.Set("Proxy-Authorization", words)
	}
	return conn, req, nil
}

// behind asks the gate about a host that the proxy will reach: by its name, and
// by its addresses unless the module leaves names to the proxy.
func (v *visit) behind(ctx context.Context, u *url.URL) error {
	host := u.Hostname()
	if u.Host == v.first {
		host = v.host
	}
	if v.settings.SkipResolvePhaseWithProxy {
		if err := v.gate.Name(host); err != nil {
			return v.refuse(host, err)
		}
		return nil
	}
	addrs, err := v.resolve(ctx, host, "", true)
	for _, addr := range addrs {
		if err := v.gate.Address(host, addr); err != nil {
			return v.refuse(host, err)
		}
	}
	return err
}

// proxyConn connects to the proxy.
func (v *visit) proxyConn(ctx context.Context, proxy *url.URL, h *hop) (net.Conn, error) {
	number, err := port(ctx, "tcp", portOf(proxy))
	if err != nil {
		return nil, err
	}
	addrs, took, err := v.dialer.Resolve(ctx, proxy.Hostname(), netdial.Any)
	if h.resolve = took; err != nil {
		return nil, err
	}
	opened, err := v.dialer.Connect(ctx, addrs, number)
	if h.connect = opened.Took; err != nil {
		return nil, err
	}
	v.say("connected to the proxy %s", proxy.Host)
	if proxy.Scheme != "https" {
		return opened.Conn, nil
	}
	config := v.settings.TLSConfig.named(v.env.Roots, proxy.Hostname())
	config.ServerName = proxy.Hostname()
	secured, _, err := v.secure(ctx, opened.Conn, config)
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	return secured, nil
}

// tunnel asks the proxy for a way to a host.
func (v *visit) tunnel(ctx context.Context, conn net.Conn, proxy, u *url.URL) (net.Conn, error) {
	to := net.JoinHostPort(u.Hostname(), portOf(u))
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: to}, Host: to, Header: http.Header{}}
	for name, values := range v.settings.ProxyConnectHeader {
		for _, value := range values {
			req.Header.Add(name, value.Reveal())
		}
	}
	if words := credentials(proxy); words != "" {
		req.Header.Set("Proxy-Authorization", words)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := req.Write(conn); err != nil {
		return nil, netdial.Fail(ctx, "ask the proxy", proxy.Host, err)
	}
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, req) //nolint:bodyclose // what follows is the tunnel
	switch {
	case err != nil:
		return nil, netdial.Fail(ctx, "ask the proxy", proxy.Host, err)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the proxy %s refused the way to %s: %s", proxy.Host, to, resp.Status)
	case in.Buffered() > 0:
		return nil, errors.New("the proxy spoke before the tunnel was used")
	default:
		return conn, nil
	}
}

// credentials are the value of Proxy-Authorization, or nothing.
func credentials(proxy *url.URL) string {
	if proxy.User == nil {
		return ""
	}
	password, _ := proxy.User.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password))
}
