package desk

import (
	"time"

	"holdfast"
	"holdfast/internal/incident"
)

// CheckView is what is known of one check now.
type CheckView struct {
	Check holdfast.Check
	State incident.CheckState
	// Last is the newest verdict; its At is zero when there was no look yet.
	Last  holdfast.Verdict
	Stale bool
}

// View is a consistent picture of everything, for pages and metrics.
type View struct {
	At       time.Time
	Checks   []CheckView // in the order of the config
	Open     []holdfast.Incident
	Silences []holdfast.Silence
	Promises []holdfast.Promise
	Channels []holdfast.Channel
	Stats    Stats
}

// View returns what is known now.
func (d *Desk) View() View {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := View{
		At: d.clock.now(), Open: d.book.Open(), Silences: d.book.Silences(),
		Promises: d.rules.Promises, Channels: d.rules.Channels, Stats: d.stats,
		Checks: make([]CheckView, 0, len(d.rules.Checks)),
	}
	for _, c := range d.rules.Checks {
		l := d.last[c.ID]
		v.Checks = append(v.Checks, CheckView{Check: c, State: d.book.State(c.ID), Last: l.verdict, Stale: l.stale})
	}
	return v
}

// Incident returns an open incident by ID or number.
func (d *Desk) Incident(id string) (holdfast.Incident, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.book.Incident(id)
}

// Beats gives the kinds that wait for heartbeats what they may know.
func (d *Desk) Beats() holdfast.Beats { return beats{d} }

type beats struct{ d *Desk }

// Last implements [holdfast.Beats]. Whoever asks compares with the wall, which
// may have been stepped since the desk last looked at it.
func (b beats) Last(check string) (last, listening time.Time) {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	step := b.d.clock.off()
	if last = b.d.beats[check]; !last.IsZero() {
		last = last.Add(step)
	}
	return last, b.d.began.Add(step)
}
