package simulate

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// Write writes the script's journal into a data directory, which should be new,
// and keeps it in order as a running monitor does.
func (s Script) Write(ctx context.Context, dir string) error {
	m := &monitor{Script: s, ctx: ctx, dir: dir, now: s.Start, shown: map[string]incident.Shown{}, last: map[string]time.Time{}}
	if err := m.open(); err != nil {
		return err
	}
	m.plan()
	err := m.run()
	if m.journal != nil {
		err = errors.Join(err, m.journal.Close())
	}
	if err != nil {
		return fmt.Errorf("simulate a journal in %s: %w", dir, err)
	}
	return nil
}

// monitor is the simulated process.
type monitor struct {
	Script
	ctx     context.Context //nolint:containedctx // lives as long as one call
	dir     string
	now     time.Time
	journal *journal.Journal
	book    *incident.Book
	seq     int64
	queue   queue
	batch   journal.Batch
	flush   time.Time
	tidied  time.Time
	shown   map[string]incident.Shown
	last    map[string]time.Time // the last look of each check
	gaps    map[string]bool      // checks whose first look since a start is to come
	alive   time.Time            // the last look of the process before
	sent    int64
}

// act is something that happens at a time.
type act struct {
	at time.Time
	no int // order among acts of one time
	do func(at time.Time) error
}

type queue []act

// Len implements [sort.Interface], like Less and Swap; Push and Pop make it a
// [heap.Interface].
func (q queue) Len() int { return len(q) }

// Less orders by time.
func (q queue) Less(i, k int) bool {
	return cmp.Or(q[i].at.Compare(q[k].at), cmp.Compare(q[i].no, q[k].no)) < 0
}

// Swap exchanges two.
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }

// Push adds one.
func (q *queue) Push(x any) {
	if a, ok := x.(act); ok {
		*q = append(*q, a)
	}
}

// Pop takes the last.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// later puts an act into the queue.
func (m *monitor) later(at time.Time, do func(at time.Time) error) {
	m.queue = append(m.queue, act{at: at, no: len(m.queue), do: do})
	if len(m.queue) > 1 {
		heap.Fix(&m.queue, len(m.queue)-1)
	}
}

// plan puts everything that the script knows beforehand into the queue.
func (m *monitor) plan() {
	for _, c := range m.Checks {
		blips := m.Blips[c.ID]
		for _, at := range m.grid(c) {
			blip := len(blips) > 0 && !at.Before(blips[0])
			if blip {
				blips = blips[1:]
			}
			m.queue = append(m.queue, act{at: at, no: len(m.queue), do: func(at time.Time) error { return m.take(m.look(c, at, false, blip)) }})
		}
	}
	heap.Init(&m.queue)
	for _, b := range m.Blind {
		m.later(b.Start(), func(time.Time) error {
			return m.tell(incident.Event{Kind: incident.EventBlind, Blind: true, Reason: "no anchor answers"})
		})
		m.later(b.End(), func(time.Time) error { return m.tell(incident.Event{Kind: incident.EventBlind}) })
	}
	for _, o := range m.Off {
		m.later(o.Start(), func(time.Time) error { return m.stop() })
		m.later(o.End(), func(time.Time) error { return m.open() })
	}
	m.later(m.Reload, func(time.Time) error { m.batch.Missed = maps.Clone(m.Missed); return m.configure() })
	m.later(m.Drill, func(time.Time) error { return m.tell(incident.Event{Kind: incident.EventDrill, By: "ada"}) })
}

// run does one act after the other.
func (m *monitor) run() error {
	for len(m.queue) > 0 {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		next, ok := heap.Pop(&m.queue).(act)
		if !ok || !next.at.Before(m.End) {
			break
		}
		if m.journal != nil {
			if err := m.ticks(next.at); err != nil {
				return err
			}
		}
		m.now = next.at
		if err := next.do(next.at); err != nil {
			return err
		}
	}
	if err := m.ticks(m.End.Add(-time.Millisecond)); err != nil {
		return err
	}
	m.now = m.End.Add(-time.Millisecond)
	m.batch.Meta = map[string]string{journal.AliveKey: strconv.FormatInt(m.End.UnixMilli(), 10)}
	if err := m.commit(); err != nil {
		return err
	}
	return m.journal.Prune(m.ctx, m.End.Add(4*time.Hour))
}

// ticks lets the book's deadlines come before a time.
func (m *monitor) ticks(until time.Time) error {
	for {
		due, ok := m.book.NextDue()
		if !ok || due.After(until) {
			return nil
		}
		if due.After(m.now) {
			m.now = due
		}
		if err := m.tell(incident.Event{Kind: incident.EventTick}); err != nil {
			return err
		}
	}
}

// open starts the process: as the real one, it restores the book and files the
// time in which nobody watched at each check's first look.
func (m *monitor) open() (err error) {
	if m.journal, err = journal.Open(m.ctx, m.dir, journal.Options{Now: func() time.Time { return m.now }}); err != nil {
		return err
	}
	saved, err := m.journal.LoadState(m.ctx)
	if err != nil {
		return err
	}
	if m.book, err = incident.Restore(m.journal.Instance(), saved); err != nil {
		return err
	}
	m.seq, m.gaps = m.journal.LastSeq(), map[string]bool{}
	for check, at := range m.last {
		m.gaps[check] = true
		if at.After(m.alive) {
			m.alive = at
		}
	}
	return m.configure()
}

// stop ends it.
func (m *monitor) stop() error {
	if err := m.commit(); err != nil {
		return err
	}
	err := m.journal.Close()
	m.journal = nil
	return err
}

// configure reads the config that holds now.
func (m *monitor) configure() error {
	windows := slices.Clone(m.Windows)
	if !m.now.Before(m.Reload) {
		windows = append(windows, m.Added...)
	}
	m.batch.Setup = &journal.Setup{At: m.now, Config: "simulated", Vantage: Vantage, Checks: m.Checks, Windows: windows, Objectives: m.Objectives}
	return m.tell(incident.Event{Kind: incident.EventConfig, Rules: &incident.Rules{
		Checks: m.Checks, Routes: m.Routes, Windows: windows, Channels: m.Channels, Vantage: Vantage,
	}})
}

// take takes a verdict in.
func (m *monitor) take(v holdfast.Verdict) error {
	if m.gaps[v.Check] {
		delete(m.gaps, v.Check)
		m.gap(v)
	}
	m.last[v.Check] = v.At
	m.batch.Verdicts = append(m.batch.Verdicts, v)
	if m.book.Matters(v) {
		m.now = v.At.Add(v.Took)
		return m.tell(incident.Event{Kind: incident.EventVerdict, Verdict: &v})
	}
	if m.now.Sub(m.flush) >= 6*time.Hour {
		return m.commit()
	}
	return nil
}

// gap files the time in which nobody watched.
func (m *monitor) gap(v holdfast.Verdict) {
	for _, c := range m.Checks {
		if c.ID == v.Check {
			m.batch.Gaps = append(m.batch.Gaps, journal.Gap{Check: c.ID, Vantage: Vantage, From: m.last[c.ID], To: v.At, Every: c.Every, Fresh: max(c.FreshFor, time.Minute), Alive: m.alive})
		}
	}
}

// tell hands an event to the book, and what follows to the disk.
func (m *monitor) tell(e incident.Event) error {
	m.seq++
	e.Epoch, e.Seq, e.At = m.journal.Epoch(), m.seq, m.now
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	m.batch.Events = append(m.batch.Events, journal.Event{Seq: e.Seq, Epoch: e.Epoch, At: e.At, Kind: string(e.Kind), Body: body})
	for _, effect := range m.book.Apply(e) {
		m.note(effect)
	}
	m.batch.State = m.book.Save()
	m.transitions()
	return m.commit()
}

// note files an effect; further looks are taken when they are asked for.
func (m *monitor) note(e incident.Effect) {
	switch {
	case e.Incident != nil:
		m.batch.Incidents = append(m.batch.Incidents, *e.Incident)
		m.acknowledge(*e.Incident)
	case e.Notice != nil:
		m.batch.Notices = append(m.batch.Notices, *e.Notice)
	case e.Relook != nil:
		m.relook(*e.Relook)
	}
}

// relook takes a further look, at once if its time has passed, unless the
// monitor is off by then.
func (m *monitor) relook(r incident.Relook) {
	at := r.At
	if !at.After(m.now) {
		at = m.now.Add(time.Millisecond)
	}
	for _, c := range m.Checks {
		if c.ID == r.Check && !in(m.Off, at) {
			m.later(at, func(at time.Time) error { return m.take(m.look(c, at, true, false)) })
		}
	}
}

// acknowledge lets somebody take a new incident when the script says so.
func (m *monitor) acknowledge(i holdfast.Incident) {
	e, ok := m.episode(i.Check, i.Since)
	if !ok || e.AckAfter == 0 || !i.Opened.Equal(m.now) || i.Class != holdfast.ClassOutage {
		return
	}
	m.later(i.Opened.Add(e.AckAfter), func(time.Time) error {
		return m.tell(incident.Event{Kind: incident.EventAck, Incident: i.ID, By: e.AckBy})
	})
}

// transitions notes what the book has confirmed anew.
func (m *monitor) transitions() {
	for _, c := range m.Checks {
		now, ok := m.book.Shown(c.ID)
		if before, known := m.shown[c.ID]; !ok || known && before.Status == now.Status {
			continue
		}
		m.shown[c.ID] = now
		m.batch.Transitions = append(m.batch.Transitions, journal.Transition{Check: c.ID, At: now.Since, Status: now.Status})
	}
}

// commit writes what has gathered, sends what is owed, and tidies up once a day.
func (m *monitor) commit() error {
	owed := len(m.batch.Notices) > 0
	if err := m.journal.Commit(m.ctx, m.batch); err != nil {
		return err
	}
	m.batch, m.flush = journal.Batch{}, m.now
	if owed {
		if err := m.send(); err != nil {
			return err
		}
	}
	if m.now.Sub(m.tidied) < 24*time.Hour {
		return nil
	}
	m.tidied = m.now
	return m.journal.Prune(m.ctx, m.now)
}

// send lets the receivers take what is owed.
func (m *monitor) send() error {
	waiting, err := m.journal.Waiting(m.ctx, m.sent)
	if err != nil {
		return err
	}
	for i := range waiting {
		d := &waiting[i]
		m.sent = d.Seq
		took, attempts := m.answer(d.Notice.Channel, d.Notice.At)
		d.State, d.Attempts, d.Sent, d.Done, d.Ref = holdfast.DeliveryDone, attempts, d.Notice.At.Add(took-time.Millisecond), d.Notice.At.Add(took), "1"
	}
	return m.journal.SaveDeliveries(m.ctx, waiting, nil)
}

// answer is how long a channel takes, and how many attempts that is.
func (s Script) answer(channel string, at time.Time) (took time.Duration, attempts int) {
	if in([]history.Span{s.Slow}, at) {
		return 95 * time.Second, 3
	}
	if channel == "ops" {
		return 600 * time.Millisecond, 1
	}
	return 1400 * time.Millisecond, 1
}
