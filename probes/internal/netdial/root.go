package netdial

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// rootWait is how long a name may take before the root is asked for beside it.
const rootWait = 2 * time.Second

// root is the control of a look-up. A resolver that is down, or cut off from the
// rest of DNS, fails for every name, and a name that fails there proves nothing.
// Every working resolver knows the name servers of the root (RFC 8109), so they
// are asked for through it when a name fails or is late.
type root struct {
	ask   func() // asks, once; whoever comes later waits for the answer
	timer *time.Timer
	err   error // of the question, once ask has returned
}

// control prepares the question, and puts it by itself when the look-up has had
// half of its time and is not stopped.
func (d *Dialer) control(ctx context.Context) *root {
	r := &root{}
	r.ask = sync.OnceFunc(func() { _, r.err = d.resolver.LookupNS(ctx, ".") })
	wait := rootWait
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/2)
	}
	r.timer = time.AfterFunc(wait, r.ask)
	return r
}

// stop ends it: the name was found.
func (r *root) stop() { r.timer.Stop() }

// answered reports whether the resolver answered, were it to say that there is
// no such thing.
func (r *root) answered() bool {
	r.ask()
	return r.err == nil || Classify(r.err) == NotFound
}

// lookUp resolves a name. When that fails in a way in which a broken resolver
// would fail too, the root decides whose failure it is: the error is Local if
// the resolver does not know the root either.
func (d *Dialer) lookUp(ctx context.Context, host string, family Family) ([]netip.Addr, error) {
	control := d.control(ctx)
	defer control.stop()
	addrs, err := d.resolver.LookupNetIP(ctx, string(family), host)
	if err == nil {
		return addrs, nil
	}
	fail := Fail(ctx, lookingUp, host, err)
	switch fail.Class {
	case NotFound:
		fail.Came = "no such name or no " + family.Words() + " (NXDOMAIN or no data)"
	case Timeout, ServFail:
		if !control.answered() {
			fail.Class = Local
		} else if fail.Class == Timeout {
			fail.Came = fail.Class.String() + ", though the resolver answers for the root of all names"
		}
	case Local, Refused, Reset, Closed, TLS, Unreachable:
	}
	return nil, fail
}
