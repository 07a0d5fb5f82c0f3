package scan

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"holdfast/internal/term"
)

// Text prints the report for people, worst first.
func (d Document) Text(w io.Writer, code int) {
	paint := term.For(w)
	for i, t := range d.Targets {
		if i > 0 {
			fmt.Fprintln(w)
		}
		t.text(w, paint, d.At.Format("2 Jan 2006 15:04 UTC"))
	}
	fmt.Fprintf(w, "%s\n", paint.Dim(fmt.Sprintf("%.0f s.  Exit %d.  Why: holdfast explain KIND or FAULT   Share: -o html   Watch: holdfast init %s", d.Seconds, code, d.names())))
}

func (d Document) names() string {
	names := make([]string, len(d.Targets))
	for i, t := range d.Targets {
		names[i] = t.Name
	}
	return strings.Join(names, " ")
}

// text prints one target.
func (t Target) text(w io.Writer, paint term.Paint, at string) {
	head := paint.Bold(t.Name)
	if t.Address != "" && t.Address != t.Name {
		head += "  " + t.Address
	}
	fmt.Fprintf(w, "%s   %s\n", head, at)
	if t.Scope != "" {
		fmt.Fprintf(w, "%s\n", paint.Dim(t.Scope))
	}
	checks := slices.Clone(t.Checks)
	slices.SortStableFunc(checks, func(a, b Check) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	for _, c := range checks {
		c.text(w, paint)
	}
}

// maxFaults bounds what one check prints; the rest is counted.
const maxFaults = 12

// text prints one answer: the reason, then each fault with its fix.
func (c Check) text(w io.Writer, paint term.Paint) {
	fmt.Fprintf(w, "%s %-12s %s\n", paint.Status(c.Status), c.Kind, c.Reason)
	told := map[string]bool{} // one cure is said once
	for i, f := range c.Faults {
		if i == maxFaults {
			fmt.Fprintf(w, "  and %d more; -o json has all\n", len(c.Faults)-maxFaults)
			return
		}
		if len(c.Faults) > 1 || !strings.Contains(c.Reason, f.Text) {
			fmt.Fprintf(w, "  %s %s\n", paint.As(f.Status, fmt.Sprintf("%-19s", f.Key)), f.Text)
		}
		if cure := numberless(f.Fix); cure != "" && !told[cure] {
			told[cure] = true
			fmt.Fprintf(w, "  %-19s %s\n", "fix", f.Fix)
		}
	}
}

// numberless is a fix without its numbers, so that "drop 2024" and "drop 9780"
// are one cure.
func numberless(fix string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, fix)
}
