package watch

import "sync"

// pool bounds how many looks run at once. Looks stand in line; a goroutine that
// has taken one from it starts another goroutine for the next, and takes the
// next itself if its own look has ended before that one came to run. So looks
// that wait for the network all run at once, and looks that end at once cost no
// goroutine each.
type pool struct {
	do  func(*run)
	lag *Lag // measures while any look runs

	mu      sync.Mutex // protects the following
	permits int
	running int  // goroutines
	waking  bool // one of them has not come to run yet
	line    []*run
	head    int // first in line
	closed  bool
	idle    chan struct{} // closed when closed and nothing runs
}

func newPool(permits int, lag *Lag, do func(*run)) *pool {
	return &pool{do: do, lag: lag, permits: permits, idle: make(chan struct{})}
}

// submit puts looks in line. False means that the pool is closed.
func (p *pool) submit(runs ...*run) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.line = append(p.line, runs...)
	p.wake()
	return true
}

// wake starts a goroutine for whoever is first in line, if a permit is free. The
// caller holds the mutex.
func (p *pool) wake() {
	if p.head < len(p.line) && !p.waking && p.running < p.permits {
		p.waking = true
		p.running++
		go p.work()
	}
}

// work takes looks from the line until it is empty.
func (p *pool) work() {
	p.lag.begin()
	defer p.lag.end()
	for r := p.next(true); r != nil; r = p.next(false) {
		p.do(r)
	}
}

// next takes the first look off the line, or gives the permit back.
func (p *pool) next(woken bool) *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	if woken {
		p.waking = false
	}
	if p.head < len(p.line) && p.running <= p.permits {
		r := p.pop()
		p.wake()
		return r
	}
	p.running--
	if p.closed && p.running == 0 {
		close(p.idle)
	}
	return nil
}

// pop takes the first in line. The caller holds the mutex.
func (p *pool) pop() *run {
	r := p.line[p.head]
	p.line[p.head] = nil
	p.head++
	if p.head == len(p.line) {
		p.line, p.head = p.line[:0], 0
	}
	return r
}

// resize changes the number of permits. Looks that run go on.
func (p *pool) resize(permits int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.permits = permits
	p.wake()
}

// close lets nothing more begin and returns what stood in line.
func (p *pool) close() []*run {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := p.line[p.head:]
	p.line, p.head, p.closed = nil, 0, true
	if p.running == 0 {
		close(p.idle)
	}
	return left
}

// state returns how many permits there are, how many are used and how many looks
// wait for one.
func (p *pool) state() (permits, running, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.permits, p.running, len(p.line) - p.head
}
