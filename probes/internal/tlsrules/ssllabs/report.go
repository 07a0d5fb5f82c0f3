package ssllabs

import (
	"time"

	"holdfast/probes/internal/survey"
)

// Report is the grade of one endpoint.
type Report struct {
	// Guide is the version of the guide, such as "2009r".
	Guide string `json:"guide"`
	// Letter is the grade; empty as long as something in Missing could lower it.
	Letter Letter `json:"letter,omitempty"`
	// IfTrusted is the letter that T or M hide, or the same as Letter; empty when
	// something in Missing could lower it.
	IfTrusted Letter `json:"if_trusted,omitempty"`
	// AtMost is the letter that nothing in Missing can better: what is proven.
	AtMost Letter `json:"at_most"`
	// AtWorst is the letter if all that is missing were bad.
	AtWorst Letter `json:"at_worst"`
	// DecidedBy is the rule that made the letter, "score" where the numbers did,
	// empty for an A+.
	DecidedBy string `json:"decided_by,omitempty"`
	Scores    Scores `json:"scores"`
	// Trust are the reasons for T or M, Caps what caps, worst first, Warnings
	// what makes an A- of an A, Extras what keeps an A from A+. All that strikes
	// is listed, whether it decides or not.
	Trust    []Cap `json:"trust,omitempty"`
	Caps     []Cap `json:"caps,omitempty"`
	Warnings []Cap `json:"warnings,omitempty"`
	Extras   []Cap `json:"extras,omitempty"`
	// Missing are the rules that could not be looked at and could lower Letter
	// or IfTrusted.
	Missing []Missing `json:"missing,omitempty"`
	// Soft are questions that stay open and lower nothing.
	Soft []Missing `json:"soft,omitempty"`
	// FlawsAt is when the oldest answer about a vulnerability was got.
	FlawsAt time.Time `json:"flaws_at,omitzero"`
}

// Cap is a rule that strikes.
type Cap struct {
	Rule   string `json:"rule"`
	Letter Letter `json:"letter"`
	// Since is the amendment of the guide that brought the rule.
	Since string `json:"since"`
	// Text names what was seen.
	Text string `json:"text"`
	// Decides tells that the letter is this rule's.
	Decides bool `json:"decides,omitempty"`
}

// Missing is a rule that could not be looked at.
type Missing struct {
	Rule string `json:"rule"`
	// Letter is to what the rule could lower the grade.
	Letter Letter `json:"letter,omitempty"`
	Why    string `json:"why"`
}

// String is the grade in few words: "A-", "T (otherwise A)", "at most B".
func (r Report) String() string {
	switch {
	case r.Letter != "" && r.IfTrusted != r.Letter && r.IfTrusted != "":
		return string(r.Letter) + " (otherwise " + string(r.IfTrusted) + ")"
	case r.Letter != "":
		return string(r.Letter)
	default:
		return "at most " + string(r.AtMost)
	}
}

// AtLeast tells whether the grade is the wanted one or better; Unknown when what
// is missing decides it.
func (r Report) AtLeast(want Letter) survey.Known { return atLeast(r.AtWorst, r.AtMost, want) }

// atLeast compares the bounds of what is proven.
func atLeast(worst, best, want Letter) survey.Known {
	switch {
	case worst.AtLeast(want):
		return survey.Yes
	case best.Below(want):
		return survey.No
	default:
		return survey.Unknown
	}
}

// Why is one line for each rule that made the letter what it is.
func (r Report) Why() []string {
	var lines []string
	for _, group := range [][]Cap{r.Trust, r.Caps, r.Warnings} {
		for _, c := range group {
			lines = append(lines, string(c.Letter)+": "+c.Text)
		}
	}
	if r.DecidedBy == "score" {
		lines = append(lines, string(r.Scores.Letter)+": the scores")
	}
	return lines
}
