package watch

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-co-op/gocron/v2"

	"holdfast"
)

// Memory is what is left of a check's last look.
type Memory struct {
	Prev  holdfast.Finding
	State []byte    // what the kind left for its next look
	At    time.Time // start of that look, wall clock
}

// Options are what a Watch needs of its surroundings. Nil functions are not
// called; only Sink is required.
type Options struct {
	// Sink takes each verdict, from the goroutine of the look. It must not block
	// for long: the look's permit is held until it returns.
	Sink func(holdfast.Verdict)
	// Memory returns the last look of a check, from before this process.
	Memory func(check string) (Memory, bool)
	// Guard asks the vantage's anchors; nil means that none are configured.
	Guard Guard
	// Vantage is the name that verdicts carry.
	Vantage string
	// Missed is told of each due run that did not start, with one of the Why…
	// constants.
	Missed func(check, why string)
	// Stepped is told when the wall clock moved against the monotonic clock by
	// more than a second; forwards is positive.
	Stepped func(by time.Duration)
	// Blind is told when no anchor answers any more (true), and when one answers
	// again (false), with the anchors' answers.
	Blind func(blind bool, why string)
	// Observe is told of each look: how late it started and how long it took.
	Observe func(delay, took time.Duration, check holdfast.Check)
	// Log is for what operators may want to read; nil discards.
	Log *slog.Logger
	// Now is the wall clock; nil is time.Now. It may step.
	Now func() time.Time
	// Permits is how many looks may run at once; 0 follows from the checks.
	Permits int
	// Heavy is how many heavy looks may run at once; 0 is 4.
	Heavy int
	// Drain is how long running looks may go on once Run's ctx has ended; 0 is
	// 5 s.
	Drain time.Duration
}

// Watch asks each of its checks when it is due. Make it with [New]; its methods
// may be called from several goroutines.
type Watch struct {
	o      Options
	clock  *anchored
	asker  AskOptions
	light  *pool
	heavy  *pool
	count  counters
	step   stepper
	sentry *sentry
	files  func() int  // how many files this process may open
	open   atomic.Bool // Run has begun and its ctx has not ended

	setting sync.Mutex // serialises Set and the beginning and end of Run

	mu      sync.RWMutex // protects the following
	entries map[string]*entry
	buckets map[grid]*bucket
	agenda  map[time.Time][]errand

	// The following are set once, before open.
	cron gocron.Scheduler
	base context.Context //nolint:containedctx // the looks' parent: lives as long as Run and its drain
}

// New returns a Watch without checks that does nothing yet.
func New(o Options) (*Watch, error) {
	if o.Sink == nil {
		return nil, errors.New("watch: no sink to hand verdicts to")
	}
	given := o.Now
	fill(&o)
	w := &Watch{
		o:       o,
		clock:   anchor(o.Now()),
		files:   fileLimit,
		entries: map[string]*entry{},
		buckets: map[grid]*bucket{},
		agenda:  map[time.Time][]errand{},
	}
	w.step = stepper{now: o.Now, clock: w.clock, told: o.Stepped}
	lag := &Lag{}
	w.asker = AskOptions{Vantage: o.Vantage, Answers: &Answers{}, Lag: lag, Log: o.Log, Now: given}
	w.light, w.heavy = newPool(max(o.Permits, spare), lag, w.look), newPool(o.Heavy, lag, w.look)
	if o.Guard != nil {
		w.sentry = newSentry(o.Guard, o.Blind)
		w.asker.Guard = w.sentry
	}
	return w, nil
}

// fill puts the defaults where o says nothing.
func fill(o *Options) {
	if o.Memory == nil {
		o.Memory = func(string) (Memory, bool) { return Memory{}, false }
	}
	if o.Missed == nil {
		o.Missed = func(string, string) {}
	}
	if o.Stepped == nil {
		o.Stepped = func(time.Duration) {}
	}
	if o.Blind == nil {
		o.Blind = func(bool, string) {}
	}
	if o.Observe == nil {
		o.Observe = func(time.Duration, time.Duration, holdfast.Check) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Heavy <= 0 {
		o.Heavy = 4
	}
	if o.Drain <= 0 {
		o.Drain = 5 * time.Second
	}
}
