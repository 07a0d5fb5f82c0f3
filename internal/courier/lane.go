package courier

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"holdfast"
)

// pool is how many attempts a channel has under way at most, each of another
// thread; a channel that fails has one.
const pool = 4

// recheck is the longest sleep: timers stand still while a machine is suspended,
// the clock since boot does not.
const recheck = 30 * time.Second

// lane is one channel with its threads. Its goroutine alone starts attempts.
type lane struct {
	c    *Courier
	name string
	kick chan struct{} // something changed; has room for one

	mu       sync.Mutex // guards all below; never held while calling out
	channel  holdfast.Channel
	known    bool // the channel was configured in this process
	gone     bool // the config does not name it any more
	threads  map[threadKey]*thread
	running  int
	health   health
	hold     holdfast.Deadline // the receiver wants nothing before
	bucket   bucket
	standing standing
}

// threadKey names a thread within a lane: those in memory are others than those
// on disk.
type threadKey struct {
	store Store
	name  string
}

// thread is what a lane knows of a thread without reading it.
type thread struct {
	key   threadKey
	first int64             // seq of its oldest waiting row: older threads go first
	next  holdfast.Deadline // nothing before
	least holdfast.Deadline // nor before this when the channel is well again
	freed bool              // it was tried because the channel was well again
	busy  bool              // an attempt is under way
	again bool              // rows came meanwhile
	rows  int               // waiting rows
	since time.Time
}

// newLane returns the lane of a channel that is not configured yet.
func newLane(c *Courier, name string) *lane {
	return &lane{c: c, name: name, kick: make(chan struct{}, 1), threads: map[threadKey]*thread{}}
}

// set puts the channel of a new config in place.
func (l *lane) set(ch holdfast.Channel) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.known || ch.Settings != l.channel.Settings || ch.Kind != l.channel.Kind {
		l.bucket = newBucket(ch.Notifier)
		l.release()
	}
	l.channel, l.known, l.gone = ch, true, false
	l.nudge()
}

// retire marks the channel as gone from the config.
func (l *lane) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
}

// current returns the channel if the config in force has it.
func (l *lane) current() (holdfast.Channel, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.channel, l.known && !l.gone
}

// nudge wakes the lane's goroutine.
func (l *lane) nudge() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// add takes note of a row that waits.
func (l *lane) add(store Store, row *holdfast.Delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := threadKey{store: store, name: row.Notice.Thread()}
	t := l.threads[key]
	if t == nil {
		t = &thread{key: key, first: row.Seq, next: row.Next, since: row.Notice.At}
		if row.Hold || row.Doubt || row.State == holdfast.DeliverySending {
			t.least = row.Next
		}
		l.threads[key] = t
	}
	switch {
	case row.Hold:
		l.hold = l.hold.Later(row.Next, l.c.clock.now())
	case row.Attempts > 0 && !row.Doubt:
		l.health.failing = true // as the last process found it
	}
	t.rows++
	t.again = t.busy
	l.nudge()
}

// run starts attempts until ctx ends, and then waits for those under way.
func (l *lane) run(ctx context.Context) {
	l.recall(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	warned := false
	for ctx.Err() == nil {
		t, wait := l.next()
		if t != nil {
			wg.Go(func() { l.finish(t, l.deliver(ctx, t.key)) })
			continue
		}
		warned = l.warnUnknown(ctx, warned)
		timer := time.NewTimer(min(wait, recheck))
		select {
		case <-ctx.Done():
		case <-l.kick:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// warnUnknown says once that rows wait for a channel that nobody configured.
func (l *lane) warnUnknown(ctx context.Context, warned bool) bool {
	l.mu.Lock()
	known, rows := l.known, l.waitingLocked()
	l.mu.Unlock()
	if known || rows == 0 || warned {
		return warned
	}
	l.c.o.Log.LogAttrs(ctx, slog.LevelWarn, "notices wait for a channel that the config does not name", slog.String("channel", l.name), slog.Int("notices", rows))
	return true
}
