package dns

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/plain"
)

// want is what the records must be. Lists are sorted and in the form of [text].
type want struct {
	exactly, contain []string
	match, forbid    *regexp.Regexp
	atLeast          int
	none             bool
}

// unmet says in words what is not as wanted; nothing for nothing.
func (w want) unmet(got []string) []string {
	var out []string
	if w.none && len(got) > 0 {
		out = append(out, "wanted none")
	}
	if len(w.exactly) > 0 && !slices.Equal(got, w.exactly) {
		out = append(out, "wanted exactly "+list(w.exactly))
	}
	if missing := without(w.contain, got); len(missing) > 0 {
		out = append(out, "wanted "+list(missing)+" among them")
	}
	if len(got) < w.atLeast {
		out = append(out, "wanted at least "+strconv.Itoa(w.atLeast))
	}
	if w.match != nil && !slices.ContainsFunc(got, w.match.MatchString) {
		out = append(out, fmt.Sprintf("wanted one that matches %q", w.match))
	}
	if w.forbid != nil {
		if i := slices.IndexFunc(got, w.forbid.MatchString); i >= 0 {
			out = append(out, fmt.Sprintf("wanted none that matches %q, as %s does", w.forbid, list(got[i:i+1])))
		}
	}
	return out
}

// without returns the members of a that are not in b.
func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// list shows records, the first few of them, safe to print.
func list(records []string) string {
	const most, length = 6, 80
	parts := make([]string, 0, most)
	for _, r := range records[:min(most, len(records))] {
		parts = append(parts, plain.Text(r, length))
	}
	out := strings.Join(parts, ", ")
	if n := len(records) - most; n > 0 {
		out += " and " + strconv.Itoa(n) + " more"
	}
	return out
}
