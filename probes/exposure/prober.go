package exposure

import (
	"context"
	"errors"
	"time"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
)

// prober looks at the ports of one host.
type prober struct {
	env    holdfast.Env
	set    settings
	aim    *aim.Aimer
	engine sweep.Engine
	hops   hopProver
	order  order
}

// hopProver shows how far questions to silent ports get.
type hopProver interface {
	Prove(ctx context.Context, job hops.Job) hops.Result
	Keep(addrs []addr)
}

// Target implements [holdfast.Targeted].
func (p *prober) Target() string { return p.set.Host }

// Host implements [holdfast.Targeted].
func (p *prober) Host() string { return p.set.Host }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	spots, err := p.aim.Spots(ctx)
	if err != nil {
		return holdfast.Finding{State: look.State}, err
	}
	mem := p.recall(look)
	sights := p.lookAt(ctx, look, spots, mem)
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{State: look.State}, err
	}
	mem.at = p.env.Clock()
	return p.finding(sights, mem), nil
}

// recall returns the memory of the last look, or a new one when there is none,
// when it is of another list of ports, or when it cannot be read.
func (p *prober) recall(look holdfast.Look) *memory {
	if len(look.State) == 0 {
		return newMemory(p.order)
	}
	mem, err := decode(look.State)
	if err != nil || mem.print != p.order.print {
		return newMemory(p.order)
	}
	mem.setBack(p.env.Clock())
	return mem
}

// sight is one address and what this look saw of it.
type sight struct {
	spot  aim.Spot
	place *place
	res   sweep.Result
	err   error
	hops  hops.Result
	took  time.Duration
}

// lookAt sweeps all addresses that may be looked at, some at once.
func (p *prober) lookAt(ctx context.Context, look holdfast.Look, spots []aim.Spot, mem *memory) []sight {
	sweepCtx, cancel := leaveTime(ctx)
	defer cancel()
	sights := make([]sight, len(spots))
	tally := newTally(look, p.set, len(spots))
	var addrs []addrTask
	for i, spot := range spots {
		sights[i] = sight{spot: spot}
		if spot.Key == "" {
			sights[i].place = mem.place(spot.Addr, p.order)
			addrs = append(addrs, addrTask{index: i, plan: p.plan(look, sights[i].place, mem)})
		}
	}
	mem.keep(addresses(spots))
	together(addrs, func(t addrTask) {
		s := &sights[t.index]
		begun := time.Now()
		s.res, s.err = p.engine.Sweep(sweepCtx, p.job(look, spots[t.index].Addr, t.plan, tally.share(t.index, p.total(t.plan))))
		s.took = time.Since(begun)
	})
	p.hops.Keep(addresses(spots))
	together(addrs, func(t addrTask) { p.proveByHop(ctx, look, &sights[t.index]) })
	for _, t := range addrs {
		p.note(&sights[t.index], t.plan)
	}
	return sights
}

// note writes what was seen into the address' memory. A look without sight
// changes nothing there.
func (p *prober) note(s *sight, plan askPlan) {
	now := p.env.Clock()
	if s.err != nil || !s.res.Sighted() {
		return
	}
	s.place.noteOpen(s.res, now)
	s.place.owed = plan.owed
	for _, b := range plan.blocks {
		s.place.noteBlock(b, p.order.block(b), s, now)
	}
}

// leaveTime ends the sweep early enough that its answer still counts.
func leaveTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	left := time.Until(end)
	return context.WithDeadlineCause(ctx, end.Add(-max(left/10, min(left/2, time.Second))), errTime)
}

// errTime says why a sweep was cut.
var errTime = errors.New("the look's time was up")

// addresses returns the addresses of spots.
func addresses(spots []aim.Spot) (list []addr) {
	for _, s := range spots {
		list = append(list, s.Addr)
	}
	return list
}
