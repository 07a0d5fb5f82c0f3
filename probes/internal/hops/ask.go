package hops

import (
	"context"
	"net/netip"
	"time"
)

// asker sends one SYN with a hop limit from a fresh source port, and waits for
// what comes of it. An error means that this system cannot ask at all.
type asker interface {
	ask(ctx context.Context, at netip.AddrPort, limit int, wait time.Duration) (answer, error)
}

// reply is what came of a SYN.
type reply uint8

// The replies.
const (
	silence  reply = iota
	expired        // its hop limit ran out at a router, which told
	reached        // a SYN-ACK or an RST: the target, or who speaks for it
	rejected       // another ICMP error
)

// answer is a reply, who sent it (not for reached), and after how long.
type answer struct {
	what reply
	from netip.Addr
	rtt  time.Duration
}
