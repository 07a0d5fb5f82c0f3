package incident

import (
	"cmp"
	"slices"

	"holdfast"
)

// ladderFor returns the ladder of the first route that matches. Without routes
// everybody is told at once, channels that wake people of outages and blindness
// only. That a vantage is blind must never go unheard: if no route speaks of it,
// everybody is told too.
func (b *Book) ladderFor(c holdfast.Check, class holdfast.Class, severity holdfast.Severity) ladder {
	for _, r := range b.rules.Routes {
		if r.Match.Fits(c, class, severity) {
			steps := slices.Clone(r.Steps)
			slices.SortStableFunc(steps, func(x, y holdfast.Rung) int { return cmp.Compare(x.After, y.After) })
			return ladder{Steps: steps, Every: r.Remind}
		}
	}
	if len(b.rules.Routes) > 0 && class != holdfast.ClassBlind {
		return ladder{}
	}
	var all []string
	for _, ch := range b.rules.Channels {
		if !ch.Pages || class == holdfast.ClassOutage || class == holdfast.ClassBlind {
			all = append(all, ch.Name)
		}
	}
	if all == nil {
		return ladder{}
	}
	return ladder{Steps: []holdfast.Rung{{To: all}}}
}

// breaks returns the sentences that an outage of the check breaks. What is at
// risk or unknown breaks nothing.
func (b *Book) breaks(c holdfast.Check, class holdfast.Class) []string {
	var says []string
	if class != holdfast.ClassOutage {
		return nil
	}
	for _, p := range b.rules.Promises {
		if names(p.Checks, c) {
			says = append(says, p.Says)
		}
	}
	return says
}

// names reports whether one of the patterns fits the check's name or ID.
func names(patterns []string, c holdfast.Check) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return holdfast.Glob(p, c.Name) || holdfast.Glob(p, c.ID) })
}
