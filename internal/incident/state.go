package incident

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"holdfast"
)

// CheckState is what people see of a check.
type CheckState struct {
	Check string `json:"check"`
	// Status is the confirmed one: a single failed look leaves it as it was.
	// Looked is false until this very question was asked once; then Status is
	// Unknown, and the word for it is "not yet looked".
	Status holdfast.Status `json:"status"`
	Looked bool            `json:"looked"`
	Since  time.Time       `json:"since,omitzero"`
	// Pending says what is under way: "1 of 3 looks failed". Empty when calm.
	Pending string `json:"pending,omitempty"`
	// Headline, Reason and Faults are those of the last look that mattered; a
	// calm check's later looks are in the history only.
	Headline string           `json:"headline,omitempty"`
	Reason   string           `json:"reason,omitempty"`
	Faults   []holdfast.Fault `json:"faults,omitempty"`
	// Incidents are the IDs of the open ones, worst first.
	Incidents []string `json:"incidents,omitempty"`
}

// Word returns the status's word, or "not yet looked".
func (c CheckState) Word() string {
	if !c.Looked && c.Status == holdfast.Unknown {
		return "not yet looked"
	}
	return c.Status.String()
}

// State returns what is known of a check. For one that the book does not know
// it is "not yet looked".
func (b *Book) State(check string) CheckState {
	out := CheckState{Check: check}
	c, s := b.known.checks[check], b.checks[check]
	if c == nil || s == nil {
		return out
	}
	out.Status, out.Looked, out.Since = s.Shown, s.Looked, s.ShownSince
	out.Headline, out.Reason, out.Faults = s.Seen.Headline, s.Seen.Reason, slices.Clone(s.Seen.Faults)
	out.Pending = pendingText(s, rule(c.Confirm).Of)
	for _, id := range []string{s.Outage, s.Unknown, s.Risk} {
		if id != "" {
			out.Incidents = append(out.Incidents, id)
		}
	}
	if since, reason, blind := b.blindTo(c); blind && holdfast.Unknown.Worse(out.Status) {
		out.Status, out.Since, out.Pending = holdfast.Unknown, since, "blind: "+reason
	}
	return out
}

// pendingText says what the looks so far amount to.
func pendingText(s *standing, of int) string {
	if n := len(s.Window); n > 0 {
		last := s.Window[n-1].Status
		_, agree := count(s.Window, func(l look) bool { return rank(l.Status) == rank(last) })
		word := map[holdfast.Status]string{holdfast.Broken: "failed", holdfast.AtRisk: "at risk", holdfast.Holds: "good"}[last]
		return strconv.Itoa(agree) + " of " + strconv.Itoa(of) + " looks " + word
	}
	if s.Lost.running() && !s.Lost.Settled {
		return "could not look since " + clockText(s.Lost.Since)
	}
	return ""
}

// Open returns the open incidents, worst first: by status, then severity, then
// age.
func (b *Book) Open() []holdfast.Incident {
	out := make([]holdfast.Incident, 0, len(b.open))
	for _, l := range b.open {
		out = append(out, l.Incident)
	}
	slices.SortStableFunc(out, func(x, y holdfast.Incident) int {
		switch {
		case x.Status.Worse(y.Status):
			return -1
		case y.Status.Worse(x.Status):
			return 1
		default:
			return cmp.Compare(weight(y.Severity), weight(x.Severity))
		}
	})
	return out
}

// Channels returns the channels of the rules in force, as they were stored.
func (b *Book) Channels() []holdfast.Channel { return slices.Clone(b.rules.Channels) }

// Incident returns the open incident with that ID, or with that number in
// decimal.
func (b *Book) Incident(id string) (holdfast.Incident, bool) {
	l := b.find(id)
	if l == nil {
		return holdfast.Incident{}, false
	}
	return l.Incident, true
}

// Relooks returns the looks to take at once after a restart, or when a blind
// vantage sees again: of every check whose looks have begun to say something
// that is not confirmed. The counters themselves are kept.
func (b *Book) Relooks() []Relook {
	var out []Relook
	for i := range b.rules.Checks {
		c := &b.rules.Checks[i]
		s := b.checks[c.ID]
		if s == nil || (len(s.Window) == 0 && (!s.Lost.running() || s.Lost.Settled) && !b.rising(s)) {
			continue
		}
		f := holdfast.Finding{Status: s.Seen.Status, Faults: s.Seen.Faults}
		r := Relook{Check: c.ID, At: b.meta.At}
		if f.Status != holdfast.Unknown {
			r.Confirm = slices.Clone(b.doubts(s, f))
		}
		out = append(out, r)
	}
	return out
}
