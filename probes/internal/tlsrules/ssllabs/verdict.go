package ssllabs

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
)

// Rule is one row of the guide.
type Rule struct {
	// ID names the rule for programs: "no-tls12".
	ID string
	// Letter is the best that whoever breaks the rule can have.
	Letter Letter
	// Since and Until are the amendments that brought it and took it away;
	// "2009" is the first text, an empty Until means that it stands.
	Since, Until string
	// Note says what the rule's date rests on where the guide's text does not
	// have it.
	Note string
	// look tells whether the rule strikes.
	look func(*view) verdict
}

// in reports whether the rule is part of that version of the guide.
func (r Rule) in(version string) bool {
	return r.Since <= version && (r.Until == "" || version < r.Until)
}

// verdict is the answer of a rule.
type verdict struct {
	strikes survey.Known
	// text names what was seen, or why nobody can tell.
	text string
}

// fine is the verdict that a rule does not strike, or cannot.
func fine() verdict { return verdict{strikes: survey.No} }

// struck is the verdict that a rule strikes, by what was seen.
func struck(format string, args ...any) verdict {
	return verdict{strikes: survey.Yes, text: fmt.Sprintf(format, args...)}
}

// unseen is the verdict that nobody could look.
func unseen(format string, args ...any) verdict {
	return verdict{text: fmt.Sprintf(format, args...)}
}

// unlessGaps is for what was not found in the list of suites: it is absent only
// when the list is complete.
func (v *view) unlessGaps() verdict {
	if len(v.gaps) > 0 {
		return unseen("%s", strings.Join(v.gaps, "; "))
	}
	return fine()
}

// list joins suites for a sentence: versions of the same suite are told once,
// and not more than three suites.
func list(all []accepted) string {
	var words []string
	for _, a := range all {
		if word := a.suite.String(); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if n := len(words); n > 3 {
		words = append(words[:3], fmt.Sprintf("%d more", n-3))
	}
	return strings.Join(words, ", ")
}
