package pki

import (
	"fmt"
	"slices"

	"holdfast/probes/internal/survey"
)

// verdict is what a store says. The text of missing says why an intermediate
// could not be had; then a path may exist that was not seen.
func (v *view) verdict(s *study, missing string) survey.Trust {
	t := survey.Trust{Store: v.store.name, Trusted: survey.No}
	end := s.end()
	switch {
	case len(v.good) > 0:
		t.Trusted = survey.Yes
	case v.why != "":
		t.Reason = v.why
	case s.budget.spent():
		t.Trusted = survey.Unknown
		t.Reason = fmt.Sprintf("the chain is too tangled: no path after %d signatures", maxSignatures)
	case s.leaf.SelfSigned:
		t.Reason = "self-signed"
	case end.SelfSigned:
		t.Reason = "leads to " + title(end.Subject) + ", which is no root of this set"
	case missing != "":
		t.Trusted, t.Reason = survey.Unknown, missing
	default:
		t.Reason = fmt.Sprintf("signed by %s, which was not sent and is no root of this set", title(end.Issuer))
	}
	return t
}

// end is the last certificate that the walk from the leaf reaches.
func (s *study) end() *cert {
	path := s.extended()
	return path[len(path)-1]
}

// extended is the walk from the leaf, over what was fetched as well.
func (s *study) extended() []*cert {
	path := s.ordered
	for _, c := range s.helpers() {
		if len(path) < maxDepth && !looped(path, c) && s.budget.signed(path[len(path)-1], c) {
			path = append(slices.Clip(path), c)
		}
	}
	return path
}

// completeness tells whether what was sent suffices. Without any path that can
// be told only of a chain that ends in itself: whoever trusted that root would
// need no more.
func completeness(s *study, main view, views []view) survey.Known {
	for _, v := range append([]view{main}, views...) {
		if len(v.all) > 0 {
			return survey.Is(v.sent)
		}
	}
	if s.ordered[len(s.ordered)-1].SelfSigned {
		return survey.Yes
	}
	return survey.Unknown
}

// superfluous lists what was sent and is on no path. A root is on its path, but
// nobody needs it sent.
func superfluous(s *study, views []view) []string {
	needed, roots := used(s, views)
	out := slices.Clone(s.doubles)
	for _, c := range s.sent {
		switch {
		case roots[c.id]:
			out = append(out, title(c.Subject)+", the root itself")
		case !needed[c.id]:
			out = append(out, title(c.Subject))
		}
	}
	if s.broken > 0 {
		out = append(out, fmt.Sprintf("%d that cannot be read", s.broken))
	}
	return out
}

// used are the certificates on good paths and the roots at their ends; where
// there is no good path, those of the walk.
func used(s *study, views []view) (needed, roots map[[32]byte]bool) {
	needed, roots = make(map[[32]byte]bool), make(map[[32]byte]bool)
	for _, v := range views {
		for _, p := range v.good {
			for _, c := range p[:len(p)-1] {
				needed[c.id] = true
			}
			roots[p[len(p)-1].id] = true
		}
	}
	if len(roots) == 0 {
		for _, c := range s.extended() {
			needed[c.id] = true
		}
	}
	for id := range needed {
		delete(roots, id)
	}
	return needed, roots
}

// givenUp names the authority that browsers no longer trust, unless a good path
// leads past it.
func givenUp(s *study, main view, views []view) string {
	for _, p := range main.good {
		if distrustedOn(p) == "" {
			return ""
		}
	}
	for _, v := range append([]view{main}, views...) {
		for _, p := range v.all {
			if a := distrustedOn(p); a != "" {
				return a
			}
		}
	}
	walk := s.extended()
	if a := distrustedOn(walk); a != "" {
		return a
	}
	return distrustedIssuer(s.leaf, walk[len(walk)-1])
}
