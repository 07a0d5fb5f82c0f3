package unreachable

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/greet"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// prober asks the database ports of one host.
type prober struct {
	env     holdfast.Env
	set     settings
	aim     *aim.Aimer
	engine  sweep.Engine
	ports   []uint16
	control string // host:port, or empty
}

// Target implements [holdfast.Targeted].
func (p *prober) Target() string { return p.set.Host }

// Host implements [holdfast.Targeted].
func (p *prober) Host() string { return p.set.Host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	if p.set.Expect == "no-name" {
		return p.noName(ctx)
	}
	spots, err := p.aim.Spots(ctx)
	if err != nil {
		return holdfast.Finding{}, err
	}
	control := p.ask(ctx)
	sights := make([]sight, 0, len(spots))
	for _, spot := range spots {
		sights = append(sights, p.lookAt(ctx, spot, look.Progress))
	}
	if err := ctx.Err(); err != nil && !slices.ContainsFunc(sights, sight.open) {
		return holdfast.Finding{}, err
	}
	return p.finding(sights, control), nil
}

// answer is what the control said.
type answer struct {
	asked bool
	err   error
}

// good reports whether the control answered.
func (a answer) good() bool { return a.asked && a.err == nil }

// ask connects to the control.
func (p *prober) ask(ctx context.Context) answer {
	if p.control == "" {
		return answer{}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := p.dial(ctx, "tcp", p.control)
	if err == nil {
		err = conn.Close()
	}
	return answer{asked: true, err: err}
}

// dial opens a connection as the env says.
func (p *prober) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if p.env.Dial != nil {
		return p.env.Dial(ctx, network, address)
	}
	d := net.Dialer{Resolver: p.env.Resolver}
	return d.DialContext(ctx, network, address)
}

// sight is one address and what was seen of it.
type sight struct {
	spot  aim.Spot
	res   sweep.Result
	err   error
	greet map[uint16]greet.Greeting // of each open port
}

// open reports whether a port of the address answered.
func (s sight) open() bool { return len(s.greet) > 0 }

// lookAt asks all ports of one address, and what answers for its first words.
func (p *prober) lookAt(ctx context.Context, spot aim.Spot, progress func(holdfast.Progress)) sight {
	s := sight{spot: spot, greet: map[uint16]greet.Greeting{}}
	if spot.Key != "" {
		return s
	}
	job := sweep.Job{
		Addr: spot.Addr, Ports: p.ports, Control: []uint16{443, 80}, Rate: 200, Window: 256, Patience: 4 * time.Second, Pace: p.env.Pace,
	}
	if progress != nil {
		job.Progress = func(done int, _ []uint16) {
			progress(holdfast.Progress{Stage: "databases", Done: done, Of: len(p.ports)})
		}
	}
	if s.res, s.err = p.engine.Sweep(ctx, job); s.err != nil {
		return s
	}
	for _, port := range s.res.In(sweep.Open) {
		if slices.Contains(p.ports, port) {
			s.greet[port] = p.recognise(ctx, netip.AddrPortFrom(spot.Addr, port))
		}
	}
	return s
}

// recognise asks an open port for its first words: those of the service that
// usually lives there, else of each that is known.
func (p *prober) recognise(ctx context.Context, at netip.AddrPort) greet.Greeting {
	ctx, cancel := context.WithTimeout(ctx, 6*time.Second)
	defer cancel()
	tries := greet.Known()
	if usual, ok := ports.Lookup(at.Port()); ok && usual.Database {
		tries = []string{usual.Key}
	}
	for _, service := range tries {
		if !slices.Contains(greet.Known(), service) {
			break
		}
		if g, err := greet.Ask(ctx, p.dial, at, service); err == nil && g.Service != "" {
			return g
		}
	}
	return greet.Greeting{Access: greet.AccessUnknown}
}

// noName asks the resolver: the name must not exist, and the control name must.
func (p *prober) noName(ctx context.Context) (holdfast.Finding, error) {
	control := p.controlName()
	if _, err := p.aim.Resolve(ctx, control); err != nil && !noSuchAddress(err) {
		return holdfast.Finding{}, err
	}
	if _, err := p.aim.Resolve(ctx, control); err != nil {
		return holdfast.Finding{Status: holdfast.Unknown, Headline: "COULD NOT LOOK", Reason: "the control name " + control + " has no address either, so that " + p.set.Host + " has none proves nothing; name one that exists under control_name:"}, nil
	}
	found, err := p.aim.Resolve(ctx, p.set.Host)
	switch {
	case noSuchAddress(err):
		return holdfast.Finding{Status: holdfast.Holds, Reason: p.set.Host + " has no public name; " + control + " has, through the same resolver"}, nil
	case err != nil:
		return holdfast.Finding{}, err
	}
	return named(p.set.Host, found), nil
}

// controlName is the name that must exist.
func (p *prober) controlName() string {
	if p.set.ControlName != "" {
		return p.set.ControlName
	}
	return parent(p.set.Host)
}

// noSuchAddress reports whether the resolver knows that there is no address.
func noSuchAddress(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}
