package sweep

import "time"

// silent takes a task that nothing came for in time.
func (p *plan) silent(t task, now time.Time) {
	if t.canary {
		p.canaries--
		p.canaryLost(now)
		return
	}
	p.flying--
	t.asked++
	counts := p.res.Canary.Port == 0 || p.sight.clear()
	if counts {
		t.tries++
	}
	switch {
	case int(t.tries) >= p.tries():
		p.suspect(t)
	case t.asked >= askedMost:
		// Asked often enough without sight: it stays Unknown.
	default:
		p.queue = append(p.queue, t)
	}
}

// tries is how many silent tries a port needs. While nothing at all answers, a
// second round over many ports would tell no more.
func (p *plan) tries() int {
	if p.res.Canary.Port == 0 && len(p.res.ports) > manyPorts {
		return 1
	}
	return p.job.Tries
}

// suspect takes a port that was silent often enough. What was silent before
// there was a canary is asked again when one is found.
func (p *plan) suspect(t task) {
	if p.res.Canary.Port == 0 {
		p.early = append(p.early, t)
		p.done++
		return
	}
	p.doubt = append(p.doubt, t)
}

// canaryAnswered believes the silences before it, if sight is clear.
func (p *plan) canaryAnswered(t task, s State, rtt time.Duration, now time.Time) {
	if s == Rejected {
		p.canaryLost(now)
		return
	}
	if c := &p.res.Canary; t.port == c.Port {
		c.Answered++
		c.State = s
		c.RTT = min(c.RTT, rtt)
	}
	p.lastSeen = now
	p.sight.add(true)
	p.rate.good(now)
	switch {
	case !p.stall.IsZero():
		p.stall = time.Time{}
		p.reask()
	case p.sight.clear():
		for _, t := range p.doubt {
			p.settle(t.port, Filtered)
		}
		p.doubt = nil
	case len(p.queue) == 0 && p.flying == 0:
		p.reask()
	}
}

// reask puts all doubtful ports back: what was silent while the canary was lost
// says nothing. A port that was asked too often already stays Unknown.
func (p *plan) reask() {
	for _, t := range p.doubt {
		if t.asked < askedMost {
			t.tries = 0
			p.queue = append(p.queue, t)
		}
	}
	p.doubt = nil
}

// canaryLost slows down, stops asking when the canary stays away, and gives up
// when that lasts longer than the job's patience.
func (p *plan) canaryLost(now time.Time) {
	p.sight.add(false)
	p.rate.bad(now)
	if !p.sight.gone() {
		return
	}
	if p.stall.IsZero() {
		p.stall = now
	}
	p.retry = now.Add(500 * time.Millisecond)
	if now.Sub(p.stall) >= p.job.Patience {
		p.blind = true
	}
}

// result closes the book: what is still in doubt or not answered is Unknown.
func (p *plan) result() Result {
	for _, t := range p.early {
		p.res.states[t.port] = Filtered
	}
	out := *p.res
	out.Cut = !p.finished() || p.blind
	out.Blind = p.blind || !p.stall.IsZero()
	if out.Blind {
		out.BlindSince = p.lastSeen
	}
	p.bounds(&out)
	return out
}

// bounds says how sure the silences are. A canary is one SYN; a try holds two at
// least, of which a firewall may drop the first.
func (p *plan) bounds(out *Result) {
	out.Engine, out.Loss, out.Miss = EngineConnect, 1, 1
	if out.Canary.Port == 0 {
		return
	}
	asked := out.Canary.Asked - p.canaries
	out.Loss, out.Miss = LossBound(max(0, asked-out.Canary.Answered), asked), 0
	if out.Count(Filtered) == 0 {
		return
	}
	syns := p.job.Tries
	if p.canaryWait() == canaryWait {
		syns *= 2
	}
	out.Miss = MissBound(out.Loss, syns)
}
