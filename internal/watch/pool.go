package watch

import "sync"

// pool bounds how many looks run at once. A look that finds no permit free
// waits in line; a goroutine whose look has ended takes the next in line.
type pool struct {
	mu      sync.Mutex // protects the following
	permits int
	running int
	line    []*run
	closed  bool
	idle    chan struct{} // closed when closed and nothing runs
}

func newPool(permits int) *pool { return &pool{permits: permits, idle: make(chan struct{})} }

// submit runs the look by do in a goroutine, now or when a permit is free. False
// means that the pool is closed.
func (p *pool) submit(r *run, do func(*run)) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return false
	case p.running >= p.permits:
		p.line = append(p.line, r)
	default:
		p.running++
		go p.work(r, do)
	}
	return true
}

// work takes a look and then whatever waits in line.
func (p *pool) work(r *run, do func(*run)) {
	for r != nil {
		do(r)
		r = p.next()
	}
}

// next gives the permit to the next look in line, or back.
func (p *pool) next() *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.line) > 0 && p.running <= p.permits {
		r := p.line[0]
		p.line[0] = nil
		p.line = p.line[1:]
		return r
	}
	p.running--
	if p.closed && p.running == 0 {
		close(p.idle)
	}
	return nil
}

// resize changes the number of permits. Looks that run go on; those in line are
// started by do as far as there is more room now.
func (p *pool) resize(permits int, do func(*run)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.permits = permits
	for len(p.line) > 0 && p.running < p.permits && !p.closed {
		p.running++
		go p.work(p.line[0], do)
		p.line = p.line[1:]
	}
}

// close lets nothing more begin and returns what stood in line.
func (p *pool) close() []*run {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := p.line
	p.line, p.closed = nil, true
	if p.running == 0 {
		close(p.idle)
	}
	return line
}

// state returns how many permits there are, how many are used and how many looks
// wait for one.
func (p *pool) state() (permits, running, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.permits, p.running, len(p.line)
}
