package page

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/plain"
)

// The bounds of a page.
const (
	faultLimit   = 20  // faults listed
	breaksLimit  = 5   // promises listed
	fixLimit     = 3   // cures listed
	textLimit    = 400 // characters of one line
	lookLimit    = 100 // characters of how it was confirmed
	mentionAfter = time.Minute
)

// linesOf collects the details.
func linesOf(n holdfast.Notice) []Line {
	var out []Line
	out = append(out, saw(n)...)
	out = append(out, breaks(n)...)
	out = append(out, todo(n)...)
	out = append(out, late(n)...)
	out = append(out, told(n)...)
	return append(out, source(n))
}

// line makes one clean bounded line.
func line(label, text string) Line {
	return Line{Label: label, Text: plain.Trim(plain.Line(text), textLimit)}
}

// saw says what was seen and how often. After a recovery it says what it was.
func saw(n holdfast.Notice) []Line {
	in, label := n.Incident, "saw"
	if n.Step == holdfast.StepResolved {
		label = "was"
	}
	text := in.Reason
	switch len(in.Faults) {
	case 0:
	case 1:
		text = faultText(in.Faults[0])
	default:
		text = count(len(in.Faults)) + " faults"
	}
	if in.Looks != "" {
		text = strings.TrimPrefix(plain.Trim(plain.Line(text), textLimit)+"; "+plain.Trim(plain.Line(in.Looks), lookLimit), "; ")
	}
	if len(in.Faults) > faultLimit {
		text += fmt.Sprintf("; the first %d:", faultLimit)
	}
	if text == "" {
		return nil
	}
	out := []Line{{Label: label, Text: plain.Line(text)}}
	if len(in.Faults) > 1 {
		for _, fault := range in.Faults[:min(len(in.Faults), faultLimit)] {
			out = append(out, line("", fault.Key+": "+faultText(fault)))
		}
	}
	return out
}

// faultText is a fault's sentence, with who accepted it where somebody did.
func faultText(f holdfast.Fault) string {
	if f.Accepted == "" {
		return f.Text
	}
	return f.Text + " (" + f.Accepted + ")"
}

// breaks quotes the promises that this breaks.
func breaks(n holdfast.Notice) []Line {
	var out []Line
	label, promises := "breaks", n.Breaks
	if n.Step == holdfast.StepResolved {
		label = "broke"
	}
	for _, says := range promises[:min(len(promises), breaksLimit)] {
		out = append(out, line(label, `"`+plain.Trim(plain.Line(says), textLimit-2)+`"`))
		label = ""
	}
	if rest := len(promises) - breaksLimit; rest > 0 {
		out = append(out, line("", "and "+count(rest)+" more promises"))
	}
	return out
}

// todo says what to do: the known cures, how to look again, the runbook.
func todo(n holdfast.Notice) []Line {
	switch {
	case n.Step == holdfast.StepDrill:
		return []Line{line("do", "acknowledge it where this channel can, then close it; nothing else")}
	case n.Step == holdfast.StepResolved || n.Over != nil:
		return nil
	}
	var out []Line
	for _, step := range steps(n) {
		out = append(out, line("", step))
	}
	if n.Check.Runbook != "" {
		out = append(out, line("", "runbook "+n.Check.Runbook))
	}
	if len(out) > 0 {
		out[0].Label = "do"
	}
	return out
}

// steps are the cures and the look that shows whether they worked. A single
// cure and the look share a line.
func steps(n holdfast.Notice) []string {
	known, again := cures(n.Incident.Faults), lookAgain(n)
	switch {
	case again == "":
		return known
	case len(known) == 0:
		return []string{"look again: " + again}
	case len(known) == 1:
		return []string{known[0] + ", then: " + again}
	default:
		return append(known, "then: "+again)
	}
}

// cures returns the first known fixes, each once.
func cures(faults []holdfast.Fault) []string {
	var out []string
	for _, fault := range faults {
		if fault.Fix != "" && !slices.Contains(out, fault.Fix) {
			out = append(out, fault.Fix)
		}
		if len(out) == fixLimit {
			break
		}
	}
	return out
}

// lookAgain is the command that asks the check now.
func lookAgain(n holdfast.Notice) string {
	if n.Check.Name == "" {
		return ""
	}
	if strings.ContainsFunc(n.Check.Name, func(r rune) bool { return r == ' ' || r == '"' || r == '*' }) {
		return fmt.Sprintf("holdfast check %q", n.Check.Name)
	}
	return "holdfast check " + n.Check.Name
}
