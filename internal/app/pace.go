package app

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// Rates of a sweep that nobody asked to be faster: under every limit that was
// met in tests of firewalls, and a tenth of what a provider would ask about.
const (
	perAddress = 60   // packets a second towards one address
	inAll      = 1000 // packets a second over all addresses
)

// Pace is a token bucket over all sweeps and one for each address.
type Pace struct {
	mu sync.Mutex // guards all that follows
	// next is when the next packet may leave: over all, and by address.
	all  time.Time
	addr map[netip.Addr]time.Time
}

// NewPace makes the limiter that one process shares.
func NewPace() *Pace { return &Pace{addr: map[netip.Addr]time.Time{}} }

// Wait implements [holdfast.Pacer]: it returns when n packets may leave.
func (p *Pace) Wait(ctx context.Context, addr netip.Addr, n int) error {
	wait := p.reserve(addr, n, time.Now())
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// reserve books n packets and returns how long they must wait. An unused second
// may be caught up, no more.
func (p *Pace) reserve(addr netip.Addr, n int, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	start := later(later(p.all, p.addr[addr]), now.Add(-time.Second))
	p.all = later(p.all, now.Add(-time.Second)).Add(time.Duration(n) * time.Second / inAll)
	p.addr[addr] = start.Add(time.Duration(n) * time.Second / perAddress)
	if len(p.addr) > 10_000 {
		clear(p.addr) // a burst of one second at worst
	}
	return start.Sub(now)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
