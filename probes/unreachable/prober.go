package unreachable

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/greet"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// atOnce is how many addresses, or services, are asked at the same time.
const atOnce = 4

// rate is the most tries per second towards one address.
const rate = 200

// greetWait is the longest that one open port is listened to.
const greetWait = 15 * time.Second

// prober looks at the database ports of one host.
type prober struct {
	env     holdfast.Env
	set     settings
	aim     *aim.Aimer
	engine  sweep.Engine
	hops    hopProver
	ports   []uint16
	decoys  []uint16
	control control
}

// hopProver shows how far questions to silent ports get.
type hopProver interface {
	Prove(ctx context.Context, job hops.Job) hops.Result
	Keep(addrs []netip.Addr)
}

// Target implements [holdfast.Targeted].
func (p *prober) Target() string { return p.set.Host }

// Host implements [holdfast.Targeted].
func (p *prober) Host() string { return p.set.Host }

// Probe implements [holdfast.Prober]. A second opinion ([holdfast.Look.Confirm])
// asks everything too: it is some thirty connects.
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	if p.set.Expect == expectNoName {
		return p.noName(ctx)
	}
	spots, err := p.aim.Spots(ctx)
	if err != nil {
		return holdfast.Finding{}, err
	}
	seen := p.lookAt(ctx, look, spots)
	if err := ctx.Err(); err != nil && !seen.anyOpen() {
		return holdfast.Finding{}, err
	}
	return p.finding(seen), nil
}

// seen is what one look saw.
type seen struct {
	sights     []sight
	controlled bool  // a control was asked
	control    error // why it did not answer
	took       time.Duration
}

// sight is one address and what this look saw of it.
type sight struct {
	spot  aim.Spot
	res   sweep.Result
	err   error
	greet map[uint16]greet.Greeting // of the open ports
	hops  hops.Result
}

// anyOpen reports whether a port answered: that is seen, whatever came after.
func (s seen) anyOpen() bool {
	return slices.ContainsFunc(s.sights, func(s sight) bool { return len(s.greet) > 0 })
}

// lookAt sweeps all addresses that may be looked at, and asks the control
// meanwhile.
func (p *prober) lookAt(ctx context.Context, look holdfast.Look, spots []aim.Spot) seen {
	out := seen{sights: make([]sight, len(spots)), controlled: p.control.host != ""}
	begun := time.Now()
	var group sync.WaitGroup
	if out.controlled {
		group.Go(func() { out.control = p.askControl(ctx) })
	}
	var addrs []netip.Addr
	for i, spot := range spots {
		out.sights[i].spot = spot
		addrs = append(addrs, spot.Addr)
	}
	some(out.sights, func(s *sight) { p.lookAtOne(ctx, look, s) })
	group.Wait()
	p.hops.Keep(addrs)
	some(out.sights, func(s *sight) { p.proveByHop(ctx, look, s) })
	out.took = time.Since(begun)
	return out
}

// some runs do for all sights that may be looked at, some at once.
func some(sights []sight, do func(*sight)) {
	var group sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := range sights {
		if sights[i].spot.Key != "" {
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(&sights[i])
		})
	}
	group.Wait()
}

// lookAtOne sweeps one address and listens to whoever answers.
func (p *prober) lookAtOne(ctx context.Context, look holdfast.Look, s *sight) {
	sweepCtx, cancel := leaveTime(ctx)
	defer cancel()
	job := sweep.Job{
		Addr:     s.spot.Addr,
		Ports:    slices.Concat(p.ports, p.decoys),
		Control:  p.canaries(s.spot.Addr),
		Rate:     rate,
		Patience: 6 * time.Second,
		Pace:     p.env.Pace,
	}
	if look.Progress != nil {
		job.Progress = func(done int, _ []uint16) {
			look.Progress(holdfast.Progress{Stage: "databases", Done: min(done, len(p.ports)), Of: len(p.ports)})
		}
	}
	s.res, s.err = p.engine.Sweep(sweepCtx, job)
	if s.err == nil {
		s.greet = p.greetAll(ctx, s)
	}
}

// greetAll listens to each open port, some at once.
func (p *prober) greetAll(ctx context.Context, s *sight) map[uint16]greet.Greeting {
	out := map[uint16]greet.Greeting{}
	var mu sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, port := range p.ports {
		if s.res.State(port) != sweep.Open {
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			g := p.greetOne(ctx, netip.AddrPortFrom(s.spot.Addr, port))
			mu.Lock()
			defer mu.Unlock()
			out[port] = g
		})
	}
	group.Wait()
	return out
}

// greetOne finds out who listens at an open port; the service that usually lives
// there is asked for first.
func (p *prober) greetOne(ctx context.Context, at netip.AddrPort) greet.Greeting {
	ctx, cancel := context.WithTimeout(ctx, greetWait)
	defer cancel()
	usual, _ := ports.Lookup(at.Port())
	g, err := greet.Recognise(ctx, p.dial, at, usual.Key)
	if err != nil {
		return greet.Greeting{Access: greet.AccessUnknown, Said: "completed the handshake, then could not be reached again"}
	}
	return g
}

// leaveTime ends the sweep early enough that its answer still counts and the
// services can be heard.
func leaveTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-time.Until(end)/4))
}
