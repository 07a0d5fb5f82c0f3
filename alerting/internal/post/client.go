// Package post makes one HTTP call of a channel, exactly one, and keeps what
// came of it.
//
// The standard client is too kind for this work. It repeats a request by itself
// when a kept-alive connection turns out to be dead and the request has a
// GetBody or an Idempotency-Key (net/http, Request.GetBody and
// transport.shouldRetryRequest), and a POST that was taken just before the
// connection broke is then delivered twice. It follows a 307 with the body, and
// the secrets in it, to wherever the answer points. The clients of Slack and
// PagerDuty on top of it lose the status, the body or the Retry-After of a
// refusal. So a [Client] opens a fresh connection for every call, speaks
// HTTP/1.1 only, forgets GetBody and follows no redirect; and a [Call], given to
// those libraries as their HTTP client, remembers everything.
//
// # Four outcomes
//
// What matters after a failure is whether the receiver may have taken the
// message. Before a connection stood (no address, refused, TLS failed) it
// certainly has not: retry. Afterwards an error says nothing: unknown. Of the
// answers, 408, 425, 429 and 503 say "not now" (RFC 9110 §15.5.9, §15.6.4, RFC
// 6585 §4, RFC 8470 §5.2) and are retried; any other 5xx may come from a
// gateway that lost the answer of a server which had taken the message (502,
// 504) or from a server that fell over behind the taking (500): unknown, to be
// reconciled. A 3xx or any other 4xx will be the same next time: refused.
package post

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"holdfast"
)

// The bounds of one call.
const (
	handshakeLimit = 10 * time.Second
	headerLimit    = 64 << 10
	bodyLimit      = 4 << 20
)

// Client makes calls. It may be used from several goroutines.
type Client struct {
	http  *http.Client
	agent string
	now   func() time.Time
}

// NewClient returns a Client that dials, trusts and tells the time as env says.
// The proxies of the environment (HTTPS_PROXY …) are honoured.
func NewClient(env holdfast.Env) *Client {
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer(env),
		TLSClientConfig:        &tls.Config{RootCAs: env.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    handshakeLimit,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: headerLimit,
		Protocols:              new(http.Protocols),
	}
	transport.Protocols.SetHTTP1(true)
	return &Client{
		http:  &http.Client{Transport: transport, CheckRedirect: stay},
		agent: agent(env.Version),
		now:   env.Clock,
	}
}

// dialer returns env's way out, or a plain one.
func dialer(env holdfast.Env) func(context.Context, string, string) (net.Conn, error) {
	if env.Dial != nil {
		return env.Dial
	}
	plain := &net.Dialer{KeepAlive: -1, Resolver: env.Resolver}
	return plain.DialContext
}

// stay hands a redirect to the caller instead of following it.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// agent is the User-Agent header.
func agent(version string) string {
	if version == "" {
		return "Holdfast"
	}
	return "Holdfast/" + version
}

// Call begins a call. A Call is for one request and one goroutine.
func (c *Client) Call() *Call { return &Call{client: c} }
