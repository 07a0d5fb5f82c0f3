package dns

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"strconv"
	"time"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// maxServers bounds how many addresses are tried for one answer.
const maxServers = 3

// route is who is asked in one look.
type route struct {
	asker
	servers []netip.AddrPort
	system  bool          // they are only the way to the answer
	took    time.Duration // to look the server's own name up
}

// route finds out who is to be asked. The error is a [*netdial.Failure], or
// says why the system's resolver is not known.
func (p *prober) route(ctx context.Context) (route, error) {
	if p.server == "" {
		servers, err := systemServers(p.resolvConf)
		if err != nil {
			return route{}, err
		}
		return route{asker: asker{dial: p.systemDial, stream: p.stream}, servers: servers, system: true}, nil
	}
	addrs, took, err := p.dialer.Resolve(ctx, p.server, p.family)
	r := route{asker: asker{dial: p.dial, stream: p.stream}, took: took}
	for _, a := range addrs[:min(maxServers, len(addrs))] {
		r.servers = append(r.servers, netip.AddrPortFrom(a, p.port))
	}
	return r, err
}

// systemServers reads the resolvers of resolv.conf(5) anew: they change with
// the network.
func systemServers(path string) ([]netip.AddrPort, error) {
	conf, err := dns.ClientConfigFromFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return []netip.AddrPort{netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 53)}, nil // resolv.conf(5)
	}
	if err != nil {
		return nil, err
	}
	var out []netip.AddrPort
	for _, s := range conf.Servers[:min(maxServers, len(conf.Servers))] {
		addr, err := netip.ParseAddr(s)
		port, portErr := strconv.ParseUint(conf.Port, 10, 16)
		if err == nil && portErr == nil {
			out = append(out, netip.AddrPortFrom(addr, uint16(port)))
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no resolver in " + path)
	}
	return out, nil
}

// ask puts the question to one server after the other until one answers. The
// error is the strongest failure; spare is how many more questions the time must
// do for.
func (r route) ask(ctx context.Context, q question, spare int) (reply, error) {
	var worst error
	for i, at := range r.servers {
		got, err := r.asker.ask(ctx, at, q, len(r.servers)-i+spare)
		if err == nil {
			return got, nil
		}
		if worst == nil || failure(worst).Class.Local() || !failure(err).Class.Local() {
			worst = err
		}
	}
	if worst == nil {
		worst = &netdial.Failure{Doing: "ask", To: "the server", Err: errors.New("it has no address")}
	}
	return reply{}, worst
}

// root asks the server for the name servers of the root, which every working
// resolver knows (RFC 8109).
func (r route) root(ctx context.Context) (reply, bool) {
	got, err := r.ask(ctx, question{name: ".", qtype: dns.TypeNS, recurse: true}, 0)
	return got, err == nil && got.Rcode == dns.RcodeSuccess && len(got.Answer) > 0
}

// dialers are how the system's resolver and other servers are reached.
func dialers(env holdfast.Env) (system, other func(ctx context.Context, network, address string) (net.Conn, error)) {
	other = env.Dial
	if other == nil {
		other = (&net.Dialer{KeepAlive: -1}).DialContext
	}
	if env.Resolver != nil && env.Resolver.Dial != nil {
		return env.Resolver.Dial, other
	}
	return other, other
}
