package report

import (
	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// Grade is a letter of the guide.
type Grade = ssllabs.Letter

// ParseGrade reads A+, A, A-, B, C, D, E or F.
func ParseGrade(text string) (Grade, error) { return ssllabs.ParseLetter(text) }

// Reaches says whether the grade is the wanted one or better: Holds, Broken, or
// Unknown when what was not looked at decides it.
func (t Target) Reaches(want Grade) holdfast.Status {
	if t.Error != "" {
		return holdfast.Unknown
	}
	switch t.Labs.AtLeast(want) {
	case survey.Yes:
		return holdfast.Holds
	case survey.No:
		return holdfast.Broken
	default:
		return holdfast.Unknown
	}
}
