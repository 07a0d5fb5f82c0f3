package ssllabs

import (
	"cmp"
	"slices"
	"time"

	"holdfast/probes/internal/survey"
)

// Grade grades one endpoint.
func (g Guide) Grade(e *survey.Endpoint) Report {
	r := Report{Guide: g.Version, FlawsAt: oldest(e.Flaws)}
	if why := nothing(e); why != "" {
		r.AtMost, r.AtWorst = APlus, T
		r.Missing = []Missing{{Rule: "all", Letter: T, Why: why}}
		return r
	}
	v := g.look(e)
	var open []Missing
	for _, part := range []struct {
		rules []Rule
		into  *[]Cap
	}{{g.Trust, &r.Trust}, {g.Caps, &r.Caps}, {g.Warnings, &r.Warnings}, {g.Extras, &r.Extras}} {
		for _, rule := range part.rules {
			rule.judge(v, part.into, &open)
		}
	}
	r.Scores = g.score(v, false)
	r.Soft = soft(v)
	r.settle(open, g.score(v, true).Letter)
	return r
}

// nothing says why there is nothing to grade; empty when there is.
func nothing(e *survey.Endpoint) string {
	offered := survey.No
	for _, p := range e.Protocols {
		offered = offered.Or(p.Offered)
	}
	switch {
	case e.Error != "":
		return e.Error
	case len(e.Protocols) == 0:
		return "no version of TLS was asked for"
	case offered == survey.No:
		return "no version of TLS is offered"
	case offered == survey.Unknown:
		return "no version of TLS was found: " + cmp.Or(e.Protocols[len(e.Protocols)-1].Missing, "no answer")
	default:
		return ""
	}
}

// judge applies the rule.
func (r Rule) judge(v *view, into *[]Cap, open *[]Missing) {
	switch answer := r.look(v); answer.strikes {
	case survey.Yes:
		*into = append(*into, Cap{Rule: r.ID, Letter: r.Letter, Since: r.Since, Text: answer.text})
	case survey.Unknown:
		*open = append(*open, Missing{Rule: r.ID, Letter: r.Letter, Why: answer.text})
	case survey.No:
	}
}

// settle makes the letter of what strikes and of what is open. worstScore is the
// letter of the numbers if all that is unknown were bad.
func (r *Report) settle(open []Missing, worstScore Letter) {
	slices.SortStableFunc(r.Caps, func(a, b Cap) int { return b.Letter.rank() - a.Letter.rank() })
	slices.SortStableFunc(r.Trust, func(a, b Cap) int { return b.Letter.rank() - a.Letter.rank() })
	best, decides := r.struck()
	r.DecidedBy = decides
	r.IfTrusted, r.AtMost, r.AtWorst = best, best, best
	for _, m := range open {
		r.miss(m, best)
	}
	if worstScore.Below(r.AtWorst) && worstScore.Below(best) && len(open) > 0 {
		r.miss(Missing{Rule: "score", Letter: worstScore, Why: "the scores hang on what else is missing"}, best)
	}
	if r.IfTrusted == best && len(r.Missing) == 0 {
		r.Letter = best
	}
	r.hide()
}

// struck is the letter by all that strikes, trust apart, and the rule that made
// it; it marks the caps that decide.
func (r *Report) struck() (Letter, string) {
	letter, by := r.Scores.Letter, "score"
	for _, c := range r.Caps {
		if c.Letter.Below(letter) {
			letter, by = c.Letter, c.Rule
		}
	}
	if letter == A {
		letter, by = APlus, ""
		for _, c := range slices.Concat(r.Extras, r.Warnings) {
			if c.Letter.Below(letter) {
				letter, by = c.Letter, c.Rule
			}
		}
	}
	for _, group := range [][]Cap{r.Caps, r.Warnings, r.Extras} {
		for i := range group {
			group[i].Decides = group[i].Letter == letter && by != "score"
		}
	}
	return letter, by
}

// miss notes an open rule that could lower the letter.
func (r *Report) miss(m Missing, letter Letter) {
	if !m.Letter.Below(letter) {
		return
	}
	r.Missing = append(r.Missing, m)
	r.AtWorst = worse(r.AtWorst, m.Letter)
	if m.Letter != T && m.Letter != M {
		r.IfTrusted = ""
	}
}

// hide puts T or M in the place of the letter. Nothing can lower T; an M may yet
// be a T.
func (r *Report) hide() {
	if len(r.Trust) == 0 {
		return
	}
	worst := r.Trust[0]
	r.Trust[0].Decides = true
	r.Letter, r.AtMost, r.AtWorst, r.DecidedBy = worst.Letter, worst.Letter, worst.Letter, worst.Rule
	for _, group := range [][]Cap{r.Caps, r.Warnings, r.Extras} {
		for i := range group {
			group[i].Decides = false
		}
	}
	r.Missing = slices.DeleteFunc(r.Missing, func(m Missing) bool {
		return m.Letter == M || m.Letter == T && worst.Letter == T
	})
	if slices.ContainsFunc(r.Missing, func(m Missing) bool { return m.Letter == T }) {
		r.Letter, r.AtWorst = "", T
	}
}

// soft are the open questions that lower nothing.
func soft(v *view) []Missing {
	var all []Missing
	for _, c := range v.Certificates {
		if c.Revoked == survey.Unknown && c.Unreadable == "" {
			all = append(all, Missing{Rule: "revoked", Why: "whether " + subject(c) + " is revoked is not known: " + cmp.Or(c.Revocation, "nobody was asked")})
		}
		if c.Key.DebianWeak == survey.Unknown && (c.Key.Kind == "RSA" || c.Key.Kind == "DSA") {
			all = append(all, Missing{Rule: "debian-key", Why: "the numbers of the key of " + subject(c) + " do not exclude Debian's weak keys of 2008; public authorities must refuse those"})
		}
	}
	return all
}

// oldest is when the first of the vulnerabilities was asked for.
func oldest(flaws []survey.Flaw) time.Time {
	var at time.Time
	for _, f := range flaws {
		if !f.At.IsZero() && (at.IsZero() || f.At.Before(at)) {
			at = f.At
		}
	}
	return at
}
