package incident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// start is when every story begins.
func start() time.Time { return time.Date(2026, time.November, 24, 3, 0, 0, 0, time.UTC) }

// after is that long after the start.
func after(s string) time.Time {
	d, err := time.ParseDuration(s)
	if err != nil {
		panic(err)
	}
	return start().Add(d)
}

// step is one event of a story, and what must follow from it, a line an effect.
type step struct {
	at   string
	do   Event
	want string
}

// story is a table of steps under given rules.
type story struct {
	name  string
	rules Rules
	steps []step
}

// play runs the stories; each step is applied to the book as it was restored
// from what was saved after the step before.
func play(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t)
		})
	}
}

func (s story) run(t *testing.T) *Book {
	t.Helper()
	b := New("i1")
	b.Apply(Event{Epoch: 1, Seq: 1, At: start(), Kind: EventConfig, Rules: &s.rules})
	for i, st := range s.steps {
		e := st.do
		e.Epoch, e.Seq, e.At = 1, int64(i+2), after(st.at)
		if e.Verdict != nil { // stories run side by side and share what they tell
			v := *e.Verdict
			v.At = e.At
			e.Verdict = &v
		}
		if e.Silence != nil && !e.Silence.Until.IsZero() {
			silence := *e.Silence
			e.Silence = &silence
			e.Silence.Until = e.At.Add(e.Silence.Until.Sub(time.Time{}.Add(time.Hour)))
		}
		got := lines(b.Apply(e))
		if diff := cmp.Diff(trimmed(st.want), got); diff != "" {
			t.Fatalf("step %d at %s (%s): (-want +got)\n%s", i, st.at, e.Kind, diff)
		}
		restored, err := Restore("i1", b.Snapshot())
		if err != nil {
			t.Fatalf("step %d at %s: %v", i, st.at, err)
		}
		b = restored
	}
	return b
}

// trimmed splits the wanted lines.
func trimmed(want string) []string {
	var out []string
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// lines prints effects for tables.
func lines(effects []Effect) []string {
	var out []string
	for _, e := range effects {
		switch {
		case e.Incident != nil:
			out = append(out, incidentLine(*e.Incident))
		case e.Notice != nil:
			out = append(out, fmt.Sprintf("%s %s %s#%d", e.Notice.Step, e.Notice.Channel, e.Notice.Incident.Class, e.Notice.Incident.Number))
		case e.Relook != nil:
			out = append(out, strings.TrimSpace(fmt.Sprintf("look %s %s %s", e.Relook.Check, e.Relook.At.Sub(start()), strings.Join(e.Relook.Confirm, " "))))
		}
	}
	return out
}

func incidentLine(in holdfast.Incident) string {
	text := fmt.Sprintf("incident %s#%d %s", in.Class, in.Number, in.Severity)
	if in.Held {
		text += " held"
	}
	if !in.Acked.IsZero() {
		text += " acked by " + in.AckedBy
	}
	switch {
	case in.Cause != "":
		text += " ended: " + in.Cause
	case !in.Open():
		text += " over"
	}
	return text
}

// The acts of a story.

func sees(check string, status holdfast.Status, keys ...string) Event {
	f := holdfast.Finding{Status: status, Reason: status.String()}
	if status != holdfast.Holds {
		f.Headline = strings.ToUpper(status.String())
	}
	for _, key := range keys {
		f.Faults = append(f.Faults, holdfast.Fault{Key: key, Status: status, Text: key})
	}
	return Event{Kind: EventVerdict, Verdict: &holdfast.Verdict{Check: check, Vantage: "local", Finding: f}}
}

func good(check string) Event                  { return sees(check, holdfast.Holds) }
func bad(check string, keys ...string) Event   { return sees(check, holdfast.Broken, keys...) }
func risky(check string, keys ...string) Event { return sees(check, holdfast.AtRisk, keys...) }
func cannot(check string) Event                { return sees(check, holdfast.Unknown) }
func tick() Event                              { return Event{Kind: EventTick} }
func ack(name string) Event                    { return Event{Kind: EventAck, Incident: name, By: "ann"} }
func configured(r Rules) Event                 { return Event{Kind: EventConfig, Rules: &r} }
func goesBlind(on bool) Event                  { return Event{Kind: EventBlind, Blind: on} }
func noLook(check string) Event                { return Event{Kind: EventStale, Check: check} }
func drilled(channels ...string) Event         { return Event{Kind: EventDrill, Channels: channels, By: "ann"} }

func offered(name string, channels ...string) Event {
	return Event{Kind: EventOffer, Incident: name, Channels: channels}
}

func unsilenced(id string) Event {
	return Event{Kind: EventUnsilence, Silence: &holdfast.Silence{ID: id}}
}

func silenced(p string, d time.Duration) Event {
	return Event{Kind: EventSilence, Silence: &holdfast.Silence{ID: "s1", Pattern: p, Until: time.Time{}.Add(time.Hour + d), By: "ann"}}
}

func unfinishedLook(check string) Event {
	e := sees(check, holdfast.Unknown)
	e.Verdict.Headline = ""
	return e
}

func blindLook(check string) Event {
	e := sees(check, holdfast.Broken, "status")
	e.Verdict.Blind = true
	return e
}

// one is the rules of a single check "api" and the channels ops and pager, of
// which pager wakes people.
func one() Rules {
	return Rules{
		Checks:   []holdfast.Check{checkNamed("api")},
		Channels: []holdfast.Channel{{Name: "ops"}, {Name: "pager", Pages: true}},
	}
}

func checkNamed(id string) holdfast.Check {
	return holdfast.Check{
		ID: id, Name: id, Kind: "uptime", Every: time.Minute, FreshFor: 3 * time.Minute,
		Confirm: holdfast.Confirm{Need: 3, Of: 3, Over: 20 * time.Second}, Severity: holdfast.SeverityCritical, Settings: "1",
	}
}

// with changes the single check of the rules.
func (r Rules) with(change func(c *holdfast.Check)) Rules {
	r.Checks = append([]holdfast.Check(nil), r.Checks...)
	change(&r.Checks[0])
	return r
}

// routed gives the rules one route for everything.
func (r Rules) routed(remind time.Duration, steps ...holdfast.Rung) Rules {
	r.Routes = []holdfast.Route{{Steps: steps, Remind: remind}}
	return r
}

func rung(d time.Duration, to ...string) holdfast.Rung { return holdfast.Rung{After: d, To: to} }

// quick lets one look decide.
func (r Rules) quick() Rules {
	return r.with(func(c *holdfast.Check) { c.Confirm = holdfast.Confirm{Need: 1, Of: 1} })
}
