package board

import (
	"slices"

	"holdfast"
	"holdfast/internal/view"
)

// Audience says what somebody may see.
type Audience struct {
	// Name heads the pages, URL is their address as people reach it, without a
	// slash at its end; empty when not told.
	Name, URL string
	// Everything shows every check and promise with all that is known: staff.
	// The rest of the fields is for the public.
	Everything bool
	// Checks and Promises are globs on names and ids; what none fits is not
	// there.
	Checks, Promises []string
	// Evidence shows reasons, facts and measures too.
	Evidence bool
}

// Empty reports whether there is nothing that this audience may see.
func (a Audience) Empty() bool {
	return !a.Everything && len(a.Checks) == 0 && len(a.Promises) == 0
}

// Deep reports whether the audience may see reasons and evidence.
func (a Audience) Deep() bool { return a.Everything || a.Evidence }

// check reports whether the audience may see a check.
func (a Audience) check(c *view.Check) bool {
	return a.Everything || fits(a.Checks, c.Name, c.ID)
}

// promise reports whether the audience may see a promise.
func (a Audience) promise(p holdfast.Promise) bool {
	return a.Everything || fits(a.Promises, p.ID)
}

// fits reports whether a pattern names one of the names.
func fits(patterns []string, names ...string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return holdfast.Glob(p, n) })
	})
}
