package boards

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"holdfast/dashboards/limits"
	"holdfast/internal/names"
)

// stateWords name the codes that [stateCode] makes, worst last.
func stateWords() []word {
	return []word{{"0", "holds", green}, {"1", "at risk", orange}, {"2", "unknown", purple}, {"3", "broken", red}, {"4", "unproven", grey}}
}

// stateCode makes one number of the series that each state has, by a label.
func stateCode(metric, by string, matchers ...string) string {
	var parts []string
	for i, state := range append(names.States(), "unproven") {
		if state == "unproven" && metric != names.PromiseState {
			continue
		}
		all := append([]string{"state", "=", state}, matchers...)
		parts = append(parts, fmt.Sprintf("%d * (%s == 1)", i, of(metric, all...)))
	}
	return "max by (" + by + ") (" + strings.Join(parts, " or ") + ")"
}

// stateColors are those of the label state.
func stateColors() map[string]string {
	return map[string]string{"holds": green, "at_risk": orange, "unknown": purple, "broken": red}
}

// gradeWords name the codes of holdfast_tls_grade.
func gradeWords() []word {
	var out []word
	for i, letter := range names.Grades() {
		out = append(out, word{strconv.Itoa(i), letter, gradeColor(i)})
	}
	return out
}

func gradeColor(code int) string {
	switch {
	case code == 0:
		return purple
	case code >= limits.GradeWanted:
		return green
	case code >= limits.GradeWanted-2:
		return orange
	default:
		return red
	}
}

func gradeColors() map[string]string {
	out := map[string]string{}
	for i, letter := range names.Grades() {
		out[letter] = gradeColor(i)
	}
	return out
}

// yes and no for a 0 or 1.
func yesNo(no, noColor, yes, yesColor string) []word {
	return []word{{"0", no, noColor}, {"1", yes, yesColor}}
}

// none is well at 0, and of that colour from 1 on.
func none(color string) []step { return []step{{color: green}, {from: 1, color: color}} }

// endsIn colours the time that a certificate has left.
func endsIn() []step {
	return []step{{color: red}, {limits.CertificateNow.Seconds(), orange}, {limits.CertificateSoon.Seconds(), green}}
}

// older colours an age.
func older(doubtful, worthless time.Duration) []step {
	return []step{{color: green}, {doubtful.Seconds(), orange}, {worthless.Seconds(), red}}
}
