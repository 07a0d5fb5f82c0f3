package netdial

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// Secure shakes hands over conn and returns how long that took. The TLS
// connection is returned also with an error: its state holds whatever
// certificates came before the handshake failed. The error is a [*Failure].
func Secure(ctx context.Context, conn net.Conn, config *tls.Config) (*tls.Conn, time.Duration, error) {
	secure := tls.Client(conn, config)
	start := time.Now()
	err := secure.HandshakeContext(ctx)
	took := time.Since(start)
	if err == nil {
		return secure, took, nil
	}
	fail := Fail(ctx, "TLS handshake with", conn.RemoteAddr().String(), err)
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		fail.Came = "what came is no TLS; does the port speak plain text?"
	}
	return secure, took, fail
}
