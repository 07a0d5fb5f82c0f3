package uptime

import (
	"context"
	"errors"
	"net"
	"net/http"
)

// maxHeaderBytes bounds the response headers that are read.
const maxHeaderBytes = 64 << 10

// carried is the context key under which an open connection travels to the
// transport.
type carried struct{}

// newWire returns a transport that opens nothing itself: it runs HTTP over the
// connection that its context carries. One serves all checks; it keeps nothing.
func newWire() *http.Transport {
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetHTTP2(true)
	return &http.Transport{
		DialContext:            takeConn,
		DialTLSContext:         takeConn,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeaderBytes,
		Protocols:              &both,
	}
}

// carry returns a context that hands conn to the transport.
func carry(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, carried{}, conn)
}

// takeConn is the transport's way to a connection.
func takeConn(ctx context.Context, _, _ string) (net.Conn, error) {
	if conn, ok := ctx.Value(carried{}).(net.Conn); ok {
		return conn, nil
	}
	return nil, errors.New("no connection was carried to the transport")
}
