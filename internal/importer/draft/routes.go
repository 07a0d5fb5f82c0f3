package draft

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// routes are made from what the checks say of who is told: those who tell the
// same share a route, and what most of them tell comes last and matches all. One
// that tells nobody names its checks: a check that is added later is told of.
func (d *Draft) routes() []*Table {
	shared := d.byTell()
	if len(shared) == 0 || d.noChannel() {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(shared), func(a, b string) int {
		silent := func(key string) int { return len(d.alive(shared[key][0].tell).Steps) }
		return cmp.Or(min(silent(a), 1)-min(silent(b), 1), len(shared[a])-len(shared[b]), cmp.Compare(a, b))
	})
	out := make([]*Table, 0, len(keys))
	for i, key := range keys {
		checks := shared[key]
		tell := d.alive(checks[0].tell)
		route := &Table{}
		if i < len(keys)-1 || len(tell.Steps) == 0 {
			route.Set("match", (&Table{}).Set("check", names(checks)))
		}
		route.Set("steps", ladder(tell.Steps))
		if tell.Remind >= time.Minute {
			route.Set("remind", tell.Remind)
		}
		out = append(out, route)
	}
	return out
}

// ladder writes steps.
func ladder(steps []Step) Steps {
	out := make(Steps, len(steps))
	for i, s := range steps {
		out[i] = &Table{}
		if s.After > 0 {
			out[i].Set("after", s.After)
		}
		out[i].Set("to", s.Channels)
	}
	return out
}

// Steps is the ladder of a route; an empty one tells nobody, and is written.
type Steps []*Table

// byTell groups the checks that are written by who is told of them.
func (d *Draft) byTell() map[string][]*Check {
	shared := map[string][]*Check{}
	for _, c := range d.checks {
		if !c.off {
			key := d.alive(c.tell).key()
			shared[key] = append(shared[key], c)
		}
	}
	return shared
}

// alive is a tell less the channels that are comments only.
func (d *Draft) alive(t Tell) Tell {
	out := Tell{Remind: t.Remind}
	for _, s := range t.Steps {
		var there []string
		for _, e := range d.channels {
			if !e.off && slices.Contains(s.Channels, e.name) {
				there = append(there, e.name)
			}
		}
		if len(there) > 0 {
			out.Steps = append(out.Steps, Step{s.After, there})
		}
	}
	if len(out.Steps) == 0 {
		return Tell{}
	}
	return out
}

// noChannel reports whether there is no channel to tell.
func (d *Draft) noChannel() bool {
	return !slices.ContainsFunc(d.channels, func(e *Entry) bool { return !e.off })
}

// names lists the names of checks, in their order.
func names(checks []*Check) []string {
	out := make([]string, len(checks))
	for i, c := range checks {
		out[i] = c.name
	}
	return out
}

// count is "1 check", "3 checks".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
