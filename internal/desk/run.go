package desk

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// Run is the writer. It ends when ctx does, after a last commit of all that
// waited.
func (d *Desk) Run(ctx context.Context) error {
	d.resume()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return d.close()
		case <-d.signal:
		case <-timer.C:
		}
		d.work(ctx)
		timer.Reset(d.pause())
	}
}

// resume asks again at once what was half confirmed when the last process died.
func (d *Desk) resume() {
	d.mu.Lock()
	again := d.book.Relooks()
	d.mu.Unlock()
	for _, r := range again {
		d.o.Relooker.Relook(r.Check, r.At, r.Confirm)
	}
}

// work takes everything that waits through the book and commits if it must.
func (d *Desk) work(ctx context.Context) {
	d.mu.Lock()
	queue, orders := d.queue, d.orders
	d.queue, d.orders = nil, nil
	d.watchClock()
	for _, v := range queue {
		d.take(v)
	}
	for _, o := range orders {
		d.obey(o)
	}
	d.expire()
	d.tick()
	d.mu.Unlock()
	if d.urgent || (!d.flushAt.IsZero() && !time.Now().Before(d.flushAt)) {
		d.commit(ctx)
	}
}

// take brings one verdict into the book, or only into the history when it
// changes nothing.
func (d *Desk) take(v holdfast.Verdict) {
	check, known := d.checks[v.Check]
	if !known {
		return // removed while its last look was on its way
	}
	d.stats.Verdicts++
	d.straighten(&v)
	d.gap(check, v)
	d.last[v.Check] = look{verdict: v, seen: time.Now()}
	d.batch.Verdicts = append(d.batch.Verdicts, v)
	d.thin()
	if d.book.Matters(v) {
		d.apply(incident.Event{Kind: incident.EventVerdict, Verdict: &v})
		return
	}
	d.later()
}

// gap files the time in which no process of ours watched: from the last look of
// the one before to the first of this one. It is stored as missing, and never
// read as uptime.
func (d *Desk) gap(c holdfast.Check, v holdfast.Verdict) {
	before, restored := d.o.Looks[v.Check]
	if !restored || before.At.IsZero() || !d.last[v.Check].verdict.At.Equal(before.At) {
		return
	}
	d.batch.Gaps = append(d.batch.Gaps, journal.Gap{
		Check: v.Check, Vantage: v.Vantage, From: before.At, To: v.At, Every: c.Every,
		Fresh: max(c.FreshFor, leastFresh), Alive: d.alive,
	})
}

// later makes sure that history is flushed in time.
func (d *Desk) later() {
	if d.flushAt.IsZero() {
		d.flushAt = time.Now().Add(d.o.Flush)
	}
}

// obey carries out one order.
func (d *Desk) obey(o order) {
	switch {
	case o.beat != "":
		d.beatAt(o.beat, d.clock.now())
		d.urgent = true
	case o.event.Kind == missedRun:
		if d.batch.Missed == nil {
			d.batch.Missed = map[string]int{}
		}
		d.batch.Missed[o.event.Check]++
		d.later()
	default:
		d.apply(o.event)
	}
	if o.done != nil {
		d.waiters = append(d.waiters, o.done)
	}
}

// beatAt remembers when a check's heartbeat last called.
func (d *Desk) beatAt(check string, at time.Time) {
	if d.batch.Beats == nil {
		d.batch.Beats = map[string]time.Time{}
	}
	d.batch.Beats[check] = at
	d.beats[check] = at
}

// leastFresh is how long a look counts at least before its check is taken for
// silent.
const leastFresh = time.Minute

// expirePace is how often checks are gone through for ones that fell silent.
const expirePace = 5 * time.Second

// expire makes checks Unknown that nobody has looked at for too long.
func (d *Desk) expire() {
	now := time.Now()
	if now.Before(d.expireAt) {
		return // a pass over all checks is not owed to every verdict
	}
	d.expireAt = now.Add(expirePace)
	for id, l := range d.last {
		check, ok := d.checks[id]
		if !ok || l.stale || now.Sub(l.seen) < max(check.FreshFor, leastFresh) {
			continue
		}
		l.stale = true
		d.last[id] = l
		d.apply(incident.Event{Kind: incident.EventStale, Check: id, Reason: l.silence(now)})
	}
}

// silence says for how long nobody has looked.
func (l look) silence(now time.Time) string {
	text := "no look for " + holdfast.FormatDuration(now.Sub(l.seen).Round(time.Second))
	if l.verdict.At.IsZero() {
		return text + " since it was asked for"
	}
	return text + "; the last one said: " + l.verdict.Reason
}

// tick tells the book that a deadline of its own has come.
func (d *Desk) tick() {
	if due, ok := d.book.NextDue(); ok && !due.After(d.clock.now()) {
		d.apply(incident.Event{Kind: incident.EventTick})
	}
}

// pause is how long the writer may sleep.
func (d *Desk) pause() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	sleep := expirePace
	if due, ok := d.book.NextDue(); ok {
		sleep = min(sleep, due.Sub(d.clock.now()))
	}
	if !d.flushAt.IsZero() {
		sleep = min(sleep, time.Until(d.flushAt))
	}
	return max(sleep, time.Millisecond)
}
