package journal

import (
	"context"
	"fmt"
	"time"

	"holdfast"
)

// Event is one thing that the book of incidents was told. Events are numbered
// by whoever writes, one after the other from [Journal.LastSeq] on.
type Event struct {
	Seq   int64 // above every earlier event's
	Epoch int64
	At    time.Time
	Kind  string
	Body  []byte
}

// Gap is a time in which a check was due and nobody looked: the monitor was
// down. Its due runs are counted as missing in the hours that they fall into.
type Gap struct {
	Check   string
	Vantage string
	From    time.Time // last look before
	To      time.Time // first look after
	Every   time.Duration
	// Fresh is how long the look before counted, Alive when the monitor that took
	// it was last known to run. From the later of the two on, nobody could see.
	Fresh time.Duration
	Alive time.Time
}

// Batch is what is written together: whole, or not at all.
type Batch struct {
	Events   []Event
	Verdicts []holdfast.Verdict
	// State holds entities of the book by key; nil deletes one.
	State map[string][]byte
	// Incidents are put in place of those with the same ID.
	Incidents []holdfast.Incident
	// Notices become rows of the outbox; one whose ID is there already is left
	// as it is.
	Notices []holdfast.Notice
	// Missed counts, by check, due runs of the current hour that gave no look.
	Missed map[string]int
	Gaps   []Gap
	// Transitions are the confirmed statuses that began, in the order of
	// confirming.
	Transitions []Transition
	// Setup is what the config says from now on; nil when it says nothing new.
	Setup *Setup
	// Beats is when a heartbeat last called, by check.
	Beats map[string]time.Time
	Meta  map[string]string
}

// Commit writes the batch and returns once it is on the disk. After an error
// nothing of it is there, except that a failure of the commit itself leaves it
// open; writing the same batch again is then right, as each of its rows is
// recognised. ctx ends the wait only while the writer has not begun.
func (j *Journal) Commit(ctx context.Context, b Batch) error {
	now := j.opts.Now()
	err := j.writer.do(ctx, func(t *txn) error { return t.batch(b, now) })
	if err != nil {
		return fmt.Errorf("write to journal %s: %w", j.path(), err)
	}
	j.advance(b.Events)
	return nil
}

// advance remembers the last event's number.
func (j *Journal) advance(events []Event) {
	for _, e := range events {
		for last := j.lastSeq.Load(); e.Seq > last && !j.lastSeq.CompareAndSwap(last, e.Seq); {
			last = j.lastSeq.Load()
		}
	}
}

// batch writes the parts in the order in which one needs another.
func (t *txn) batch(b Batch, now time.Time) error {
	hours := rollup{}
	for _, write := range []func() error{
		func() error { return t.events(b.Events) },
		func() error { return t.state(b.State) },
		func() error { return t.incidents(b.Incidents) },
		func() error { return t.notices(b.Notices) },
		func() error { return t.verdicts(b.Verdicts, hours) },
		func() error { return t.missed(b.Missed, now, hours) },
		func() error { return t.gaps(b.Gaps, hours) },
		func() error { return t.offs(b.Gaps, now) },
		func() error { return t.setup(b.Setup, now) },
		func() error { return t.transitions(b.Transitions, now) },
		func() error { return t.hours(hours) },
		func() error { return t.beats(b.Beats) },
		func() error { return t.meta(b.Meta) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}
