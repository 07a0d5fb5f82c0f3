package desk

import (
	"time"

	"holdfast"
	"holdfast/internal/incident"
)

// steady is the desk's clock: what the wall said when both were last compared,
// carried on by the monotonic clock. Between two comparisons it cannot step, so
// that all events of one round are stamped by one clock, and a step has one
// place where it is noticed.
type steady struct {
	wall func() time.Time // nil: the system's
	said time.Time        // what the wall said, UTC, without monotonic reading
	then time.Time        // the same moment, with it
}

// newSteady returns a clock that was compared just now.
func newSteady(wall func() time.Time) steady {
	c := steady{wall: wall}
	c.said, c.then = c.read()
	return c
}

// read reads both clocks, at one moment where the system's clock is the wall.
func (c *steady) read() (wall, moment time.Time) {
	moment = time.Now()
	if c.wall == nil {
		return moment.UTC().Round(0), moment
	}
	return c.wall().UTC().Round(0), moment
}

// now is the time as of the last comparison.
func (c *steady) now() time.Time { return c.said.Add(time.Since(c.then)) }

// off is by how much the wall has moved on its own since the last comparison;
// what NTP slews is nothing.
func (c *steady) off() time.Duration {
	wall, moment := c.read()
	if step := wall.Sub(c.said) - moment.Sub(c.then); step.Abs() >= stepLeast {
		return step
	}
	return 0
}

// compare takes over what the wall says, and returns the step that this is.
func (c *steady) compare() time.Duration {
	step := c.off()
	c.said, c.then = c.read()
	return step
}

// stepLeast is by how much the wall clock must move on its own to count.
const stepLeast = time.Second

// stepped is the last step of the wall clock.
type stepped struct {
	by time.Duration
	at time.Time // when it was noticed, with a monotonic reading
}

// watchClock notices a step of the wall clock since the last round: wall time
// went by that the monotonic clock did not see, or the other way round. All that
// is kept as wall time moves along: the book's deadlines by an event, the beats
// here.
func (d *Desk) watchClock() {
	step := d.clock.compare()
	if step == 0 {
		return
	}
	d.o.Log.Warn("the wall clock was stepped; deadlines move along", "by", step)
	d.stats.Steps++
	d.step = stepped{by: step, at: time.Now()}
	d.moveBeats(step)
	d.apply(incident.Event{Kind: incident.EventClock, Shift: step})
}

// moveBeats moves the last beats and since when they are listened for, here and
// in the journal: how long a job has been silent is not changed by a clock.
func (d *Desk) moveBeats(by time.Duration) {
	d.began = d.began.Add(by)
	for check, at := range d.beats {
		d.beatAt(check, at.Add(by))
	}
}

// stepReach is how long after a step a look may arrive that was stamped before.
const stepReach = 5 * time.Minute

// straighten moves the stamp of a look that began before the last step to where
// it belongs now, so that it is neither too old to count nor in the future.
func (d *Desk) straighten(v *holdfast.Verdict) {
	if d.step.by == 0 || time.Since(d.step.at) > stepReach {
		return
	}
	off := d.clock.now().Add(-v.Took).Sub(v.At)
	if (off - d.step.by).Abs() < off.Abs() {
		v.At = v.At.Add(d.step.by)
	}
}
