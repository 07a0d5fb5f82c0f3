package report

import (
	"fmt"
	"strings"
)

// layChanges tells the five classes.
func layChanges(d *Document, v voice) Section {
	c := &d.Changes
	s := Section{ID: "changes", Title: "Changed", Whole: true, Fold: "resolved or gone"}
	s.Lead = fmt.Sprintf("new %d · regressed %d · still open %d · resolved %d · gone %d", len(c.New), len(c.Regressed), len(c.Open), len(c.Resolved), len(c.Gone))
	switch {
	case !c.Earlier:
		s.Lead += ". No earlier report: whatever is wrong is new"
	case len(c.New)+len(c.Regressed)+len(c.Resolved)+len(c.Gone) == 0:
		s.Lead += ". No change since the period before"
	}
	for _, class := range []struct {
		word string
		list []Finding
		over bool
	}{{"new", c.New, false}, {"regressed", c.Regressed, false}, {"still open", c.Open, false}, {"resolved", c.Resolved, true}, {"gone", c.Gone, true}} {
		for i := range class.list {
			s.Rows = append(s.Rows, findingRow(d, v, class.word, &class.list[i], class.over))
		}
	}
	return s
}

// findingRow tells one finding.
func findingRow(d *Document, v voice, word string, f *Finding, over bool) Row {
	r := Row{Title: f.Name, State: word, Tone: f.Status.String(), Link: d.link(f.Check), Lines: []string{f.Text}}
	when := "since " + v.at(f.Since)
	switch {
	case over && !f.Until.IsZero():
		when = v.span(f.Since, f.Until) + ", " + length(Seconds(f.Until.Sub(f.Since)))
		r.Tone = "holds"
	case over:
		when += "; the check is no longer watched, so nobody can say that it was mended"
		r.Tone = "unknown"
	case !f.Unseen.IsZero():
		when += "; nobody could look since " + v.at(f.Unseen)
	}
	r.Lines = append(r.Lines, when)
	if !over {
		r.Lines = append(r.Lines, f.Accepted, prefixed("do: ", f.Fix))
	}
	return r
}

// prefixed is a text with a word before it, or nothing.
func prefixed(word, text string) string {
	if text == "" {
		return ""
	}
	return word + text
}

// layPromises tells each sentence of the statement.
func layPromises(d *Document, v voice) Section {
	if len(d.Promises) == 0 {
		return Section{ID: "promises", Title: "Promises", Lead: "The config has no promises: no published sentence is watched. Write them under promises:"}
	}
	n := d.Verdict.Promises
	s := Section{ID: "promises", Title: "Promises", Whole: true, Fold: "held"}
	s.Lead = fmt.Sprintf("held %d · at risk %d · broke %d · not proven %d · unproven %d", n.Held, n.AtRisk, n.Broke, n.Unknown, n.Unproven)
	for i := range d.Promises {
		s.Rows = append(s.Rows, promiseRow(v, &d.Promises[i]))
	}
	return s
}

// promiseRow tells one sentence.
func promiseRow(v voice, p *Promise) Row {
	r := Row{Title: "“" + p.Says + "”", State: p.State, Tone: promiseTone(p.State)}
	if p.State == StateUnproven {
		r.Lines = []string{"no check proves it"}
		return r
	}
	line := percent(p.Proven) + " of the time proven by " + count(p.Checks, "check")
	if rest := unprovenParts(&p.Times); rest != "" {
		line += " (" + rest + ")"
	}
	r.Lines = append(r.Lines, line)
	for i, b := range p.Breaks {
		if i == 3 {
			r.Lines = append(r.Lines, count(len(p.Breaks)-3, "more break"))
			break
		}
		r.Lines = append(r.Lines, fmt.Sprintf("broke %s: %s (incident %d)", v.span(b.From, b.To), b.Text, b.Incident))
	}
	now := "now " + p.Now
	if !p.Since.IsZero() {
		now += " since " + v.at(p.Since)
	}
	if !p.Oldest.IsZero() {
		now += ", last proof " + v.at(p.Oldest)
	}
	r.Lines = append(r.Lines, now, prefixed("from ", p.Source))
	return r
}

// unprovenParts names the times that are no proof.
func unprovenParts(t *Times) string {
	var parts []string
	for _, one := range []struct {
		s    Seconds
		word string
	}{{t.Down, "broken"}, {t.AtRisk, "at risk"}, {t.Unknown, "unknown"}, {t.Maintenance, "in maintenance"}, {t.Blind, "blind"}} {
		if one.s > 0 {
			parts = append(parts, length(one.s)+" "+one.word)
		}
	}
	return strings.Join(parts, ", ")
}

// promiseTone is the colour of a promise's state.
func promiseTone(state string) string {
	switch state {
	case StateHeld:
		return "holds"
	case StateAtRisk:
		return "at risk"
	case StateBroke:
		return "broken"
	default:
		return "unknown"
	}
}

// layExceptions tells what was accepted, and until when.
func layExceptions(d *Document, v voice) Section {
	if len(d.Exceptions) == 0 {
		return Section{}
	}
	s := Section{ID: "exceptions", Title: "Accepted exceptions", Lead: count(len(d.Exceptions), "exception") + "; what is accepted counts as at risk, never as held", Fold: "of them cover nothing now"}
	for i := range d.Exceptions {
		e := &d.Exceptions[i]
		r := Row{Title: e.Name, State: "until " + v.day(e.Until.Add(-1)), Tone: "at risk", Link: d.link(e.Check)}
		switch {
		case e.Ended:
			r.State, r.Tone = "ended "+v.day(e.Until), "unknown"
		case e.Covers == 0:
			r.Tone = "holds"
		}
		r.Lines = []string{strings.Join(e.Faults, ", ") + ": covers " + count(e.Covers, "finding") + " now", "accepted by " + e.By + ": " + e.Why}
		s.Rows = append(s.Rows, r)
	}
	return s
}
