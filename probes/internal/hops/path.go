package hops

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Hop is one place on the way. A hop that never told has no addresses; one
// behind which paths are balanced may have several.
type Hop struct {
	Depth int // 1 is our own gateway
	Addrs []netip.Addr
	RTT   time.Duration // the shortest time to its message
}

// told reports whether the hop ever told.
func (h Hop) told() bool { return len(h.Addrs) > 0 }

// String writes "hop 3 (203.0.113.1)".
func (h Hop) String() string {
	words := make([]string, 0, len(h.Addrs))
	for _, a := range h.Addrs {
		words = append(words, a.String())
	}
	if len(words) > 2 {
		words = append(words[:2], fmt.Sprintf("and %d more", len(words)-2))
	}
	return fmt.Sprintf("hop %d (%s)", h.Depth, strings.Join(words, ", "))
}

// Path is the way of the control's SYNs.
type Path struct {
	Addr    netip.Addr
	Control uint16
	// Hops are those before the target, from depth 1 on.
	Hops []Hop
	// Length is the hop limit with which the target is reached: 1 when no router
	// lies between, 0 when it was never reached.
	Length int
}

// note adds what a SYN with a hop limit met: a router, or the target.
func (p *Path) note(depth int, a answer) {
	switch {
	case a.what == reached || a.what == expired && a.from == p.Addr:
		if p.Length == 0 || depth < p.Length {
			p.Length = depth
			p.Hops = p.Hops[:min(len(p.Hops), depth-1)]
		}
	case a.what == expired && (p.Length == 0 || depth < p.Length):
		for len(p.Hops) < depth {
			p.Hops = append(p.Hops, Hop{Depth: len(p.Hops) + 1})
		}
		h := &p.Hops[depth-1]
		if !slices.Contains(h.Addrs, a.from) {
			h.Addrs = append(h.Addrs, a.from)
		}
		if h.RTT == 0 || a.rtt < h.RTT {
			h.RTT = a.rtt
		}
	}
}

// hop returns what is known of a depth.
func (p Path) hop(depth int) Hop {
	if depth < 1 || depth > len(p.Hops) {
		return Hop{Depth: depth}
	}
	return p.Hops[depth-1]
}

// dark returns the depths before the target that never told.
func (p Path) dark() []int {
	var list []int
	for depth := 1; depth < p.Length; depth++ {
		if !p.hop(depth).told() {
			list = append(list, depth)
		}
	}
	return list
}

// deepest returns the last hop that told.
func (p Path) deepest() Hop {
	for _, h := range slices.Backward(p.Hops) {
		if h.told() {
			return h
		}
	}
	return Hop{}
}

// sameWay reports whether two traces can be of one way: they share an address
// at every depth that both know, and know one such depth.
func (p Path) sameWay(other Path) bool {
	shared := 0
	for _, h := range p.Hops {
		o := other.hop(h.Depth)
		if !h.told() || !o.told() {
			continue
		}
		if !slices.ContainsFunc(h.Addrs, func(a netip.Addr) bool { return slices.Contains(o.Addrs, a) }) {
			return false
		}
		shared++
	}
	return shared > 0 && p.Length == other.Length
}

// join adds what another trace of the same way knows.
func (p Path) join(other Path) Path {
	out := Path{Addr: p.Addr, Control: p.Control, Length: p.Length}
	for _, one := range []Path{p, other} {
		for _, h := range one.Hops {
			for _, a := range h.Addrs {
				out.note(h.Depth, answer{what: expired, from: a, rtt: h.RTT})
			}
		}
	}
	return out
}
