package desk

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"holdfast"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// Ledger is the durable memory: one transaction, on disk before it returns.
type Ledger interface {
	Commit(ctx context.Context, b journal.Batch) error
}

// Messenger carries out what the ledger holds.
type Messenger interface {
	Wake()                                            // rows were committed
	Emergency(ctx context.Context, n holdfast.Notice) // the disk is gone: send from memory
}

// Relooker asks a check again for confirmation.
type Relooker interface {
	Relook(check string, at time.Time, confirm []string)
}

// Options are what a desk needs of the rest of the house.
type Options struct {
	Ledger    Ledger
	Messenger Messenger
	Relooker  Relooker
	Book      *incident.Book
	Instance  string
	Epoch     int64
	LastSeq   int64
	// Looks are the last looks by check, from the journal, so that the page has
	// something to show before the first look of this process.
	Looks map[string]holdfast.Verdict
	// Beats are the last heartbeats by check, from the journal.
	Beats map[string]time.Time
	Now   func() time.Time // the wall clock, which may step; nil: time.Now
	Log   *slog.Logger     // nil: discard
	// Flush is how long history may wait for its commit; zero is a second.
	Flush time.Duration
	// Room is how many verdicts may wait in memory before repeats of Holds are
	// thinned; zero is 65,536.
	Room int
}

// Desk takes verdicts and commands, and writes.
type Desk struct {
	o      Options
	signal chan struct{} // something waits; capacity one

	mu sync.Mutex // guards all that follows
	// queue and orders wait for the writer.
	queue  []holdfast.Verdict
	orders []order
	// book, rules and last are what is known now.
	book   *incident.Book
	rules  incident.Rules
	checks map[string]holdfast.Check
	last   map[string]look
	beats  map[string]time.Time
	seq    int64
	stats  Stats
	clock  steady
	began  time.Time // the start, by clock

	// The writer's own; nobody else touches them.
	batch    journal.Batch
	waiters  []chan<- error
	relooks  []incident.Relook
	urgent   bool
	flushAt  time.Time // with a monotonic reading, like expireAt
	expireAt time.Time // when silent checks are looked for next
	step     stepped
	degraded degradation
	record   Recorder
	alive    time.Time // when the process before was last known to watch
}

// look is the newest verdict of a check and when this process got it.
type look struct {
	verdict holdfast.Verdict
	seen    time.Time // with a monotonic reading
	stale   bool
}

// order is an event that somebody asked for and waits on.
type order struct {
	event incident.Event
	beat  string // instead of an event: this check's heartbeat at event.At
	done  chan<- error
}

// Stats are counters since the start.
type Stats struct {
	Verdicts int64 // taken
	Thinned  int64 // repeats of Holds dropped because the queue was full
	Events   int64
	Commits  int64
	Failures int64 // commits that failed
	Steps    int64 // of the wall clock
	Degraded string
}

// New makes a desk. It writes nothing before Run.
func New(o Options) *Desk {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Flush == 0 {
		o.Flush = time.Second
	}
	if o.Room == 0 {
		o.Room = 1 << 16
	}
	d := &Desk{
		o: o, signal: make(chan struct{}, 1), book: o.Book, seq: o.LastSeq, clock: newSteady(o.Now),
		checks: map[string]holdfast.Check{}, last: map[string]look{}, beats: map[string]time.Time{},
	}
	d.began = d.clock.now()
	d.record = NewRecorder(o.Book)
	for id, v := range o.Looks {
		d.last[id] = look{verdict: v, seen: time.Now()}
		if v.At.After(d.alive) {
			d.alive = v.At
		}
	}
	for check, at := range o.Beats {
		if at.After(d.began) {
			at = d.began // a clock that was set back since has stamped it
		}
		d.beats[check] = at
	}
	return d
}

// Verdict takes a verdict and never blocks: when too many wait, repeats of
// Holds are thinned and counted; anything else always finds room.
func (d *Desk) Verdict(v holdfast.Verdict) {
	d.mu.Lock()
	if len(d.queue) >= d.o.Room && v.Status == holdfast.Holds && !v.Relook {
		d.stats.Thinned++
	} else {
		d.queue = append(d.queue, v)
	}
	d.mu.Unlock()
	d.wake()
}

// Missed counts a due run that gave no result, for the history's gaps.
func (d *Desk) Missed(check string) {
	d.submit(order{event: incident.Event{Kind: missedRun, Check: check}})
}

// missedRun is not the book's business: it only counts in the history.
const missedRun incident.EventKind = "missed"

// Tell hands an event to the book and waits until it is on disk.
func (d *Desk) Tell(ctx context.Context, e incident.Event) error {
	done := make(chan error, 1)
	d.submit(order{event: e, done: done})
	return wait(ctx, done)
}

// Beat records a heartbeat and waits until it is on disk.
func (d *Desk) Beat(ctx context.Context, check string) error {
	done := make(chan error, 1)
	d.submit(order{beat: check, done: done})
	return wait(ctx, done)
}

func wait(ctx context.Context, done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *Desk) submit(o order) {
	d.mu.Lock()
	d.orders = append(d.orders, o)
	d.mu.Unlock()
	d.wake()
}

func (d *Desk) wake() {
	select {
	case d.signal <- struct{}{}:
	default:
	}
}

// Configure gives the book new rules and waits until they are on disk, and with
// them the events that follow from their being new.
func (d *Desk) Configure(ctx context.Context, r incident.Rules, with ...incident.Event) error {
	d.mu.Lock()
	d.rules = r
	d.checks = make(map[string]holdfast.Check, len(r.Checks))
	for _, c := range r.Checks {
		d.checks[c.ID] = c
	}
	d.forget(r.Renames)
	d.mu.Unlock()
	stored, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var plain incident.Rules // without probers and notifiers
	if err := json.Unmarshal(stored, &plain); err != nil {
		return err
	}
	for _, e := range with {
		d.submit(order{event: e})
	}
	return d.Tell(ctx, incident.Event{Kind: incident.EventConfig, Rules: &plain})
}

// forget moves renamed looks, drops those of checks that are gone, and notes
// from when on a new check's first look is owed.
func (d *Desk) forget(renames map[string]string) {
	for from, to := range renames {
		if l, ok := d.last[from]; ok {
			d.last[to] = l
		}
	}
	for id := range d.last {
		if _, ok := d.checks[id]; !ok {
			delete(d.last, id)
		}
	}
	for id := range d.checks {
		if _, ok := d.last[id]; !ok {
			d.last[id] = look{seen: time.Now()} // the first look is owed from now on
		}
	}
}

// errStopped is what those get who wait when the desk closes.
var errStopped = errors.New("the monitor is stopping; nothing was written")
