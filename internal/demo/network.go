package demo

import (
	"context"
	"net"
	"sync/atomic"
)

// domain is that of the pretend hosts; .example never exists (RFC 2606).
const domain = ".example"

// network is the way from the monitor to the estate. It can be cut.
type network struct{ cut atomic.Bool }

// dial opens a connection to the estate; while the network is cut, nothing
// answers, as behind a dead uplink.
func (n *network) dial(ctx context.Context, kind, address string) (net.Conn, error) {
	if n.cut.Load() {
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: kind, Err: ctx.Err()}
	}
	d := net.Dialer{Resolver: n.resolver()}
	return d.DialContext(ctx, kind, address)
}
