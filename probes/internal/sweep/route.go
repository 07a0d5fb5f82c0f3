package sweep

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// NoRouteError says that this machine has no way to an address at all: no
// packet was sent.
type NoRouteError struct {
	Addr netip.Addr
	Err  error
}

// Error implements error.
func (e *NoRouteError) Error() string {
	if e.Addr.Is6() {
		return fmt.Sprintf("%s not looked at: no IPv6 here (%v)", e.Addr, e.Err)
	}
	return fmt.Sprintf("%s not looked at: no route from here (%v)", e.Addr, e.Err)
}

// Unwrap returns the system's error.
func (e *NoRouteError) Unwrap() error { return e.Err }

// Reachable asks this machine's routing table for a way to the address, by
// connecting a datagram socket, which sends nothing. It fails with a
// [NoRouteError].
func Reachable(ctx context.Context, addr netip.Addr) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp", netip.AddrPortFrom(addr, 9).String())
	if err != nil {
		return &NoRouteError{Addr: addr, Err: cause(err)}
	}
	return conn.Close()
}

// cause strips the dialer's words off an error.
func cause(err error) error {
	for {
		inner, ok := err.(interface{ Unwrap() error }) //nolint:errorlint // each layer is looked at
		if !ok || inner.Unwrap() == nil {
			return err
		}
		err = inner.Unwrap()
	}
}
