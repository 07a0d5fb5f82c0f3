package vantage

import (
	"context"
	"net"

	"holdfast"
)

// dial opens a connection.
type dial func(ctx context.Context, network, address string) (net.Conn, error)

// dialer returns the way to open connections.
func dialer(env holdfast.Env) dial {
	if env.Dial != nil {
		return env.Dial
	}
	return (&net.Dialer{KeepAlive: -1, Resolver: env.Resolver}).DialContext
}

// tcp is an anchor that answers by taking a connection.
type tcp struct {
	dial    dial
	address string
}

func (t tcp) ask(ctx context.Context) error {
	conn, err := t.dial(ctx, "tcp", t.address)
	if err != nil {
		return err
	}
	_ = conn.Close() // nothing was written, nothing can be lost
	return nil
}
