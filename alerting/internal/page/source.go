package page

import (
	"strconv"
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// late says that the channel could not be told in time.
func late(n holdfast.Notice) []Line {
	var out []Line
	if n.Over != nil {
		out = append(out, line("over", "began "+clock(n.Over.Since, n.At)+", ended "+clock(ended(*n.Over), n.At)+
			" UTC, lasted "+span(n.Over.Lasted(n.At))))
	}
	if n.LateBy > mentionAfter {
		out = append(out, line("late", "due "+clock(n.At, n.At)+" UTC, could not tell you for "+span(n.LateBy)))
	}
	return out
}

// told says who else is told, and where the incident can be seen.
func told(n holdfast.Notice) []Line {
	var out []Line
	if n.Told != "" {
		out = append(out, line("told", n.Told))
	}
	if n.Page != "" {
		out = append(out, line("page", n.Page))
	}
	return out
}

// source names the check, how much it matters, whose it is, and the incident.
func source(n holdfast.Notice) Line {
	parts := []string{name(n)}
	if n.Step != holdfast.StepDrill {
		parts = append(parts, n.Incident.Severity.String())
	}
	for _, p := range []struct{ label, value string }{{"owner", n.Check.Owner}, {"group", n.Check.Group}} {
		if p.value != "" {
			parts = append(parts, p.label+" "+plain.Trim(plain.Line(p.value), 60))
		}
	}
	if n.Incident.Number > 0 {
		parts = append(parts, "incident "+strconv.FormatInt(n.Incident.Number, 10))
	}
	return line("check", strings.Join(parts, ", "))
}
