package report

import (
	"fmt"
	"slices"
	"strings"
)

// topActions is how many things to do stand in the verdict's box.
const topActions = 3

// Conclude fills in the verdict from all the rest: what is counted, what to do,
// and the sentence that becomes the subject. It depends on the document alone.
func (d *Document) Conclude() {
	v := &d.Verdict
	v.Promises = d.countPromises()
	all := d.actions()
	v.Actions, v.More = all[:min(len(all), topActions)], max(len(all)-topActions, 0)
	v.Status = d.status()
	v.Sentence = d.sentence()
	v.Subject = d.Period.title() + ": " + v.Sentence
	if d.Late != nil {
		v.Subject = d.Period.title() + " (late): " + v.Sentence
	}
	if n := len(all); n > 0 {
		v.Subject += ". " + count(n, "thing") + " to do"
	}
}

// countPromises counts the sentences by their state.
func (d *Document) countPromises() PromiseCount {
	n := PromiseCount{Of: len(d.Promises)}
	for i := range d.Promises {
		switch d.Promises[i].State {
		case StateHeld:
			n.Held++
		case StateAtRisk:
			n.AtRisk++
		case StateBroke:
			n.Broke++
		case StateUnproven:
			n.Unproven++
		default:
			n.Unknown++
		}
	}
	return n
}

// The states of a promise over a period.
const (
	StateHeld     = "held"     // looked at, and never otherwise
	StateAtRisk   = "at risk"  // held, but about to end, or broken and accepted
	StateBroke    = "broke"    // confirmed broken for some of the period
	StateUnknown  = "unknown"  // not proven at its end, or for most of the period
	StateUnproven = "unproven" // no check belongs to it
)

// status is the worst of what the sentence says.
func (d *Document) status() string {
	p, c := d.Verdict.Promises, d.Verdict.Checks
	switch {
	case p.Broke > 0 || c.Broken > 0:
		return "broken"
	case p.Unknown+p.Unproven > 0 || c.Unknown > 0 || c.Of == 0:
		return "unknown"
	case p.AtRisk > 0 || c.AtRisk > 0:
		return "at risk"
	default:
		return "holds"
	}
}

// sentence says how the promises did, or the checks where there are none.
func (d *Document) sentence() string {
	if d.Verdict.Promises.Of == 0 {
		return d.checkSentence()
	}
	p := d.Verdict.Promises
	parts := []string{fmt.Sprintf("%d of %s held", p.Held, count(p.Of, "promise"))}
	if p.Broke > 0 {
		parts = append(parts, fmt.Sprintf("%d broke%s", p.Broke, d.brokenFor()))
	}
	for _, one := range []struct {
		n    int
		text string
	}{{p.AtRisk, "at risk"}, {p.Unknown, "not proven"}, {p.Unproven, "unproven"}} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", one.n, one.text))
		}
	}
	return strings.Join(parts, ", ")
}

// brokenFor says for how long the promise that broke longest was broken.
func (d *Document) brokenFor() string {
	var longest Seconds
	open := false
	for i := range d.Promises {
		longest = max(longest, d.Promises[i].Times.Down)
		open = open || d.Promises[i].Now == "broken"
	}
	switch {
	case open && d.Verdict.Promises.Broke == 1:
		return " and is broken now"
	case open:
		return fmt.Sprintf(", %d of them now", d.brokenNow())
	case longest > 0 && d.Verdict.Promises.Broke == 1:
		return " for " + length(longest)
	case longest > 0:
		return ", for up to " + length(longest)
	default:
		return ""
	}
}

// brokenNow counts the promises that are broken at the period's end.
func (d *Document) brokenNow() int {
	n := 0
	for i := range d.Promises {
		if d.Promises[i].Now == "broken" {
			n++
		}
	}
	return n
}

// checkSentence says how the checks stand.
func (d *Document) checkSentence() string {
	c := d.Verdict.Checks
	if c.Of == 0 {
		return "nothing is watched"
	}
	parts := []string{fmt.Sprintf("%s of %s hold", thousands(c.Holds), count(c.Of, "check"))}
	for _, one := range []struct {
		n    int
		text string
	}{{c.Broken, "broken"}, {c.Unknown, "unknown"}, {c.AtRisk, "at risk"}} {
		if one.n > 0 {
			parts = append(parts, thousands(one.n)+" "+one.text)
		}
	}
	return strings.Join(parts, ", ")
}

// current are the findings that there are at the period's end, worst first.
func (d *Document) current() []Finding {
	all := slices.Concat(d.Changes.New, d.Changes.Regressed, d.Changes.Open)
	slices.SortStableFunc(all, worstFirst)
	return all
}
