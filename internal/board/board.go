package board

import (
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/statement"
	"holdfast/internal/view"
)

// Trust is how long a board may be believed after it was made.
const Trust = 3 * time.Minute

// Board is the status page as data.
type Board struct {
	Audience
	Version   string
	Instance  string // the journal's name
	Vantage   string
	Made      time.Time // a whole minute
	Until     time.Time // from then on nothing of it is to be believed
	Status    holdfast.Status
	Headline  string
	Checks    []Check // in the order of the config
	Groups    []Group
	Promises  []statement.State
	Incidents []Incident // newest first
	Windows   []Window   // on or to come, next first
}

// Group is the checks under one heading.
type Group struct {
	Name   string
	Status holdfast.Status // the worst of them
	Checks []Check
}

// New makes the board of an audience.
func New(v view.View, p Past, a Audience) Board {
	b := Board{
		Audience: a, Version: v.Version, Instance: v.Instance, Vantage: v.Vantage.Name,
		Made: minute(v.At),
	}
	b.Until = b.Made.Add(Trust)
	p = p.Laid(b.Made)
	b.Checks = make([]Check, 0, len(v.Checks))
	for i := range v.Checks {
		if c := &v.Checks[i]; a.check(c) {
			b.Checks = append(b.Checks, a.see(c, p, b.Made))
		}
	}
	b.Groups = groups(b.Checks)
	b.Promises = a.promises(v.Promises)
	b.Incidents = a.incidents(p.Incidents, b.Checks, v.At)
	b.Windows = windows(p.Windows, b.Checks, b.Made)
	b.Status, b.Headline = headline(b.Checks)
	b.Status, b.Headline = pledged(b.Status, b.Headline, b.Promises)
	return b
}

// promises are those that the audience may see, without the words of checks
// that it may not.
func (a Audience) promises(all []statement.State) []statement.State {
	var out []statement.State
	for _, p := range all {
		if !a.promise(p.Promise) {
			continue
		}
		p.Since, p.Verified = minute(p.Since), minute(p.Verified)
		if !a.Deep() {
			p.Members = slices.Clone(p.Members)
			for i := range p.Members {
				p.Members[i] = statement.Member{Status: p.Members[i].Status, Looked: p.Members[i].Looked}
			}
		}
		out = append(out, p)
	}
	return out
}

// groups puts checks under their headings, in the order of the first of each.
func groups(checks []Check) []Group {
	size := map[string]int{}
	for i := range checks {
		size[checks[i].Group]++
	}
	out := make([]Group, 0, len(size))
	at := make(map[string]int, len(size))
	for i := range checks {
		c := &checks[i]
		n, ok := at[c.Group]
		if !ok {
			n = len(out)
			at[c.Group] = n
			out = append(out, Group{Name: c.Group, Status: holdfast.Holds, Checks: make([]Check, 0, size[c.Group])})
		}
		g := &out[n]
		g.Checks = append(g.Checks, *c)
		if c.Status.Worse(g.Status) {
			g.Status = c.Status
		}
	}
	return out
}

// Find returns the check of that slug.
func (b Board) Find(slug string) (Check, bool) {
	i := slices.IndexFunc(b.Checks, func(c Check) bool { return c.Slug == slug })
	if i < 0 {
		return Check{}, false
	}
	return b.Checks[i], true
}

// Incident returns the incident of that number.
func (b Board) Incident(number int64) (Incident, bool) {
	i := slices.IndexFunc(b.Incidents, func(n Incident) bool { return n.Number == number })
	if i < 0 {
		return Incident{}, false
	}
	return b.Incidents[i], true
}

// Open are the incidents that have not ended.
func (b Board) Open() []Incident {
	var out []Incident
	for _, i := range b.Incidents {
		if i.Open() {
			out = append(out, i)
		}
	}
	return out
}

// Days are the group's: of each day the member's that went worst.
func (g Group) Days() []Day {
	out := slices.Clone(g.Checks[0].Days)
	for _, c := range g.Checks[1:] {
		for i, d := range c.Days {
			if rank(d) > rank(out[i]) {
				out[i] = d
			}
		}
	}
	return out
}

// Slug names the group within a page.
func (g Group) Slug() string { return "group-" + Slug(g.Name) }

// Good is how many of the group's checks hold.
func (g Group) Good() int {
	n := 0
	for _, c := range g.Checks {
		if c.Good() {
			n++
		}
	}
	return n
}

// rank orders days from good to bad.
func rank(d Day) int64 {
	const day = 24 * 3600 * 1000
	order := [6]int64{history.Up: 0, history.Maintenance: 1, history.Blind: 2, history.Unknown: 3, history.AtRisk: 4, history.Down: 5}
	s := d.State()
	return order[s]*2*day + d.Of(s)
}

// See makes an incident of any time for the board's audience.
func (b Board) See(i holdfast.Incident, now time.Time) Incident {
	at := slices.IndexFunc(b.Checks, func(c Check) bool { return c.ID == i.Check })
	if at < 0 {
		return b.incident(i, Check{}, now)
	}
	return b.incident(i, b.Checks[at], now)
}
