package config

import "strings"

// template is a list of checks that sites use, with {host} in them.
type template struct {
	name   string
	at     place
	checks []*node
	used   bool
}

// readTemplates understands the templates section.
func (l *loader) readTemplates(n *node) {
	if !l.isTable(n, "a map of templates: {NAME: [{…}]}") {
		return
	}
	for _, p := range n.pairs {
		switch {
		case p.key == everySite:
			l.fault(p.at, n.path, "the template site is built in: every kind that is asked of sites", "give yours another name")
		case l.templates[p.key] != nil:
			l.faultf(p.at, n.path, "template %s stands in another file too", p.key)
		default:
			l.templates[p.key] = &template{name: p.key, at: p.at, checks: p.value.elements()}
		}
	}
}

// useTemplate makes a template's checks for a site. What the site says of all
// its checks holds for them, and what they say themselves comes last.
func (l *loader) useTemplate(s site, t *template, was string) {
	for _, body := range t.checks {
		made := substitute(body, s.host, s.named())
		d, ok := l.checkDraft(made, s.group, s.groupName, l.tone(s.keys))
		if !ok {
			continue
		}
		if was != "" {
			d.was = was + "/" + d.name
		}
		d.name, d.found = s.named()+"/"+d.name, s.found
		d.settings = l.templateHost(d, s)
		l.add(d)
	}
}

// templateHost gives a template's check the site's host when it names none.
func (l *loader) templateHost(d draft, s site) *node {
	if d.kind.Settings == nil {
		return d.settings
	}
	return l.withHost(d.settings, d.kind, s)
}

// substitute returns a copy of a node with {host} and {target} put in. The copy
// shares the places and sights of what is written.
func substitute(n *node, host, target string) *node {
	out := *n
	out.text = strings.NewReplacer("{host}", host, "{target}", target).Replace(n.text)
	out.items = make([]*node, len(n.items))
	for i, item := range n.items {
		out.items[i] = substitute(item, host, target)
	}
	out.pairs = make([]pair, len(n.pairs))
	for i, p := range n.pairs {
		out.pairs[i] = pair{p.key, p.at, substitute(p.value, host, target)}
	}
	return &out
}
