// Package sweep asks many TCP ports of one address whether they are open, and
// says how sure it is.
//
// # Four answers
//
// A SYN (RFC 9293 §3.5) is answered by a SYN-ACK: the port is open; by an RST:
// it is closed, and the question got there; by an ICMP destination unreachable
// (RFC 792, RFC 4443): somebody on the way rejects it; or by nothing. Nothing
// is the hard one: a firewall that drops, a lost packet, a rate limit, a dead
// host and a filter in our own network all look alike.
//
// # Sight
//
// Therefore a port that is known to answer, the canary, is asked at random
// places inside the stream: asked beside it, it would meet emptier queues and
// see less loss than the questions do. Silence is believed only when the canary
// answers after it. When the canary is lost the rate is halved, and what was
// silent meanwhile is asked again; when it stays lost, the sweep ends blind and
// the ports without an answer are Unknown. Most scanners report "nothing open"
// in that case.
//
// # Retransmission
//
// A firewall that drops the first SYN of each connection lets its
// retransmission pass, never a new try from another source port. A try here
// lasts longer than the kernel's retransmission time-out (1 s, RFC 6298 §2.1),
// so each contains at least two SYNs of the same connection.
//
// # Engines
//
// An [Engine] carries the questions out. The one on Linux uses non-blocking
// connects on a single epoll, which needs no privilege, no goroutine per port
// and 16 MiB for thousands of sockets in flight. A dialer with a goroutine per
// port was measured to report open ports as timed out under load: its timer
// won against a socket that was ready. After a time-out the socket is
// therefore asked once more before the silence is believed.
package sweep

import (
	"context"
	"net/netip"
	"time"

	"holdfast"
)

// Engine asks all ports of a job. It returns what is known when ctx ends, with
// the rest Unknown; an error means that nothing could be asked at all (no
// route, no sockets).
type Engine interface {
	Sweep(ctx context.Context, job Job) (Result, error)
}

// Job is one sweep of one address.
type Job struct {
	Addr netip.Addr
	// Ports are asked in this order, each once, retries aside.
	Ports []uint16
	// Control are ports of the same address that may serve as the canary, best
	// first. They are asked before all others; the first that is open is taken,
	// else the first that is closed, else whichever port answers first.
	Control []uint16
	// Tries is how often a silent port is asked; 0 means 2.
	Tries int
	// Doubt, when not 0, is the chance of a missed port (0 to 1) to get below: the
	// SYN engine asks silent ports more often for it, up to a limit.
	Doubt float64
	// Timeout is how long a try waits; 0 means 2.2 s, which holds the kernel's
	// first retransmissions.
	Timeout time.Duration
	// Window is the most sockets in flight; 0 means what the file limit
	// allows, at most 8192.
	Window int
	// Rate is the most tries per second; 0 means 20,000.
	Rate int
	// Patience is how long a lost canary is waited for before the sweep is
	// given up as blind; 0 means 10 s.
	Patience time.Duration
	// Pace, when not nil, is asked before each try.
	Pace holdfast.Pacer
	// Progress, when not nil, is told a few times a second how many ports have
	// an answer and which are open so far.
	Progress func(done int, open []uint16)
}

// withDefaults returns the job with its zero fields filled in.
func (j Job) withDefaults() Job {
	j.Addr = j.Addr.Unmap()
	if j.Tries == 0 {
		j.Tries = 2
	}
	if j.Timeout == 0 {
		j.Timeout = 2200 * time.Millisecond
	}
	if j.Rate == 0 {
		j.Rate = 20_000
	}
	if j.Patience == 0 {
		j.Patience = 10 * time.Second
	}
	return j
}
