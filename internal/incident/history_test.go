package incident

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// chance makes a history up: checks that fail and recover, people, reloads,
// silences, clock steps, and every tick that the book says it is owed.
type chance struct {
	*rand.Rand
	seq     int64
	epoch   int64
	now     time.Time
	rules   Rules
	ids     []string
	mood    map[string]holdfast.Status
	revised int
}

func newChance(seed uint64) *chance {
	c := &chance{Rand: rand.New(rand.NewPCG(seed, 7)), epoch: 1, now: start(), mood: map[string]holdfast.Status{}} //nolint:gosec // a seeded history, no secret
	c.ids = []string{"a", "b", "c", "d"}
	c.rules = c.someRules()
	return c
}

func (c *chance) pick(n int) bool { return c.IntN(n) == 0 }

// someRules makes rules of all sorts for the checks that there are.
func (c *chance) someRules() Rules {
	r := Rules{
		Channels: []holdfast.Channel{{Name: "ops"}, {Name: "pager", Pages: true}, {Name: "staff"}},
		Promises: []holdfast.Promise{{Says: "all is well", Checks: []string{"*"}}},
		Windows: []holdfast.Window{
			{Name: "night", Patterns: []string{"b", "c"}, At: 3 * time.Hour, For: 40 * time.Minute, Zone: "Europe/Dublin"},
			{Name: "move", Patterns: []string{"a"}, From: after("2h"), Until: after("3h")},
		},
		Page: "https://status.example.com",
	}
	for i, id := range c.ids {
		check := checkNamed(id)
		check.Confirm = holdfast.Confirm{Need: 1 + i%3, Of: 3, Over: 20 * time.Second}
		check.Severity = holdfast.Severity(c.IntN(4)) //nolint:gosec // 0 to 3
		check.Settings = fmt.Sprint(c.IntN(8) / 7)
		check.Every = []time.Duration{10 * time.Second, time.Minute, 6 * time.Hour}[i%3]
		if c.pick(4) {
			check.Accepted = []holdfast.Exception{{Faults: []string{"x"}, Until: c.now.Add(time.Hour), By: "cto"}}
		}
		r.Checks = append(r.Checks, check)
	}
	if c.pick(2) {
		r.Routes = []holdfast.Route{
			{Match: holdfast.Match{Severity: []string{"critical"}}, Steps: []holdfast.Rung{rung(0, "ops", "pager"), rung(10*time.Minute, "staff", "ops")}, Remind: 25 * time.Minute},
			{Steps: []holdfast.Rung{rung(5*time.Minute, "ops"), rung(30*time.Minute, "pager")}},
		}
	}
	if c.pick(5) {
		r.Channels = r.Channels[:2]
	}
	return r
}

// next makes the next event, given when a tick is due.
func (c *chance) next(due time.Time, ok bool) Event {
	c.now = c.now.Add(time.Duration(c.IntN(90_000)) * time.Millisecond)
	switch {
	case c.pick(60):
		c.now = c.now.Add(time.Duration(c.IntN(3)-1) * time.Hour)
	case c.pick(40):
		c.now = c.now.Add(-time.Duration(c.IntN(20)) * time.Second)
	}
	if ok && !due.After(c.now) && !c.pick(5) { // now and then the tick comes late
		return c.number(Event{Kind: EventTick}, due)
	}
	e := c.something() // may move the clock
	return c.number(e, c.now)
}

// number gives the event its number and time; now and then the writer restarts.
func (c *chance) number(e Event, at time.Time) Event {
	c.seq++
	if c.pick(50) {
		c.epoch++
	}
	e.Epoch, e.Seq, e.At = c.epoch, c.seq, at
	if e.Verdict != nil {
		e.Verdict.At = at.Add(-time.Duration(c.IntN(3000)) * time.Millisecond)
	}
	return e
}

func (c *chance) something() Event {
	id := c.ids[c.IntN(len(c.ids))]
	switch n := c.IntN(100); {
	case n < 76:
		return c.someLook(id)
	case n < 80:
		return tick()
	case n < 84:
		return ack(fmt.Sprint(c.IntN(30)))
	case n < 87:
		pattern := []string{"a", "*", id, "vantage/*"}[c.IntN(4)]
		return Event{Kind: EventSilence, Silence: &holdfast.Silence{ID: fmt.Sprint("s", c.IntN(3)), Pattern: pattern, Until: c.now.Add(time.Duration(c.IntN(60)) * time.Minute)}}
	case n < 89:
		return unsilenced(fmt.Sprint("s", c.IntN(3)))
	case n < 92:
		return noLook(id)
	case n < 95:
		return goesBlind(c.pick(2))
	case n < 96:
		return drilled()
	case c.pick(9):
		return offered(fmt.Sprint(c.IntN(30)), "ops", "pager")
	case n < 97:
		step := time.Duration(c.IntN(7200)-3600) * time.Second
		c.now = c.now.Add(step)
		return Event{Kind: EventClock, Shift: step}
	default:
		return c.reload()
	}
}

// someLook is a look at a check that tends to stay as it is.
func (c *chance) someLook(id string) Event {
	if c.pick(5) {
		c.mood[id] = holdfast.Status(c.IntN(4)) //nolint:gosec // 0 to 3
	}
	keys := []string{"x", "y", "z"}[:c.IntN(4)]
	if c.mood[id] == holdfast.Holds {
		keys = nil
	}
	switch e := sees(id, c.mood[id], keys...); {
	case c.pick(30):
		return blindLook(id)
	case c.pick(29):
		return unfinishedLook(id)
	default:
		return e
	}
}

// reload changes the rules: another set of checks, a rename.
func (c *chance) reload() Event {
	c.revised++
	if c.pick(2) {
		from, to := c.ids[0], fmt.Sprint("n", c.revised)
		c.ids = append(slices.Clone(c.ids[1:]), to)
		c.rules = c.someRules()
		c.rules.Renames = map[string]string{from: to}
	} else {
		c.rules = c.someRules()
	}
	r := c.rules
	return Event{Kind: EventConfig, Rules: &r}
}

// settle ends the history well: everything is seen, nothing is held, all holds.
func (c *chance) settle() []Event {
	events := []Event{goesBlind(false), unsilenced("s0"), unsilenced("s1"), unsilenced("s2")}
	for range 4 {
		for _, id := range c.ids {
			events = append(events, good(id))
		}
	}
	for i := range events {
		c.now = c.now.Add(5 * time.Second)
		events[i] = c.number(events[i], c.now)
		if v := events[i].Verdict; v != nil {
			v.At = c.now
		}
	}
	return events
}

// history is a made-up history with what a book said of it.
type history struct {
	events  []Event
	heard   [][]Effect
	effects []string // the same, as it is stored
	book    *Book
}

// live makes a history, as the program would: it hands on only what matters.
func live(t *testing.T, seed uint64) history {
	t.Helper()
	c, b := newChance(seed), New("i1")
	var h history
	add := func(e Event) {
		if e.Verdict != nil && !b.Matters(*e.Verdict) {
			if c.pick(4) {
				changesNothing(t, b, e)
			}
			return
		}
		h.events = append(h.events, e)
		h.heard = append(h.heard, b.Apply(e))
		h.effects = append(h.effects, text(t, h.heard[len(h.heard)-1]))
		if next, ok := b.NextDue(); ok && !next.After(b.meta.At) {
			t.Fatalf("seed %d, event %d (%s): next due %v is not after %v", seed, e.Seq, e.Kind, next, b.meta.At)
		}
	}
	add(c.number(configured(c.rules), c.now))
	for range 110 {
		add(c.next(b.NextDue()))
	}
	c.now = c.now.Add(2 * time.Hour)
	add(c.number(tick(), c.now))
	for _, e := range c.settle() {
		add(e)
	}
	h.book = b
	return h
}

// changesNothing checks that a verdict that does not matter would indeed change
// nothing, were it taken in.
func changesNothing(t *testing.T, b *Book, e Event) {
	t.Helper()
	before := text(t, b.Snapshot())
	twin, err := Restore("i1", b.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	tn := &turn{Book: twin, now: twin.meta.At, event: e}
	tn.verdict(*e.Verdict)
	s := twin.checks[e.Verdict.Check]
	if s != nil {
		s.LastAt = b.checks[e.Verdict.Check].LastAt // freshness may change
	}
	if diff := cmp.Diff(before, text(t, twin.Snapshot())); diff != "" || len(tn.effects()) > 0 {
		t.Fatalf("%v does not matter, yet it changes (-before +after)\n%s\n%v", e.Verdict, diff, lines(tn.effects()))
	}
}

// text is what is stored of a value, to be compared byte for byte.
func text(t *testing.T, v any) string {
	t.Helper()
	if m, ok := v.(map[string][]byte); ok {
		var out strings.Builder
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if body := string(m[k]); body != "null" { // an empty list may be stored or not
				out.WriteString(k + " " + body + "\n")
			}
		}
		return out.String()
	}
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestHistories makes histories up and asks of each what must be true of all: a
// replay from what was stored is identical, so is a life with a crash after
// every single event, and everybody hears of each beginning and its end once.
func TestHistories(t *testing.T) {
	t.Parallel()
	const histories, parts = 320, 4
	for part := range uint64(parts) {
		t.Run(fmt.Sprint("part ", part), func(t *testing.T) {
			t.Parallel()
			told := 0
			for seed := part; seed < histories; seed += parts {
				h := live(t, seed)
				replays(t, seed, h)
				survivesCrashes(t, seed, h)
				told += isHeard(t, seed, h)
			}
			if told < 600 {
				t.Errorf("the histories tell of %d beginnings only: they prove little", told)
			}
		})
	}
}

func replays(t *testing.T, seed uint64, h history) {
	t.Helper()
	b := New("i1")
	for i, e := range h.events {
		var stored Event
		if err := json.Unmarshal([]byte(text(t, e)), &stored); err != nil {
			t.Fatal(err)
		}
		if got := text(t, b.Apply(stored)); got != h.effects[i] {
			t.Fatalf("seed %d, event %d (%s): (-live +replayed)\n%s", seed, i, e.Kind, cmp.Diff(h.effects[i], got))
		}
	}
	if live, replayed := text(t, h.book.Snapshot()), text(t, b.Snapshot()); live != replayed {
		t.Fatalf("seed %d: (-live +replayed)\n%s", seed, cmp.Diff(live, replayed))
	}
}

func survivesCrashes(t *testing.T, seed uint64, h history) {
	t.Helper()
	disk := map[string][]byte{}
	for i, e := range h.events {
		b, err := Restore("i1", disk)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, b.Apply(e)); got != h.effects[i] {
			t.Fatalf("seed %d, event %d (%s): (-live +restored)\n%s", seed, i, e.Kind, cmp.Diff(h.effects[i], got))
		}
		maps.Copy(disk, b.Save())
		maps.DeleteFunc(disk, func(_ string, body []byte) bool { return body == nil })
	}
	if live, kept := text(t, h.book.Snapshot()), text(t, disk); live != kept {
		t.Fatalf("seed %d: (-live +restored)\n%s", seed, cmp.Diff(live, kept))
	}
}

// isHeard reads the notices of a history as the receivers would, and returns
// how many beginnings they heard.
func isHeard(t *testing.T, seed uint64, h history) int {
	t.Helper()
	if open := h.book.Open(); len(open) > 0 {
		t.Fatalf("seed %d: still open at the end: %v", seed, open)
	}
	ear := newEar(t, seed)
	for i, effects := range h.heard {
		ear.hear(h.events[i], effects)
	}
	for who, n := range ear.opened {
		if ear.resolved[who] != 1 {
			t.Errorf("seed %d: %s heard %d beginnings and %d ends", seed, who, n, ear.resolved[who])
		}
	}
	return len(ear.opened)
}

// ear is what receivers remember.
type ear struct {
	t                *testing.T
	seed             uint64
	ids              map[string]bool
	opened, resolved map[string]int // by incident and channel
	offered          map[string]int // the same: beginnings that may be told anew
	acked            map[string]bool
	numbers          map[int64]string
}

func newEar(t *testing.T, seed uint64) *ear {
	t.Helper()
	return &ear{t: t, seed: seed, ids: map[string]bool{}, opened: map[string]int{}, resolved: map[string]int{}, offered: map[string]int{}, acked: map[string]bool{}, numbers: map[int64]string{}}
}

func (r *ear) hear(e Event, effects []Effect) {
	r.t.Helper()
	for number, id := range r.numbers {
		for _, channel := range e.Channels {
			if e.Kind == EventOffer && e.Incident == fmt.Sprint(number) {
				r.offered[id+" "+channel]++
			}
		}
	}
	for _, f := range effects {
		if in := f.Incident; in != nil {
			if id, known := r.numbers[in.Number]; known && id != in.ID {
				r.t.Errorf("seed %d: number %d is %s and %s", r.seed, in.Number, id, in.ID)
			}
			r.numbers[in.Number] = in.ID
		}
		if f.Notice != nil {
			r.notice(e, *f.Notice)
		}
	}
}

func (r *ear) notice(e Event, n holdfast.Notice) {
	r.t.Helper()
	who := n.Incident.ID + " " + n.Channel
	fault := func(what string) {
		r.t.Errorf("seed %d, event %d (%s): %s: %s", r.seed, e.Seq, e.Kind, n.ID, what)
	}
	if r.ids[n.ID] {
		fault("the same ID twice")
	}
	r.ids[n.ID] = true
	if !strings.HasPrefix(n.ID, n.Key+"/") || n.Key != "hf-i1-"+n.Incident.ID {
		fault("key " + n.Key)
	}
	if n.Incident.Held && n.Step != holdfast.StepResolved && n.Step != holdfast.StepAcknowledged {
		fault("told in spite of a hold")
	}
	if n.Step != holdfast.StepOpened && n.Step != holdfast.StepDrill && r.opened[who] == 0 {
		fault("told before its beginning")
	}
	if r.resolved[who] > 0 {
		fault("told after its end")
	}
	switch n.Step {
	case holdfast.StepOpened:
		r.opened[who]++
		if r.opened[who] > 1+r.offered[who] || r.acked[n.Incident.ID] {
			fault("opened twice, or after somebody took it")
		}
	case holdfast.StepReminder:
		if r.acked[n.Incident.ID] {
			fault("reminded after somebody took it")
		}
	case holdfast.StepAcknowledged:
		r.acked[n.Incident.ID] = true
	case holdfast.StepResolved:
		r.resolved[who]++
	case holdfast.StepWorse, holdfast.StepDrill:
	}
}
