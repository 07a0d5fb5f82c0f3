package board

import (
	"fmt"
	"strings"

	"holdfast"
	"holdfast/internal/statement"
)

// mostNames is how many checks a headline names.
const mostNames = 3

// headline is the sentence that a glance must catch, and its status.
func headline(checks []Check) (holdfast.Status, string) {
	by := map[holdfast.Status][]string{}
	waiting := 0
	for _, c := range checks {
		by[c.Status] = append(by[c.Status], c.Name)
		if c.Seen.IsZero() {
			waiting++
		}
	}
	total := len(checks)
	switch {
	case total == 0:
		return holdfast.Unknown, "nothing is shown here"
	case len(by[holdfast.Broken]) > 0:
		return holdfast.Broken, fmt.Sprintf("%d of %d broken: %s", len(by[holdfast.Broken]), total, named(by[holdfast.Broken]))
	case waiting > 0:
		return holdfast.Unknown, fmt.Sprintf("%d of %d not yet looked at", waiting, total)
	case len(by[holdfast.Unknown]) > 0:
		return holdfast.Unknown, fmt.Sprintf("%d of %d unknown: %s", len(by[holdfast.Unknown]), total, named(by[holdfast.Unknown]))
	case len(by[holdfast.AtRisk]) > 0:
		return holdfast.AtRisk, fmt.Sprintf("all %d answer, %d at risk: %s", total, len(by[holdfast.AtRisk]), named(by[holdfast.AtRisk]))
	case total == 1:
		return holdfast.Holds, checks[0].Name + " holds"
	default:
		return holdfast.Holds, fmt.Sprintf("all %d hold", total)
	}
}

// pledged adds the promises to a headline: a page on which all checks hold is not
// well while a sentence on it is broken, be it by a check that is not shown here. A
// sentence that no check proves says so itself, and changes nothing.
func pledged(status holdfast.Status, text string, promises []statement.State) (holdfast.Status, string) {
	for _, wrong := range []holdfast.Status{holdfast.Broken, holdfast.Unknown} {
		n := 0
		for _, p := range promises {
			if p.Proven && p.Status == wrong {
				n++
			}
		}
		if n == 0 || !wrong.Worse(status) && status != wrong {
			continue
		}
		words := fmt.Sprintf("%d of %d promises %s", n, len(promises), wrong)
		if wrong.Worse(status) {
			return wrong, words + "; of the checks shown here, " + text
		}
		return status, text + "; " + words
	}
	return status, text
}

// named joins names, and counts what is too many.
func named(names []string) string {
	if len(names) <= mostNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), len(names)-mostNames)
}
