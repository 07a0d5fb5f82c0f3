package holdfast

import "slices"

// Glob reports whether name fits a pattern in which * stands for any run of
// characters, slashes included. All else stands for itself.
func Glob(pattern, name string) bool {
	star, mark := -1, 0
	p, n := 0, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, n
			p++
		case p < len(pattern) && pattern[p] == name[n]:
			p++
			n++
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// Fits reports whether the route is for this incident of this check.
func (m Match) Fits(c Check, class Class, severity Severity) bool {
	if len(m.Check) > 0 && !slices.ContainsFunc(m.Check, func(p string) bool { return Glob(p, c.Name) || Glob(p, c.ID) }) {
		return false
	}
	for key, want := range m.Labels {
		if c.Labels[key] != want {
			return false
		}
	}
	return among(m.Kind, c.Kind) && among(m.Severity, severity.String()) && among(m.Class, string(class)) &&
		among(m.Owner, c.Owner) && among(m.Group, c.Group)
}

// among reports whether an empty list (anything) or a list with x was given.
func among(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
