// Package carry runs HTTP over a connection that a probe has opened itself, so
// that the probe knows every phase of it and chooses the address, and the
// standard library still speaks HTTP/1.1 and HTTP/2.
package carry

import (
	"context"
	"errors"
	"net"
	"net/http"
)

// carried is the context key under which an open connection travels to the
// transport.
type carried struct{}

// Transport returns a transport that opens nothing itself: its NewClientConn runs
// HTTP over the connection that the context carries ([With]), by HTTP/2 when that
// is a TLS connection on which both sides agreed on it. One serves all checks; it
// keeps nothing. Response headers of more than maxHeader bytes are refused.
func Transport(maxHeader int64) *http.Transport {
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetHTTP2(true)
	return &http.Transport{
		DialContext:            takeConn,
		DialTLSContext:         takeConn,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeader,
		Protocols:              &both,
	}
}

// HTTP2 is a transport that speaks HTTP/2 alone, also without TLS (RFC 9113 §3.3).
func HTTP2(maxHeader int64) *http.Transport {
	t := Transport(maxHeader)
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP2(true)
	t.Protocols.SetUnencryptedHTTP2(true)
	return t
}

// With returns a context that hands conn to the transport.
func With(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, carried{}, conn)
}

// takeConn is the transport's way to a connection.
func takeConn(ctx context.Context, _, _ string) (net.Conn, error) {
	if conn, ok := ctx.Value(carried{}).(net.Conn); ok {
		return conn, nil
	}
	return nil, errors.New("no connection was carried to the transport")
}
