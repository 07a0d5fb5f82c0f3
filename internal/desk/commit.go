package desk

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"holdfast"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// apply numbers an event, asks the book, and puts event and effects into the
// batch. The caller holds the lock.
func (d *Desk) apply(e incident.Event) {
	d.seq++
	e.Epoch, e.Seq, e.At = d.o.Epoch, d.seq, d.clock.now()
	body, err := json.Marshal(e)
	if err != nil {
		d.o.Log.Error("an event cannot be written down", "kind", e.Kind, "check", e.Check, "err", err)
		return
	}
	effects := d.book.Apply(e)
	d.batch.Events = append(d.batch.Events, journal.Event{Seq: e.Seq, Epoch: e.Epoch, At: e.At, Kind: string(e.Kind), Body: body})
	d.stats.Events++
	for _, effect := range effects {
		d.note(effect)
	}
	d.keep(d.book.Save())
	d.urgent = true
}

// note files one effect.
func (d *Desk) note(e incident.Effect) {
	switch {
	case e.Notice != nil:
		d.batch.Notices = append(d.batch.Notices, d.parts(*e.Notice)...)
	case e.Incident != nil:
		d.batch.Incidents = append(d.batch.Incidents, *e.Incident)
	case e.Relook != nil:
		d.relooks = append(d.relooks, *e.Relook)
	}
}

// parts splits a notice into one for each call that its channel needs.
func (d *Desk) parts(n holdfast.Notice) []holdfast.Notice {
	for _, c := range d.rules.Channels {
		p, ok := c.Notifier.(holdfast.Partitioner)
		if c.Name != n.Channel || !ok {
			continue
		}
		var out []holdfast.Notice
		for _, part := range p.Parts(n.Step) {
			m := n
			m.Part = part
			if part != "" {
				m.ID += "/" + part
			}
			out = append(out, m)
		}
		return out
	}
	return []holdfast.Notice{n}
}

// keep merges the book's changed entities into the batch.
func (d *Desk) keep(changed map[string][]byte) {
	if d.batch.State == nil {
		d.batch.State = map[string][]byte{}
	}
	maps.Copy(d.batch.State, changed)
	d.batch.Transitions = append(d.batch.Transitions, d.record.Changes(d.book, changed)...)
}

// thin bounds what waits while the disk is gone: history goes, oldest first,
// but events, state and notices stay.
func (d *Desk) thin() {
	if over := len(d.batch.Verdicts) - d.o.Room; over > 0 {
		d.batch.Verdicts = d.batch.Verdicts[over:]
		d.stats.Thinned += int64(over)
	}
}

// commit writes the batch; when that fails it is kept, and the alarms in it
// leave from memory.
func (d *Desk) commit(ctx context.Context) {
	err := d.o.Ledger.Commit(context.WithoutCancel(ctx), d.batch)
	d.mu.Lock()
	if err != nil {
		d.stats.Failures++
		d.stats.Degraded = err.Error()
		d.flushAt = time.Now().Add(time.Second)
		d.urgent = false
		notices := d.degraded.alarms(d, err)
		d.mu.Unlock()
		d.o.Log.Error("the journal cannot be written; alarms leave from memory", "err", err)
		d.answer(err)
		d.send(ctx, notices)
		return
	}
	d.stats.Commits++
	d.stats.Degraded = ""
	owed := len(d.batch.Notices) > 0
	again := d.relooks
	d.batch, d.relooks, d.urgent, d.flushAt = journal.Batch{}, nil, false, time.Time{}
	calm := d.degraded.over(d)
	d.mu.Unlock()
	d.answer(nil)
	for _, r := range again {
		d.o.Relooker.Relook(r.Check, r.At, r.Confirm)
	}
	if owed {
		d.o.Messenger.Wake()
	}
	d.send(ctx, calm)
}

func (d *Desk) send(ctx context.Context, notices []holdfast.Notice) {
	for _, n := range notices {
		d.o.Messenger.Emergency(ctx, n)
	}
}

// answer tells everybody who waits for the disk how it went.
func (d *Desk) answer(err error) {
	for _, done := range d.waiters {
		done <- err
	}
	d.waiters = nil
}

// close takes the last verdicts, commits, and sends away who still waits.
func (d *Desk) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	d.flushAt = time.Unix(0, 0)
	d.work(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, o := range d.orders {
		if o.done != nil {
			o.done <- errStopped
		}
	}
	d.orders = nil
	return nil
}
