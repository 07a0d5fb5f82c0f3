package greet

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
)

// askTLS offers TLS. A greeting without an access says that it is spoken, and that
// what is inside can be asked.
func askTLS(ctx context.Context, open opener) (Greeting, error) {
	conn, err := open(ctx)
	if err != nil {
		return Greeting{}, err
	}
	defer bound(ctx, conn)()
	err = secure(conn).HandshakeContext(ctx)
	g := Greeting{Service: "tls", Title: "TLS", TLS: true}
	var strange tls.RecordHeaderError
	switch {
	case err == nil:
		return g, nil
	case errors.As(err, &strange):
		return Greeting{}, errStranger
	case spoken(err):
		g.Access, g.Said = AccessUnknown, "speaks TLS, but our handshake failed"
		return g, nil
	default:
		return Greeting{}, err
	}
}

// secure is a TLS client that reads only; whom it meets is another check's matter.
func secure(conn net.Conn) *tls.Conn {
	return tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}) //nolint:gosec // nothing secret is sent
}

// spoken reports whether a handshake failed in TLS's own terms: by an alert, or by
// something in its messages.
func spoken(err error) bool {
	var alert tls.AlertError
	var op *net.OpError
	return errors.As(err, &alert) || errors.As(err, &op) && op.Op == "remote error" || strings.HasPrefix(err.Error(), "tls: ")
}

// within opens connections inside TLS.
func within(open opener) opener {
	return func(ctx context.Context) (net.Conn, error) {
		conn, err := open(ctx)
		if err != nil {
			return nil, err
		}
		client := secure(conn)
		if err := client.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, err
		}
		return client, nil
	}
}
