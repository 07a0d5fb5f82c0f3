package courier

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"holdfast"
)

// Options are what a courier needs; Store alone has no default.
type Options struct {
	Store Store
	Log   *slog.Logger     // nil discards
	Now   func() time.Time // wall clock; nil is time.Now
	// Boot is the clock since the machine started and the name of that start;
	// nil is the system's.
	Boot func() (id string, up time.Duration)
	// Rand gives the chance that spreads back-offs, from 0 to 1; nil is
	// math/rand/v2. It is called from several goroutines.
	Rand func() float64
	// Hook is called at named points so that tests can end the process there:
	// "mid-send" once an attempt is marked on disk and about to leave,
	// "before-receipt" when the channel has answered and nothing is stored yet.
	Hook func(point string)
	// Observe is told of every attempt that ended; nil is nobody.
	Observe func(Event)
	// Instance names the data directory in the keys of the courier's own alarms.
	Instance string
}

// Courier delivers what the outbox holds. Its methods may be called from any
// goroutine.
type Courier struct {
	o      Options
	clock  clock
	memory *memory
	wake   chan struct{}

	mu    sync.Mutex // guards all below
	lanes map[string]*lane
	start func(*lane) // starts a lane's goroutine; nil until Run
}

// New returns a courier without channels; [Courier.SetChannels] gives them.
func New(o Options) *Courier {
	o = o.complete()
	return &Courier{
		o: o, clock: clock{wall: o.Now, boot: o.Boot}, memory: newMemory(),
		wake: make(chan struct{}, 1), lanes: map[string]*lane{},
	}
}

// complete fills in what was left out.
func (o Options) complete() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Boot == nil {
		o.Boot = bootClock()
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Hook == nil {
		o.Hook = func(string) {}
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	return o
}

// SetChannels puts the channels of a new config in place. Attempts under way go
// on as they began. A channel that is gone keeps its notifier, for what is still
// owed to it: recoveries of what it was told.
func (c *Courier) SetChannels(channels []holdfast.Channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	named := map[string]bool{}
	for _, ch := range channels {
		named[ch.Name] = true
		c.laneLocked(ch.Name).set(ch)
	}
	for name, l := range c.lanes {
		if !named[name] {
			l.retire()
		}
	}
}

// Wake says that the outbox has new rows: call it after each commit that wrote
// notices.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends. It then begins nothing more, waits for the
// attempts under way up to their timeouts, stores what became of them, and
// returns nil.
func (c *Courier) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	c.mu.Lock()
	c.start = func(l *lane) { wg.Go(func() { l.run(ctx) }) }
	for _, l := range c.lanes {
		c.start(l)
	}
	c.mu.Unlock()
	c.feed(ctx)
	c.mu.Lock()
	c.start = nil
	c.mu.Unlock()
	wg.Wait()
	return nil
}

// Emergency sends a notice to every channel now, from memory, because the disk
// is gone. It returns at once; the notice is tried until it is taken or the
// process ends, and is never taken twice, however often it is handed in. Notices
// of one Key stay in order.
func (c *Courier) Emergency(_ context.Context, n holdfast.Notice) {
	var notices []holdfast.Notice
	for _, ch := range c.channels() {
		one := n
		one.ID, one.Channel = n.ID+"/"+ch.Name, ch.Name
		notices = append(notices, one)
	}
	c.memory.add(notices)
	c.Wake()
}

// channels returns the channels of the config in force.
func (c *Courier) channels() []holdfast.Channel {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []holdfast.Channel
	for _, l := range c.lanes {
		if ch, ok := l.current(); ok {
			list = append(list, ch)
		}
	}
	return list
}

// lane returns the lane of a channel's name.
func (c *Courier) lane(name string) *lane {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.laneLocked(name)
}

// laneLocked is lane for those who hold the lock.
func (c *Courier) laneLocked(name string) *lane {
	l := c.lanes[name]
	if l == nil {
		l = newLane(c, name)
		c.lanes[name] = l
		if c.start != nil {
			c.start(l)
		}
	}
	return l
}
