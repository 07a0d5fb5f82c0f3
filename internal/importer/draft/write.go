package draft

import "strings"

// Text is a config as it is written.
type Text struct {
	Config []byte
	// owner is the entry that each line belongs to, from line 1.
	owner []*Entry
}

// writer puts the sections one after the other and remembers whose lines they are.
type writer struct {
	d     *Draft
	lines []string
	owner []*Entry
}

// Write writes the config; of is what it was made from, in words.
func (d *Draft) Write(of string) Text {
	w := &writer{d: d}
	w.head(of)
	w.checks()
	w.templates()
	w.sites()
	w.channels()
	w.routes()
	w.windows()
	text := strings.Join(w.lines, "\n") + "\n"
	return Text{Config: []byte(text), owner: w.owner}
}

// put adds the lines of a text to an entry, nil for none.
func (w *writer) put(e *Entry, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		w.lines = append(w.lines, line)
		w.owner = append(w.owner, e)
	}
}

// comment adds a comment of one line.
func (w *writer) comment(e *Entry, indent, text string) {
	w.put(e, strings.TrimRight(indent+"# "+oneLine(w.d.scrub(text)), " "))
}

// head says where the config comes from, and what holds for all of it.
func (w *writer) head(of string) {
	w.comment(nil, "", "Written by holdfast import from "+of+".")
	went := "everything went over."
	if len(w.d.left) > 0 {
		went = count(len(w.d.left), "thing") + " not carried over, each beside its place or listed here."
	}
	w.comment(nil, "", count(w.d.written(), "check")+"; "+went)
	if w.d.hears() {
		w.comment(nil, "", "Heartbeats are called at /beat/TOKEN on the public listener; name its port:")
		w.comment(nil, "", "public: \":8080\"")
	}
	for _, note := range w.d.notes {
		w.comment(nil, "", "- "+note)
	}
	for _, l := range w.d.left {
		if !l.beside {
			w.comment(nil, "", "not carried over ("+l.Place.String()+"): "+l.What+": "+l.Why)
		}
	}
	if len(w.d.secrets) > 0 {
		w.comment(nil, "", "Variables to set before this loads (the values are not in this file):")
	}
	for _, s := range w.d.secrets {
		text := "  " + s.Name + " is " + s.What + " (" + s.String() + ")"
		if s.Advice != "" {
			text += ": " + s.Advice
		}
		w.comment(nil, "", text)
	}
}

// written counts the checks that are no comments.
func (d *Draft) written() (n int) {
	for _, c := range d.checks {
		if !c.off {
			n++
		}
	}
	return n
}

// hears reports whether a check waits for calls.
func (d *Draft) hears() bool {
	for _, c := range d.checks {
		if c.Kind == "heartbeat" {
			return true
		}
	}
	return false
}

// checks writes the checks.
func (w *writer) checks() {
	if len(w.d.checks) > 0 {
		w.put(nil, "")
	}
	if w.d.written() > 0 {
		w.put(nil, "checks:")
	}
	for _, c := range w.d.checks {
		w.item(c.Entry, "  ", c.assemble())
	}
}

// item writes one element of a list, as a comment if it is off.
func (w *writer) item(e *Entry, indent string, t *Table) {
	for _, c := range e.comments {
		w.comment(e, indent, c)
	}
	var b strings.Builder
	b.WriteString(indent + "- ")
	t.write(&b, indent+"  ")
	if e.off {
		w.off(e, indent, b.String())
		return
	}
	w.put(e, b.String())
}

// off writes an entry's lines as comments.
func (w *writer) off(e *Entry, indent, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		w.put(e, indent+"# "+strings.TrimPrefix(line, indent))
	}
}

// templates writes modules that have no target yet.
func (w *writer) templates() {
	if len(w.d.templates) > 0 {
		w.put(nil, "\ntemplates:")
	}
	for _, c := range w.d.templates {
		for _, text := range c.comments {
			w.comment(c.Entry, "  ", text)
		}
		var b strings.Builder
		b.WriteString("  " + scalar(c.name) + ":\n    - ")
		c.assemble().write(&b, "      ")
		if c.off {
			w.off(c.Entry, "  ", b.String())
			continue
		}
		w.put(c.Entry, b.String())
	}
}

// stand is a host that cannot exist (RFC 2606 §2).
const stand = "replace-me.invalid"

// sites writes a host to be replaced where there is nothing to watch yet: the
// loader takes no config that watches nothing.
func (w *writer) sites() {
	if w.d.written() > 0 {
		return
	}
	var use []string
	for _, c := range w.d.templates {
		if !c.off {
			use = append(use, c.name)
		}
	}
	w.put(nil, "\n# Nothing above can be watched as it is. Put your hosts in the place of this one,\n# which cannot exist:\nsites:")
	if len(use) == 0 {
		w.put(nil, "  "+stand+":")
		return
	}
	w.put(nil, "  "+stand+": {use: "+inline(use)+"}")
}

// channels writes the channels.
func (w *writer) channels() {
	if w.d.noChannel() {
		w.put(nil, "\n# Who is told. Nobody, until a channel is written:\nchannels: {}")
	} else {
		w.put(nil, "\nchannels:")
	}
	for _, e := range w.d.channels {
		for _, text := range e.comments {
			w.comment(e, "  ", text)
		}
		var b strings.Builder
		b.WriteString("  " + scalar(e.name) + ":\n    ")
		e.write(&b, "    ")
		if e.off {
			w.off(e, "  ", b.String())
			continue
		}
		w.put(e, b.String())
	}
}

// routes writes who is told of what.
func (w *writer) routes() {
	routes := w.d.routes()
	if len(routes) == 0 {
		return
	}
	w.put(nil, "\nroutes:")
	for _, r := range routes {
		var b strings.Builder
		b.WriteString("  - ")
		r.write(&b, "    ")
		w.put(nil, b.String())
	}
}

// windows writes planned work.
func (w *writer) windows() {
	var on []*Entry
	for _, e := range w.d.windows {
		if !e.off {
			on = append(on, e)
		}
	}
	if len(w.d.windows) == 0 {
		return
	}
	w.put(nil, "")
	if len(on) > 0 {
		w.put(nil, "maintenance:")
	}
	for _, e := range w.d.windows {
		w.item(e, "  ", e.Table)
	}
}
