package advice

import (
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// planner looks for the smallest set of changes.
type planner struct {
	guide    ssllabs.Guide
	profile  mozilla.Profile
	seen     *survey.Endpoint
	software Software
}

// useful are the changes that clear a rule of the guide.
func (p planner) useful() []change {
	before := struck(p.guide.Grade(p.seen))
	return slices.DeleteFunc(wanted(p.seen), func(c change) bool {
		after := struck(p.guide.Grade(applied(p.seen, []change{c})))
		return len(cleared(before, after)) == 0
	})
}

// wanted are the changes that there is cause for.
func wanted(e *survey.Endpoint) []change {
	return slices.DeleteFunc(changes(), func(c change) bool { return !c.wanted(e) })
}

// shortest is the smallest set that reaches the letter, or the best letter that
// all changes together reach. There are hardly ten changes, so all sets are
// tried, small ones first; of those of a size the one counts that leaves least.
func (p planner) shortest(useful []change, want ssllabs.Letter) []change {
	if best := p.guide.Grade(applied(p.seen, useful)).AtMost; !best.AtLeast(want) {
		want = best
	}
	for size := range len(useful) + 1 {
		var pick []change
		least, found := 0, false
		for _, set := range combinations(useful, size) {
			r := p.guide.Grade(applied(p.seen, set))
			if left := burden(r); r.AtMost.AtLeast(want) && (!found || left < least) {
				pick, least, found = set, left, true
			}
		}
		if found {
			return pick
		}
	}
	return useful
}

// ordered makes edits of changes, in the order in which each lifts the grade
// most, and says what they reach.
func (p planner) ordered(e *survey.Endpoint, set []change) ([]Edit, ssllabs.Letter) {
	var edits []Edit
	rest, state := slices.Clone(set), e
	for len(rest) > 0 {
		i := p.best(state, rest)
		next := applied(state, rest[i:i+1])
		edits = append(edits, p.edit(state, next, rest[i]))
		rest, state = slices.Delete(rest, i, i+1), next
	}
	return edits, p.guide.Grade(state).AtMost
}

// best is the index of the change after which the least is against the server.
func (p planner) best(e *survey.Endpoint, set []change) int {
	best, least := 0, 1<<30
	for i := range set {
		if left := burden(p.guide.Grade(applied(e, set[i:i+1]))); left < least {
			best, least = i, left
		}
	}
	return best
}

// edit describes the change from one state to the next.
func (p planner) edit(before, after *survey.Endpoint, c change) Edit {
	clears := cleared(struck(p.guide.Grade(before)), struck(p.guide.Grade(after)))
	clears = append(clears, cleared(differing(p.profile.Check(before)), differing(p.profile.Check(after)))...)
	return Edit{
		ID: c.id, What: c.what(before), Grade: p.guide.Grade(after).AtMost, Clears: clears,
		Directives: directives(c.id, p.software, p.profile),
	}
}

// struck are the rules that strike.
func struck(r ssllabs.Report) []string {
	var rules []string
	for _, group := range [][]ssllabs.Cap{r.Trust, r.Caps, r.Warnings, r.Extras} {
		for _, c := range group {
			rules = append(rules, c.Rule)
		}
	}
	if r.Scores.Letter.Below(ssllabs.A) {
		rules = append(rules, "score")
	}
	return rules
}

// differing are the points in which the endpoint differs from a profile.
func differing(r mozilla.Result) []string {
	var keys []string
	for _, n := range r.Differs {
		if key := "profile " + n.Key; !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// cleared is what was there before and is not after.
func cleared(before, after []string) []string {
	return slices.DeleteFunc(slices.Clone(before), func(rule string) bool { return slices.Contains(after, rule) })
}

// burden weighs what is against a server: the letter before all, then all that
// strikes, the worse the more.
func burden(r ssllabs.Report) int {
	sum := 1000 * steps(r.AtMost)
	for _, group := range [][]ssllabs.Cap{r.Trust, r.Caps, r.Warnings, r.Extras} {
		for _, c := range group {
			sum += 1 + steps(c.Letter)
		}
	}
	return sum
}

// steps is how far a letter is from the best.
func steps(l ssllabs.Letter) int {
	n := 0
	for _, other := range []ssllabs.Letter{
		ssllabs.APlus, ssllabs.A, ssllabs.AMinus, ssllabs.B, ssllabs.C, ssllabs.D, ssllabs.E, ssllabs.F, ssllabs.M,
	} {
		if l.Below(other) {
			n++
		}
	}
	return n
}

// combinations lists the sets of a size, in the order of the list.
func combinations(list []change, size int) [][]change {
	if size == 0 {
		return [][]change{nil}
	}
	var sets [][]change
	for i := 0; i+size <= len(list); i++ {
		for _, tail := range combinations(list[i+1:], size-1) {
			sets = append(sets, append([]change{list[i]}, tail...))
		}
	}
	return sets
}
