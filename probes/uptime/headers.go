package uptime

import (
	"fmt"
	"slices"
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// judgeHeaders compares the response headers. A header that comes several
// times matches when one of its lines does.
func (p *prober) judgeHeaders(v *view) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, want := range p.want.headers {
		lines := v.last().answer.header.Values(want.name)
		if matchesAny(want, lines) {
			continue
		}
		faults = append(faults, holdfast.Fault{
			Key: "header/" + want.name, Status: holdfast.Broken,
			Text: fmt.Sprintf("%s answered %s, wanted a match of %q", p.asked(v), p.seen(want.name, lines), want.match),
		})
	}
	return faults
}

// matchesAny reports whether one of the header's lines is as wanted.
func matchesAny(want headerWant, lines []string) bool {
	return slices.ContainsFunc(lines, want.match.MatchString)
}

// seen says what a header was. Cookies and keys are not shown.
func (p *prober) seen(name string, lines []string) string {
	switch {
	case len(lines) == 0:
		return "without the header " + name
	case name == "Set-Cookie" || strings.Contains(name, "Auth") || strings.Contains(name, "Token"):
		return "with another " + name
	default:
		return fmt.Sprintf("with %s %q", name, p.hide(plain.Text(strings.Join(lines, ", "), 100)))
	}
}
