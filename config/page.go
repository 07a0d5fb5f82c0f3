package config

import (
	"path/filepath"

	"holdfast"
)

// readPage understands the page section.
func (l *loader) readPage(n *node) {
	var keys pageKeys
	ok := l.decode(n, &keys)
	l.knownPatterns(n.get("checks"))
	l.knownPromises(n.get("promises"))
	if keys.URL != "" {
		keys.URL = l.reached(n.get("url"), keys.URL)
	}
	if !ok {
		return
	}
	if len(keys.Checks) == 0 && len(keys.Promises) == 0 {
		l.fault(n.at, n.path, "shows nothing", "name checks: [GLOB], or take the section out")
		return
	}
	l.plan.trace.page = n
	l.plan.Page = Page(keys)
	if l.plan.Page.Name == "" {
		l.plan.Page.Name = "Status"
	}
	if dir := keys.Static; dir != "" && !filepath.IsAbs(dir) {
		l.plan.Page.Static = filepath.Join(filepath.Dir(l.plan.File), dir)
	}
}

// knownPromises refuses patterns that name no promise.
func (l *loader) knownPromises(n *node) {
	for _, item := range n.elements() {
		found := false
		ids := make([]string, 0, len(l.plan.Promises))
		for _, p := range l.plan.Promises {
			ids = append(ids, p.ID)
			found = found || holdfast.Glob(item.text, p.ID)
		}
		if !found {
			l.fault(item.at, item.path, "no promise has the id "+item.quote(), suggestOr(item.text, ids))
		}
	}
}

// unseenPage warns of a page that nobody can reach.
func (l *loader) unseenPage() {
	if len(l.sections["page"]) == 0 || l.plan.Public != "" || l.plan.Page.Static != "" {
		return
	}
	l.warn(l.top("page"), "page", "nobody can see it", "write public: HOST:PORT, or page.static: DIRECTORY")
}
