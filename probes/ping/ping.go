// Package ping asks whether a host answers ICMP echo requests, how many of them
// are lost, and how long and how evenly the answers take.
//
// # What an answer proves
//
// An echo reply (RFC 792, RFC 4443 §4.2) shows that the host's kernel runs and
// that the way there and back carries packets: nothing about its services, for
// which there are other kinds. Silence shows less than it seems: many firewalls
// drop echo requests, and many routers answer only some of them. It is broken
// only beside an anchor that answered.
//
// # Two sockets
//
// Linux has a datagram socket for ICMP (net.ipv4.ping_group_range, ip(7),
// icmp(7)) that needs no right but membership in a group, and in which the
// kernel sorts the replies. It is tried first. A raw socket needs CAP_NET_RAW
// and hears all ICMP that the machine gets, so that replies must be told from
// those to others: by an id of chance, and by eight bytes of chance at the
// beginning of the payload. Which one was used is a fact of the look; where
// neither may be opened, nobody could look.
//
// # What is counted
//
// A request that this machine could not send (no route, its own firewall, no
// buffer) is not lost: it is Unknown. Neither is one that the check's timeout
// left no time for. What is lost was sent and then waited for as long as wait:
// says. An ICMP error is told with the address that sent it: when that is the
// target, it has spoken; when it is a router, the target still has not.
//
// Jitter is the mean difference of the round trips of one request and the next
// (the delay variation of RFC 3393 between neighbours, as RFC 3550 §6.4.1 uses
// it for one way).
package ping

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "ping".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "ping",
		Title:    "a host answers ICMP echo requests, with little loss and in time",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  10 * time.Second,
	}
}
