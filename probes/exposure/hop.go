package exposure

import (
	"context"
	"time"

	"holdfast"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
)

// provedMost is how many silent ports a look at everything (scan, check) tries
// to prove by hop. Routers tell of a few packets a second: where it is not to be
// had for all, it is tried for none. A monitor tries as many as each look allows.
const provedMost = 512

// proveByHop asks how far questions to the silent ports get, as far as nothing
// else shows or declares it.
func (p *prober) proveByHop(ctx context.Context, look holdfast.Look, s *sight) {
	if p.env.Egress == egressOpen || s.err != nil || !s.res.Sighted() {
		return
	}
	silent := unproven(*s)
	if look.Full && len(silent) > provedMost {
		s.hops = hops.Result{Why: tooMany}
		return
	}
	job := hops.Job{
		Addr: s.spot.Addr, Control: s.res.Canary.Port, Pace: p.env.Pace,
		Silent: silent, Answered: reached(s.res),
	}
	if look.Full {
		job.Most, job.Within = 2*provedMost, 3*time.Minute
	}
	s.hops = p.hops.Prove(ctx, job)
}

// egressOpen is what the operator may declare of our own way out.
const egressOpen = "open"

// tooMany says why nothing was tried.
const tooMany = "too many ports are silent to show it for each in one look; a running monitor does so slice by slice"

// reached returns the ports that the target itself answered for.
func reached(res sweep.Result) []uint16 {
	var list []uint16
	for _, state := range []sweep.State{sweep.Open, sweep.Closed, sweep.Rejected} {
		for _, port := range res.In(state) {
			if res.Reached(port) {
				list = append(list, port)
			}
		}
	}
	return list
}

// stillUnproven returns the ports of this look that were silent, or rejected by
// somebody on the way, without a proof by hop.
func stillUnproven(s sight) []uint16 {
	var list []uint16
	for _, port := range unproven(s) {
		if !s.hops.Proven(port) {
			list = append(list, port)
		}
	}
	return list
}
