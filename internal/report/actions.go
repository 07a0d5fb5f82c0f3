package report

import (
	"fmt"
	"strings"
	"time"

	"holdfast"
)

// decideBefore is how long before its end an accepted exception wants a
// decision, renewBefore how long before its end a certificate is worth a line
// of its own.
const (
	decideBefore = 14 * 24 * time.Hour
	renewBefore  = 21
)

// actions lists all that somebody should do, most pressing first: what is
// broken, what ends, what is at risk, what nobody can see, what nobody proves.
func (d *Document) actions() []Action {
	v := newVoice(d)
	seen := map[string]bool{}
	var broken, risk []Action
	for _, f := range d.current() {
		if seen[f.Check] || f.Accepted != "" {
			continue
		}
		seen[f.Check] = true
		a := d.act(v, f)
		if f.Status == holdfast.Broken {
			broken = append(broken, a)
		} else {
			risk = append(risk, a)
		}
	}
	all := broken
	all = append(all, d.renew(v, seen)...)
	all = append(all, risk...)
	all = append(all, d.look(seen)...)
	all = append(all, d.decide(v)...)
	return all
}

// act is what to do about a finding; others of the same check are counted.
func (d *Document) act(v voice, f Finding) Action {
	text := f.Text
	if !strings.Contains(text, f.Target) || f.Target == "" {
		text = f.Name + ": " + text
	}
	text += ", since " + v.at(f.Since)
	if n := d.others(f); n > 0 {
		text += fmt.Sprintf(" (and %d more of this check)", n)
	}
	a := Action{Verb: "FIX", Text: text, Fix: f.Fix, Owner: f.Owner, Check: f.Check, Key: f.ID, Link: d.link(f.Check)}
	if strings.HasPrefix(f.Key, "certificate/") && f.Status == holdfast.AtRisk {
		a.Verb = "RENEW"
	}
	return a
}

// others counts the further findings of a finding's check.
func (d *Document) others(f Finding) int {
	n := -1
	for _, other := range d.current() {
		if other.Check == f.Check && other.Accepted == "" {
			n++
		}
	}
	return n
}

// renew lists certificates that end soon and that no finding speaks of.
func (d *Document) renew(v voice, seen map[string]bool) []Action {
	var list []Action
	for i := range d.TLS.Certificates {
		c := &d.TLS.Certificates[i]
		if c.DaysLeft > renewBefore || seen[c.Check] || c.Ends.IsZero() {
			continue
		}
		seen[c.Check] = true
		list = append(list, Action{
			Verb: "RENEW", Text: fmt.Sprintf("%s: the certificate ends %s, in %s", c.Target, v.day(c.Ends), count(max(c.DaysLeft, 0), "day")),
			By: c.Ends, Check: c.Check, Link: d.link(c.Check),
		})
	}
	return list
}

// look lists what nobody could look at, as one action a kind of section.
func (d *Document) look(seen map[string]bool) []Action {
	var list []Action
	for i := range d.Unknown {
		u := &d.Unknown[i]
		if seen[u.Check] {
			continue
		}
		seen[u.Check] = true
		list = append(list, Action{Verb: "LOOK", Text: u.Name + ": " + u.Why, Check: u.Check, Link: d.link(u.Check)})
	}
	return list
}

// decide lists the sentences that no check proves and the exceptions that end.
func (d *Document) decide(v voice) []Action {
	var list []Action
	for i := range d.Promises {
		if p := &d.Promises[i]; p.State == StateUnproven {
			list = append(list, Action{Verb: "DECIDE", Text: "“" + cut(p.Says, 120) + "”: no check proves it; add one, or change the sentence"})
		}
	}
	for i := range d.Exceptions {
		e := &d.Exceptions[i]
		if !e.Ended && e.Covers > 0 && e.Until.Before(d.Period.To.Add(decideBefore)) {
			list = append(list, Action{
				Verb: "DECIDE", By: e.Until, Check: e.Check, Link: d.link(e.Check), Owner: e.By,
				Text: fmt.Sprintf("%s: the exception for %s ends %s", e.Name, strings.Join(e.Faults, ", "), v.day(e.Until.Add(-time.Second))),
			})
		}
	}
	return list
}

// link is the address of a check's page.
func (d *Document) link(check string) string {
	if d.Page == "" || check == "" {
		return ""
	}
	return d.Page + "/checks/" + check
}
