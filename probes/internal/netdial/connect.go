package netdial

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// HeadStart is how long one address is tried before the next is tried beside
// it (RFC 8305 §5 recommends 250 ms).
const HeadStart = 250 * time.Millisecond

const connecting = "connect to"

// Conn is an open connection, with the address it goes to and how long it took
// to open.
type Conn struct {
	net.Conn
	Addr netip.Addr
	Took time.Duration
}

// Connect opens a TCP connection to the first of the addresses that lets it.
// Took counts from the first attempt. The error is a [*Failure]: the strongest
// evidence among the addresses, with all of them in its text.
func (d *Dialer) Connect(ctx context.Context, addrs []netip.Addr, port uint16) (Conn, error) {
	start := time.Now()
	var conn Conn
	var err error
	if len(addrs) == 1 {
		conn, err = d.one(ctx, addrs[0], port)
	} else {
		conn, err = d.race(ctx, addrs, port)
	}
	conn.Took = time.Since(start)
	return conn, err
}

// one connects to one address.
func (d *Dialer) one(ctx context.Context, addr netip.Addr, port uint16) (Conn, error) {
	to := netip.AddrPortFrom(addr, port).String()
	network := "tcp4"
	if addr.Is6() {
		network = "tcp6"
	}
	c, err := d.dial(ctx, network, to)
	if err != nil {
		return Conn{}, Fail(ctx, connecting, to, err)
	}
	return Conn{Conn: c, Addr: addr}, nil
}

// attempt is how one address fared.
type attempt struct {
	conn Conn
	err  error
}

// race tries the addresses one after the other, the next as soon as one failed
// or had its head start, and waits for the losers before it returns.
func (d *Dialer) race(ctx context.Context, addrs []netip.Addr, port uint16) (Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan attempt, len(addrs))
	var wg sync.WaitGroup
	start := func(addr netip.Addr) {
		wg.Go(func() {
			conn, err := d.one(ctx, addr, port)
			results <- attempt{conn, err}
		})
	}
	winner, failures := run(addrs, start, results)
	cancel()
	wg.Wait()
	close(results)
	for late := range results {
		if late.err == nil {
			_ = late.conn.Close() // a second connection that nobody needs
		}
	}
	if winner != nil {
		return *winner, nil
	}
	return Conn{}, strongest(failures)
}

// run starts attempts until one has won or all have failed.
func run(addrs []netip.Addr, start func(netip.Addr), results <-chan attempt) (*Conn, []error) {
	var failures []error
	next := 0
	tick := time.NewTicker(HeadStart)
	defer tick.Stop()
	for len(failures) < len(addrs) {
		if next == len(failures) {
			start(addrs[next])
			next++
			tick.Reset(HeadStart)
		}
		select {
		case r := <-results:
			if r.err == nil {
				return &r.conn, nil
			}
			failures = append(failures, r.err)
		case <-tick.C:
			if next < len(addrs) {
				start(addrs[next])
				next++
			}
		}
	}
	return nil, failures
}

// strongest returns the failure that proves most, with the text of all.
func strongest(failures []error) error {
	best := &Failure{Doing: connecting, To: "no address", Class: NotFound}
	texts := make([]string, 0, len(failures))
	for i, err := range failures {
		f := asFailure(err)
		if i == 0 || f.Class.evidence() > best.Class.evidence() {
			best = f
		}
		texts = append(texts, f.To+" "+f.Class.String())
	}
	out := *best
	if len(texts) > 1 {
		out.To, out.Came = "any address", strings.Join(texts, ", ")
	}
	return &out
}
