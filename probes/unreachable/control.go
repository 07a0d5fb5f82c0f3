package unreachable

import (
	"context"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// controlWait is the longest that the control is waited for.
const controlWait = 5 * time.Second

// control is what must answer in the same look.
type control struct {
	text string // as the config gives it; empty: none
	host string
	port string
}

// control reads tcp://host:port.
func (s *settings) control() (control, error) {
	c := control{text: s.Control}
	switch {
	case s.Control == "":
		return c, nil
	case s.Expect == expectNoName:
		return c, refuse("control", "with expect: no-name no port is asked; name a name that exists under control_name:")
	}
	rest, ok := strings.CutPrefix(s.Control, "tcp://")
	host, port, err := net.SplitHostPort(rest)
	n, errPort := strconv.ParseUint(port, 10, 16)
	if !ok || err != nil || errPort != nil || host == "" || n == 0 {
		return c, refuse("control", fmt.Sprintf("%q is no control; want one such as tcp://app.example.com:443", s.Control))
	}
	c.host, c.port = host, port
	return c, nil
}

// askControl connects to the control, and closes at once.
func (p *prober) askControl(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, controlWait)
	defer cancel()
	conn, err := p.dial(ctx, "tcp", net.JoinHostPort(p.control.host, p.control.port))
	if err != nil {
		return err
	}
	return conn.Close()
}

// proveByHop asks how far questions to the silent ports get, as far as nothing
// else shows or declares it. It needs a port of the address that answers.
func (p *prober) proveByHop(ctx context.Context, look holdfast.Look, s *sight) {
	if p.env.Egress == "open" || s.err != nil || !s.res.Sighted() {
		return
	}
	job := hops.Job{Addr: s.spot.Addr, Control: s.res.Canary.Port, Pace: p.env.Pace}
	for _, port := range p.ports {
		switch state := s.res.State(port); {
		case s.res.Reached(port):
			job.Answered = append(job.Answered, port)
		case state == sweep.Filtered || state == sweep.Rejected:
			job.Silent = append(job.Silent, port)
		}
	}
	if look.Full {
		job.Within = time.Minute
	}
	s.hops = p.hops.Prove(ctx, job)
}

// dial opens a connection by the environment's dialer, or a plain one.
func (p *prober) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if p.env.Dial != nil {
		return p.env.Dial(ctx, network, address)
	}
	d := net.Dialer{KeepAlive: -1, Resolver: p.env.Resolver}
	return d.DialContext(ctx, network, address)
}

// canaries returns the ports of an address that may show that it is alive.
func (p *prober) canaries(at netip.Addr) []uint16 {
	list := []uint16{443, 80, 22}
	if p.control.host == at.String() || p.control.host == p.set.Host {
		if n, err := strconv.ParseUint(p.control.port, 10, 16); err == nil {
			list = append([]uint16{uint16(n)}, list...)
		}
	}
	return slices.DeleteFunc(list, func(port uint16) bool { return slices.Contains(p.ports, port) })
}

// decoys returns two high ports at which nobody should listen: an address that
// accepts there too accepts everywhere.
func decoys(host string, asked []uint16) []uint16 {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(host))
	var list []uint16
	for n := sum.Sum32(); len(list) < 2; n = n*1664525 + 1013904223 {
		port := uint16(20000 + n>>8%25000) //nolint:gosec // below 45000
		if _, known := ports.Lookup(port); !known && !slices.Contains(asked, port) && !slices.Contains(list, port) {
			list = append(list, port)
		}
	}
	return list
}
