package boards

import (
	"maps"
	"slices"
	"strings"
)

// Links name the column that they stand in by their variable, so that a red cell
// leads to its target's board and from there, or at once, to the evidence.

// toTarget opens a target's board from a table.
func toTarget() link {
	return link{"Open the target's board", "/d/" + uid("target") + "?var-target=${__data.fields.target}&${__url_time_range}"}
}

// toEvidence opens a check's own page: the raw result and its history.
func toEvidence() link {
	return link{"Open the evidence", "${page}/checks/${__data.fields.check}"}
}

// toIncident opens an incident's page.
func toIncident() link {
	return link{"Open the incident", "${page}/incidents/${__data.fields.incident}"}
}

// toBoard opens another board.
func toBoard(title, name string) link {
	return link{title, "/d/" + uid(name) + "?${__url_time_range}"}
}

// column is the one that a link belongs to.
func column(url string) string {
	_, rest, _ := strings.Cut(url, "__data.fields.")
	name, _, _ := strings.Cut(rest, "}")
	return name
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// jsonSteps are thresholds for an override, which the SDK does not type.
func jsonSteps(steps []step) []map[string]any {
	if len(steps) == 0 {
		steps = []step{{color: blue}}
	}
	out := make([]map[string]any, 0, len(steps))
	for i, s := range steps {
		one := map[string]any{"color": s.color, "value": nil}
		if i > 0 {
			one["value"] = s.from
		}
		out = append(out, one)
	}
	return out
}
