package blackbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"strconv"
	"time"

	"holdfast/internal/names"
	"holdfast/probes/internal/netdial"
)

// choose looks a host up and takes one of its addresses as the exporter does:
// the first of the preferred family (IPv6 when nothing is said), else the last
// of the other one where falling back is allowed.
func (l *look) choose(ctx context.Context, host, protocol string, fallback bool) (netip.Addr, error) {
	l.page.set(names.ProbeIPProtocol, 0)
	l.page.set(names.ProbeIPHash, 0)
	start := time.Now()
	addrs, err := l.resolve(ctx, host, protocol, fallback)
	l.page.set(names.ProbeDNSLookup, time.Since(start).Seconds())
	if err != nil {
		return netip.Addr{}, err
	}
	addr := addrs[len(addrs)-1]
	for _, a := range addrs {
		if a.Is4() == (family(protocol) == netdial.IPv4) {
			addr = a
			break
		}
	}
	l.say("%s is %s", host, addr)
	if err := l.gate.Address(host, addr); err != nil {
		return netip.Addr{}, l.refuse(host, err)
	}
	l.page.set(names.ProbeIPProtocol, map[bool]float64{true: 4, false: 6}[addr.Is4()])
	l.page.set(names.ProbeIPHash, hash(addr))
	return addr, nil
}

// resolve looks a host up.
func (l *look) resolve(ctx context.Context, host, protocol string, fallback bool) ([]netip.Addr, error) {
	if err := l.gate.Name(host); err != nil {
		return nil, l.refuse(host, err)
	}
	wanted := netdial.Any
	if !fallback {
		wanted = family(protocol)
	}
	if host == "" {
		return nil, errors.New("the target has no host")
	}
	addrs, _, err := l.dialer.Resolve(ctx, host, wanted)
	if err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, errors.New("the name has no address")
	}
	return addrs, nil
}

// family is the preferred family.
func family(protocol string) netdial.Family {
	if protocol == "" || protocol == "ip6" {
		return netdial.IPv6
	}
	return netdial.IPv4
}

// hash is the exporter's number of an address: 32 bits of FNV-1a.
func hash(addr netip.Addr) float64 {
	h := fnv.New32a()
	_, _ = h.Write(addr.AsSlice()) // a hash takes everything
	return float64(h.Sum32())
}

// port reads a port, a number or the name of a service.
func port(ctx context.Context, network, text string) (uint16, error) {
	if n, err := strconv.ParseUint(text, 10, 16); err == nil {
		return uint16(n), nil
	}
	n, err := net.DefaultResolver.LookupPort(ctx, network, text)
	if err != nil {
		return 0, fmt.Errorf("the port %q: %w", text, err)
	}
	return uint16(n), nil //nolint:gosec // a port
}

// connect opens a TCP connection to addresses of a host. Each must pass the gate,
// whatever passed before.
func (l *look) connect(ctx context.Context, host string, port uint16, source string, addrs ...netip.Addr) (netdial.Conn, error) {
	for _, addr := range addrs {
		if err := l.gate.Address(host, addr); err != nil {
			return netdial.Conn{}, l.refuse(host, err)
		}
	}
	conn, err := l.from(source).Connect(ctx, addrs, port)
	if err != nil {
		return conn, err
	}
	l.say("connected to %s", netip.AddrPortFrom(conn.Addr, port))
	return conn, nil
}

// from is the dialer that sends from an own address, where one is wanted.
func (l *look) from(source string) *netdial.Dialer {
	if source == "" {
		return l.dialer
	}
	env := l.env
	env.Dial = (&net.Dialer{KeepAlive: -1, LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}}).DialContext
	return netdial.New(env)
}

// packets opens a UDP socket towards an address of a host, which must pass the
// gate as for TCP.
func (l *look) packets(ctx context.Context, host string, port uint16, source string, addr netip.Addr) (net.Conn, error) {
	if err := l.gate.Address(host, addr); err != nil {
		return nil, l.refuse(host, err)
	}
	d := &net.Dialer{}
	if source != "" {
		d.LocalAddr = &net.UDPAddr{IP: net.ParseIP(source)}
	}
	conn, err := d.DialContext(ctx, "udp", netip.AddrPortFrom(addr, port).String())
	if err != nil {
		return nil, netdial.Fail(ctx, "send to", host, err)
	}
	return conn, nil
}

// secure shakes hands.
func (l *look) secure(ctx context.Context, conn net.Conn, config *tls.Config) (*tls.Conn, time.Duration, error) {
	secured, took, err := netdial.Secure(ctx, conn, l.judged(config))
	if err != nil {
		return nil, took, err
	}
	state := secured.ConnectionState()
	l.say("shook hands as %s: %s, %s", config.ServerName, tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite))
	return secured, took, nil
}
