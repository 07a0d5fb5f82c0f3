package draft

import (
	"fmt"
	"strings"
	"time"

	"holdfast/internal/importer/source"
)

// Left is something that could not be carried over.
type Left struct {
	source.Place
	// What is the thing as the source calls it, Why the reason, and what to do.
	What, Why string

	beside bool // it is told above an entry
}

// String is the line of the summary.
func (l Left) String() string { return l.Place.String() + ": " + l.What + ": " + l.Why }

// Entry is one item of a section, with what is said above it.
type Entry struct {
	*Table
	name     string
	at       source.Place
	comments []string
	off      bool
	d        *Draft
	tell     Tell
}

// Check is an entry of checks: its keys, the settings of its kind, and who is
// told of it.
type Check struct {
	*Entry
	// Kind is the name of the kind, Ask its settings.
	Kind string
	Ask  *Table
}

// Tell says who hears of a check: steps in the order of their time.
type Tell struct {
	Steps []Step
	// Remind is the time between reminders, zero for none.
	Remind time.Duration
}

// Step tells channels some time after an incident opened.
type Step struct {
	After    time.Duration
	Channels []string
}

// Channels tells channels at once.
func Channels(names []string) []Step {
	if len(names) == 0 {
		return nil
	}
	return []Step{{Channels: names}}
}

// key is the tell in one form only.
func (t Tell) key() string {
	var b strings.Builder
	for _, s := range t.Steps {
		b.WriteString(s.After.String() + " " + strings.Join(s.Channels, ",") + "; ")
	}
	return b.String() + t.Remind.String()
}

// Name is the name that the entry has in the config.
func (e *Entry) Name() string { return e.name }

// Comment writes a line above the entry.
func (e *Entry) Comment(format string, args ...any) {
	e.comments = append(e.comments, fmt.Sprintf(format, args...))
}

// Left notes what of the entry could not be carried over, above it and in the
// list.
func (e *Entry) Left(at *source.Node, what, why string) {
	place := e.at
	if at != nil {
		place = at.Place
	}
	e.comments = append(e.comments, "not carried over ("+place.String()+"): "+what+": "+why)
	e.d.left = append(e.d.left, Left{place, fmt.Sprintf("%s: %s", e.name, what), why, true})
}

// Off leaves the whole entry behind: it is written as a comment.
func (e *Entry) Off(at *source.Node, what, why string) {
	e.off = true
	e.Left(at, what, why)
}

// Unread lists what of a node nobody asked for as left behind of the entry.
func (e *Entry) Unread(n *source.Node) {
	for _, u := range n.Unread() {
		e.Left(u, u.Path[strings.LastIndexByte(u.Path, '.')+1:], "nothing here corresponds to it")
	}
	n.Ignore()
}

// IsOff reports whether the entry is a comment only.
func (e *Entry) IsOff() bool { return e.off }

// Tells says who hears of the check.
func (c *Check) Tells(t Tell) { c.tell = t }

// assemble puts name, keys and kind together, in the order of people.
func (c *Check) assemble() *Table {
	out := &Table{}
	out.Set("name", c.name)
	out.fields = append(out.fields, field{c.Kind, settings{c.Ask}})
	out.fields = append(out.fields, c.fields...)
	return out
}
