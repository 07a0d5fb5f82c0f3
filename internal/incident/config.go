package incident

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"holdfast"
)

// causeUnwatched is why an incident ends whose check is no more.
const causeUnwatched = "no longer watched"

// index is the rules as the book looks them up.
type index struct {
	checks   map[string]*holdfast.Check
	channels map[string]bool
	windows  []window
}

// newIndex makes the index of the rules.
func newIndex(r Rules) index {
	x := index{checks: make(map[string]*holdfast.Check, len(r.Checks)), channels: make(map[string]bool, len(r.Channels))}
	for i := range r.Checks {
		x.checks[r.Checks[i].ID] = &r.Checks[i]
	}
	for _, c := range r.Channels {
		x.channels[c.Name] = true
	}
	for _, w := range r.Windows {
		x.windows = append(x.windows, newWindow(w))
	}
	return x
}

// detached returns the rules as they will be read again: nothing shared with the
// caller, no prober, no notifier.
func (r Rules) detached() (Rules, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return Rules{}, err
	}
	var out Rules
	err = json.Unmarshal(body, &out)
	return out, err
}

// config puts new rules in force, check by check: who keeps its ID keeps its
// state. Rules that cannot be stored are refused; none of a checked config are.
func (t *turn) config(r *Rules) {
	if r == nil {
		return
	}
	rules, err := r.detached()
	if err != nil {
		return
	}
	known := newIndex(rules)
	t.rename(rules.Renames, known)
	t.rules, t.known = rules, known
	t.mark(rulesKey)
	for _, l := range slices.Clone(t.open) {
		t.follow(l)
	}
	for id, s := range t.checks {
		t.keep(id, s)
	}
	t.reholdAll()
}

// follow takes an open incident over to the new rules, or ends it.
func (t *turn) follow(l *ledger) {
	c := t.known.checks[l.Incident.Check]
	if l.Incident.Class == holdfast.ClassBlind {
		if v := vantageCheck(t.rules.Vantage); v.ID == l.Incident.Check {
			c = &v
		}
	}
	if c == nil {
		t.resolve(l, time.Time{}, causeUnwatched)
		return
	}
	l.Check = *c
	t.note(l)
	if severity := severityOf(c, l.Incident.Class); severity != l.Incident.Severity {
		l.Incident.Severity = severity
		t.touch(l)
	}
}

// keep takes what is remembered of a check over to the new rules: forgotten with
// the check, begun anew when it asks something else.
func (t *turn) keep(id string, s *standing) {
	c := t.known.checks[id]
	switch {
	case c == nil:
		delete(t.checks, id)
	case c.Settings != s.Settings:
		s.forget(c.Settings)
		s.show(t.now)
		for _, l := range []*ledger{t.ledger(s.Outage), t.ledger(s.Risk)} {
			if l != nil {
				l.Rising = nil
			}
		}
	default:
		return
	}
	t.mark(checkKey(id))
}

// rename moves what is remembered of checks to their new IDs. A rename that was
// in the rules before is done already.
func (t *turn) rename(renames map[string]string, known index) {
	moves := map[string]string{}
	taken := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(renames)) {
		to := renames[from]
		if t.rules.Renames[from] == to || from == to || taken[to] || t.checks[from] == nil || known.checks[to] == nil {
			continue
		}
		moves[from], taken[to] = to, true
	}
	t.relocate(t.free(moves, known))
}

// free leaves of the moves those that go from an ID that nobody keeps to one
// that nobody holds: a check that still goes by its old ID stays, and a place
// must be empty or left by a move of its own. All happen at once, so that two
// checks may swap.
func (t *turn) free(moves map[string]string, known index) map[string]string {
	for {
		before := len(moves)
		for from, to := range moves {
			kept := known.checks[from] != nil && !slices.Contains(slices.Collect(maps.Values(moves)), from)
			held := t.checks[to] != nil && moves[to] == ""
			if kept || held {
				delete(moves, from)
			}
		}
		if len(moves) == before {
			return moves
		}
	}
}

// relocate carries out the moves, old ID to new, incidents included.
func (t *turn) relocate(moves map[string]string) {
	if len(moves) == 0 {
		return
	}
	before := maps.Clone(t.checks)
	for from := range moves {
		delete(t.checks, from)
		t.mark(checkKey(from))
	}
	for from, to := range moves {
		t.checks[to] = before[from]
		t.mark(checkKey(to))
		t.await(to, before[from])
	}
	for _, l := range t.open {
		if to := moves[l.Incident.Check]; to != "" {
			l.Incident.Check = to
			t.touch(l)
		}
	}
}
