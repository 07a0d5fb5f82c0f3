// Package page writes the text that a person reads at three in the morning.
//
// It is read on a lock screen first, so the first sixty characters say what is
// wrong and where: the kind's own word (DOWN, EXPOSED), then the reason. The
// lines below answer, in this order, what somebody asks who was just woken:
// what was seen, what promise it breaks, what to do, who else knows, and which
// check said so. There is no greeting, no "[FIRING:1]", no dump of labels.
//
//	EXPOSED: Redis on db2.example.com:6379 answers without a password, since 03:04:10 UTC
//	saw      203.0.113.40:6379 said Redis 7.0.15, no AUTH asked; 3 of 3 looks in 20 s
//	breaks   "database servers are only accessible from the internal network"
//	do       drop 6379 on 203.0.113.40, then: holdfast check db2.example.com/unreachable
//	told     PagerDuty, #ops at once; staff after 15 min unless acknowledged
//	check    db2.example.com/unreachable, critical, incident 482
//
// A page depends on the notice alone, never on a clock: the same notice at the
// same delay gives the same words, which makes a repeat recognisable.
//
// Everything is bounded. Of five thousand faults the page gives the count and
// the first twenty; a page is at most some 20 KB, whatever the input. All text
// that came from a target is cleaned ([holdfast/internal/plain]).
package page

import (
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// Page is a rendered notice: one title and labelled lines.
type Page struct {
	title title
	// Lines are the details in reading order. A line with an empty label goes
	// on with the line above it.
	Lines []Line
}

// Line is one detail: a label of at most eight characters and a text without
// line breaks.
type Line struct {
	Label string
	Text  string
}

// Compose writes the page of a notice.
func Compose(n holdfast.Notice) Page {
	return Page{title: titleOf(n), Lines: linesOf(n)}
}

// Title returns the page's first line in at most limit characters. Where it is
// too long the reason in its middle is cut, so that the word before it and the
// time behind it stay.
func (p Page) Title(limit int) string { return p.title.within(limit) }

// titleLimit bounds a title where the receiver does not.
const titleLimit = 1000

// Text returns the whole page as plain text with aligned labels.
func (p Page) Text() string {
	var b strings.Builder
	b.WriteString(p.Title(titleLimit))
	b.WriteByte('\n')
	for _, line := range p.Lines {
		b.WriteString(pad(line.Label))
		b.WriteString(line.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Grouped returns the lines with each continued one joined to its beginning by
// a line break, so that every label comes once.
func (p Page) Grouped() []Line {
	var out []Line
	for _, line := range p.Lines {
		if line.Label == "" && len(out) > 0 {
			out[len(out)-1].Text += "\n" + line.Text
			continue
		}
		out = append(out, line)
	}
	return out
}

// pad fills a label to the width of the column.
func pad(label string) string {
	const width = 9
	return label + strings.Repeat(" ", max(width-plain.Len(label), 1))
}

// Narrow returns the page with every line cut to at most width characters.
func (p Page) Narrow(width int) Page {
	out := Page{title: p.title}
	for _, line := range p.Lines {
		out.Lines = append(out.Lines, Line{Label: line.Label, Text: plain.Trim(line.Text, width)})
	}
	return out
}
