package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Painter makes words stand out where somebody looks at a terminal.
type Painter interface {
	As(s holdfast.Status, text string) string
	Bold(text string) string
	Dim(text string) string
}

// Text prints the document for people: grade, why, what to change, then facts.
func (d Document) Text(w io.Writer, paint Painter, code int) {
	for i, t := range d.Targets {
		if i > 0 {
			fmt.Fprintln(w)
		}
		p := page{w: w, paint: paint, t: t, at: d.At}
		p.print()
	}
	fmt.Fprintln(w, paint.Dim(fmt.Sprintf("%.1f s.  Exit %d.  All facts: -o json   Share: -o html", d.Seconds, code)))
}

// page prints one target.
type page struct {
	w     io.Writer
	paint Painter
	t     Target
	at    time.Time
}

func (p page) print() {
	head := p.paint.Bold(p.t.Name)
	if p.t.ServerName != "" && !strings.HasPrefix(p.t.Name, p.t.ServerName) {
		head += " as " + p.t.ServerName
	}
	fmt.Fprintf(p.w, "%s  %s   %s\n", head, strings.Join(p.t.Addresses, " "), p.at.Format("2 Jan 2006 15:04 UTC"))
	if p.t.Error != "" {
		fmt.Fprintf(p.w, "%s %s\n", p.paint.As(holdfast.Unknown, "could not look"), p.t.Error)
		return
	}
	p.grade()
	p.advice()
	p.protocols()
	for _, row := range p.facts() {
		if row.text != "" {
			p.row(row.label, row.text)
		}
	}
	fmt.Fprintln(p.w, p.paint.Dim(fmt.Sprintf("%d TLS connections, %d more for vulnerabilities.", p.t.Connections, p.t.FlawConnections)))
}

// row prints a fact behind its label.
func (p page) row(label, text string) {
	fmt.Fprintf(p.w, "  %-15s %s\n", label, text)
}

// status is the colour of a letter.
func status(letter string) holdfast.Status {
	switch {
	case strings.HasPrefix(letter, "A"):
		return holdfast.Holds
	case letter == "B":
		return holdfast.AtRisk
	case letter == "":
		return holdfast.Unknown
	default:
		return holdfast.Broken
	}
}

// grade prints the letter and why.
func (p page) grade() {
	title := p.t.Grade
	if title == "" {
		title = "at most " + p.t.AtMost
	}
	if p.t.Grade != "" && p.t.IfTrusted != "" && p.t.IfTrusted != p.t.Grade {
		title += " (otherwise " + p.t.IfTrusted + ")"
	}
	fmt.Fprintf(p.w, "%s  %s\n", p.paint.As(status(p.t.Grade), p.paint.Bold(title)), p.paint.Dim("SSL Labs guide "+p.t.Guide))
	for _, r := range p.t.Why {
		fmt.Fprintf(p.w, "  %s %s\n", p.paint.As(status(r.Letter), fmt.Sprintf("%-2s", r.Letter)), r.Text)
	}
	for _, m := range p.t.Missing {
		fmt.Fprintf(p.w, "  %s %s: %s\n", p.paint.As(holdfast.Unknown, "? "), m.Rule, m.Why)
	}
}

// advice prints what to change first, and to what.
func (p page) advice() {
	plan := p.t.Advice
	if len(plan.Edits) == 0 {
		return
	}
	fmt.Fprintf(p.w, "%s\n", p.paint.Bold("change first"))
	from := string(plan.Now)
	for i, e := range plan.Edits {
		step := ""
		if to := string(e.Grade); to != from {
			step = fmt.Sprintf("  %s -> %s", from, to)
			from = to
		}
		fmt.Fprintf(p.w, "  %d. %s%s\n", i+1, e.What, p.paint.As(holdfast.Holds, step))
		for _, d := range e.Directives {
			for _, line := range d.Lines {
				fmt.Fprintf(p.w, "     %s %s\n", p.paint.Dim(fmt.Sprintf("%-8s", d.Software)), line)
			}
		}
	}
}

// protocols prints the versions, newest first.
func (p page) protocols() {
	fmt.Fprintf(p.w, "%s\n", p.paint.Bold("accepts"))
	for _, v := range slices.Backward(tlswire.Versions()) {
		one, ok := p.t.Protocols[v.String()]
		if !ok {
			continue
		}
		words := fmt.Sprintf("%d suites", len(one.Suites))
		if len(one.Suites) == 1 {
			words = "1 suite"
		}
		if one.Order != "" {
			words += ", " + one.Order + " order"
		}
		if len(one.Groups) > 0 {
			words += ", " + strings.Join(one.Groups, " ")
		}
		if !one.Complete {
			words += "; there may be more: " + one.Missing
		}
		p.row(v.Title(), words)
		for _, s := range one.Suites {
			p.row("", p.suite(s))
		}
	}
	if not := p.notOffered(); not != "" {
		p.row("not", not)
	}
	for _, line := range p.unseen() {
		p.row(p.paint.As(holdfast.Unknown, "unknown        "), line)
	}
}

// suite marks what nobody should use.
func (p page) suite(name string) string {
	s, ok := tlswire.SuiteNamed(name)
	switch {
	case !ok:
		return name
	case s.Bits() < 112 || s.Has("anon"):
		return name + p.paint.As(holdfast.Broken, "  broken")
	case !s.ForwardSecret():
		return name + p.paint.As(holdfast.AtRisk, "  no forward secrecy")
	case s.Bits() < 128 || s.Has("RC4"):
		return name + p.paint.As(holdfast.AtRisk, "  weak")
	default:
		return name
	}
}

// worstEndpoint is the evidence behind the page.
func (p page) worstEndpoint() *survey.Endpoint {
	if p.t.Survey == nil {
		return nil
	}
	return worst(p.t.Survey, p.t.Labs)
}

// notOffered lists the versions that are refused.
func (p page) notOffered() string {
	e := p.worstEndpoint()
	if e == nil {
		return ""
	}
	var out []string
	for _, one := range slices.Backward(e.Protocols) {
		if one.Offered == survey.No {
			out = append(out, one.Version.Title())
		}
	}
	return strings.Join(out, ", ")
}

// unseen lists what could not be asked.
func (p page) unseen() []string {
	e := p.worstEndpoint()
	if e == nil {
		return nil
	}
	var out []string
	for _, one := range e.Protocols {
		if one.Offered == survey.Unknown {
			out = append(out, one.Version.Title()+": "+one.Missing)
		}
	}
	return out
}
