package netdial

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"
)

// rootWait is how long a name may take before the root is asked for beside it.
const rootWait = 2 * time.Second

// control is the positive control of a look-up. A resolver that is down, or cut
// off from the rest of DNS, fails for every name, and a name that fails there
// proves nothing. Every working resolver knows the name servers of the root (RFC
// 8109), so they are asked for through it when a name fails or is late. Once they
// are known the name is asked for again: the first question may have been lost
// while the way was still cut.
type control struct {
	ask   func() // asks, once; whoever comes later waits for the answers
	timer *time.Timer
	root  error // of the question for the root, once ask has returned
	addrs []netip.Addr
	again error // of the second question for the name, if the root is known
}

// control prepares the questions, and puts them by itself when the look-up has had
// half of its time and is not stopped. It calls found when the second question
// brought addresses.
func (d *Dialer) control(ctx context.Context, host string, family Family, found func()) *control {
	c := &control{}
	c.ask = sync.OnceFunc(func() {
		if _, c.root = d.resolver.LookupNS(ctx, "."); !c.known() {
			return
		}
		if c.addrs, c.again = afresh(d.resolver).LookupNetIP(ctx, string(family), host); c.again == nil {
			found()
		}
	})
	wait := rootWait
	if end, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(end)/2)
	}
	c.timer = time.AfterFunc(wait, c.ask)
	return c
}

// afresh is the same resolver without the questions under way: a [net.Resolver]
// lets equal questions wait for one answer.
func afresh(r *net.Resolver) *net.Resolver {
	return &net.Resolver{PreferGo: r.PreferGo, StrictErrors: r.StrictErrors, Dial: r.Dial}
}

// stop ends it: the name was found.
func (c *control) stop() { c.timer.Stop() }

// known reports whether the resolver answered for the root, were it to say that
// there is no such thing.
func (c *control) known() bool { return c.root == nil || Classify(c.root) == NotFound }

// lookUp resolves a name. When that fails in a way in which a broken resolver
// would fail too, the control decides whose failure it is: the error is Local if
// the resolver does not know the root either.
func (d *Dialer) lookUp(ctx context.Context, host string, family Family) ([]netip.Addr, error) {
	first, found := context.WithCancel(ctx)
	defer found()
	c := d.control(first, host, family, found)
	defer c.stop()
	addrs, err := d.resolver.LookupNetIP(first, string(family), host)
	if err == nil {
		return addrs, nil
	}
	fail := Fail(ctx, lookingUp, host, err)
	if overtaken := first.Err() != nil && ctx.Err() == nil; !overtaken && fail.Class != Timeout && fail.Class != ServFail {
		return nil, worded(fail, family)
	}
	c.ask()
	if !c.known() {
		fail.Class = Local
		return nil, fail
	}
	if c.again == nil {
		return c.addrs, nil
	}
	return nil, worded(Fail(ctx, lookingUp, host, c.again), family)
}

// worded says what came where the class alone would not.
func worded(fail *Failure, family Family) *Failure {
	switch fail.Class {
	case NotFound:
		fail.Came = "no such name or no " + family.Words() + " (NXDOMAIN or no data)"
	case Timeout:
		fail.Came = fail.Class.String() + ", though the resolver answers for the root of all names"
	case Local, Refused, Reset, Closed, TLS, Unreachable, ServFail:
	}
	return fail
}
