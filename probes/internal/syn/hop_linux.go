package syn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"holdfast/probes/internal/sweep"
)

// hop is where packets to an address are handed first.
type hop struct {
	own     netip.Addr       // our address towards it
	next    netip.Addr       // the gateway, or the address itself
	link    int              // the interface's index
	mtu     int              // bytes
	address net.HardwareAddr // of next; empty where the link needs none
}

// The reasons for which there is no way for bare SYNs.
var (
	errLocal = errors.New("the address is this machine's own; bare SYNs do not reach it")
	errLink  = errors.New("the way out is a link of a kind that bare SYNs are not sent on")
	errNext  = errors.New("the next hop's link address is not known")
)

// protocol is the link's number for the family (ETH_P_IP, ETH_P_IPV6).
func (h hop) protocol() uint16 {
	if h.own.Is4() {
		return unix.ETH_P_IP
	}
	return unix.ETH_P_IPV6
}

// findHop asks the kernel for the way to a job's address, and wakes the next hop
// when its link address is not known yet.
func findHop(ctx context.Context, job sweep.Job) (hop, error) {
	if job.Addr.Zone() != "" {
		return hop{}, errLink
	}
	h, err := route(job.Addr)
	if err != nil {
		return h, err
	}
	link, err := net.InterfaceByIndex(h.link)
	if err != nil {
		return h, fmt.Errorf("interface %d: %w", h.link, err)
	}
	h.mtu = link.MTU
	switch {
	case link.Flags&net.FlagLoopback != 0:
		return h, errLocal
	case len(link.HardwareAddr) == 0:
		return h, nil // a tunnel: no addresses on the link
	case len(link.HardwareAddr) != 6:
		return h, errLink
	case h.renew() || h.wake(ctx, job):
		return h, nil
	default:
		return h, fmt.Errorf("%w: %s on %s", errNext, h.next, link.Name)
	}
}

// renew looks the next hop's link address up, and reports whether it is known.
func (h *hop) renew() bool {
	address := neighbour(h.link, h.next)
	if len(address) != 6 {
		return false
	}
	h.address = bytes.Clone(address)
	return true
}

// wake makes the kernel ask for the next hop's link address, by a connect of its
// own to one of the job's ports, and waits for it.
func (h *hop) wake(ctx context.Context, job sweep.Job) bool {
	port := uint16(443)
	if len(job.Control) > 0 {
		port = job.Control[0]
	} else if len(job.Ports) > 0 {
		port = job.Ports[0]
	}
	fd, err := sweep.NewSocket(job.Addr)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(fd) }()
	_ = unix.Connect(fd, sweep.SocketAddress(job.Addr, port)) // it is only to be tried
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for range 300 {
		if h.renew() {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
	return false
}
