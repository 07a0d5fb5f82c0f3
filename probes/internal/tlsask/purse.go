package tlsask

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"holdfast/probes/internal/survey"
)

// purpose is what a connection is for.
type purpose uint8

const (
	enumeration purpose = iota
	handshake
)

// errBudget says that the look may open no more connections.
var errBudget = errors.New("the budget of connections is used up")

// purse bounds the connections of a look: in all, in any second, and open at
// once. It may be used by several goroutines.
type purse struct {
	slots chan struct{}

	mu     sync.Mutex // protects what follows
	cost   survey.Cost
	starts []time.Time // of the latest connections, a ring of as many as a second may have
	next   int
}

// newPurse returns a full one.
func newPurse(o Options) *purse {
	return &purse{
		slots:  make(chan struct{}, o.Parallel),
		cost:   survey.Cost{Budget: o.Budget, PerSecond: o.PerSecond},
		starts: make([]time.Time, o.PerSecond),
	}
}

// take waits for the turn of one connection. What it returns gives the slot back.
func (p *purse) take(ctx context.Context, why purpose) (release func(), err error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	release = func() { <-p.slots }
	wait, err := p.spend(why)
	if err == nil {
		err = sleep(ctx, wait)
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// spend takes one connection out, and says how long it must wait.
func (p *purse) spend(why purpose) (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if total := p.cost.Total(); total >= p.cost.Budget {
		return 0, fmt.Errorf("%w after %d", errBudget, total)
	}
	if why == handshake {
		p.cost.Handshakes++
	} else {
		p.cost.Enumeration++
	}
	now := time.Now()
	at := p.starts[p.next].Add(time.Second)
	if at.Before(now) {
		at = now
	}
	p.starts[p.next] = at
	p.next = (p.next + 1) % len(p.starts)
	return at.Sub(now), nil
}

// left is how many connections the look may still open.
func (p *purse) left() int {
	s := p.spent()
	return s.Budget - s.Total()
}

// spent is what the look has cost so far.
func (p *purse) spent() survey.Cost {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cost
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
