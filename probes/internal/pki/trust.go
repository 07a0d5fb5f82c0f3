package pki

import (
	"context"
	"slices"
	"time"

	"holdfast/probes/internal/survey"
)

// found is what the search for paths yields for the other questions.
type found struct {
	issuer *cert // the leaf's, nil if it is not known
	path   []*cert
	public bool // leads to a public root
}

// view is what one store sees.
type view struct {
	store *Store
	roots anchors
	all   [][]*cert // every path
	good  [][]*cert // those that bear
	why   string    // what is wrong with the first that does not
	sent  bool      // all needs only what was sent
}

// trust fills in trust, paths, completeness and what hangs on them.
func (e *Examiner) trust(ctx context.Context, now time.Time, s *study, c *survey.Certificate) found {
	views := e.views(now, s)
	main := e.main(views)
	var missing string
	if len(main.all) == 0 && !s.budget.spent() {
		missing = e.complete(ctx, now, s)
		views = e.views(now, s)
		main = e.main(views)
	}
	c.Trust = make([]survey.Trust, len(views))
	for i, v := range views {
		c.Trust[i] = v.verdict(s, missing)
		if v.store == main.store {
			c.Trusted = c.Trust[i].Trusted
		}
	}
	f := best(s, views, main)
	c.Complete = completeness(s, main, views)
	c.Superfluous = superfluous(s, views)
	c.Paths = titles(main.good)
	c.Distrusted = givenUp(s, main, views)
	c.WeakSignatures = weakOf(f.path)
	return f
}

// views asks every store, with what was sent; a store that finds no path so is
// asked again with what else is known.
func (e *Examiner) views(now time.Time, s *study) []view {
	more := append(append([]*cert(nil), e.known...), s.helpers()...)
	out := make([]view, len(e.stores))
	for i, store := range e.stores {
		v := look(store, now, s, nil)
		if len(v.good) == 0 && len(more) > 0 {
			if w := look(store, now, s, more); len(w.good) > 0 || len(v.all) == 0 {
				v = w
			}
		}
		out[i] = v
	}
	return out
}

// look asks one store.
func look(store *Store, now time.Time, s *study, more []*cert) view {
	v := view{store: store, roots: store.load(), sent: len(more) == 0}
	v.all = paths(s.leaf, append(slices.Clip(s.sent), more...), v.roots, now, s.budget)
	for _, path := range v.all {
		why := v.objection(path, now)
		switch {
		case why == "":
			v.good = append(v.good, path)
		case v.why == "":
			v.why = why
		}
	}
	slices.SortStableFunc(v.good, func(a, b []*cert) int { return len(a) - len(b) })
	return v
}

// objection says why the store does not take a path.
func (v *view) objection(path []*cert, now time.Time) string {
	if why := flaw(path, now); why != "" {
		return why
	}
	if v.store.public {
		if a := distrustedOn(path); a != "" {
			return "leads to an authority that browsers gave up: " + a
		}
	}
	return v.roots.refuse(path)
}

// main is the view that counts.
func (e *Examiner) main(views []view) view {
	for _, v := range views {
		if v.store.name == e.counts {
			return v
		}
	}
	return views[0]
}

// titles are paths as subjects, leaf first.
func titles(paths [][]*cert) [][]string {
	var out [][]string
	for _, path := range paths {
		subjects := make([]string, len(path))
		for i, c := range path {
			subjects[i] = title(c.Subject)
		}
		out = append(out, subjects)
	}
	return out
}

// best picks the path that the other questions are asked about: of the store
// that counts, without weak signatures if there is such a one, short. Without
// any it is the walk over what was sent.
func best(s *study, views []view, main view) found {
	f := found{path: s.extended()}
	for _, v := range append([]view{main}, views...) {
		if p := cleanest(v); p != nil {
			f.path = p
			break
		}
	}
	for _, v := range views {
		f.public = f.public || v.store.public && len(v.all) > 0
	}
	if len(f.path) > 1 {
		f.issuer = f.path[1]
	} else if s.leaf.SelfSigned {
		f.issuer = s.leaf
	}
	return f
}

// cleanest returns a path with as few weak signatures as there are, a good one
// before one that does not bear.
func cleanest(v view) []*cert {
	choice := v.good
	if len(choice) == 0 {
		choice = v.all
	}
	var out []*cert
	for _, p := range choice {
		if out == nil || len(weakOf(p)) < len(weakOf(out)) {
			out = p
		}
	}
	return out
}
