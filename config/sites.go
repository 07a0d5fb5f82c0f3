package config

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
)

// everySite is the template that stands for all kinds that are asked of sites.
const everySite = "site"

// site is one host with what the file says of it.
type site struct {
	host string
	at   place
	path string
	layer
	groupName string
	group     layer
	// target is the entry of a list that the site was found on, found is true
	// then: such a check gives way to one of its name that the config has.
	target string
	found  bool
}

// readSites understands the sites section: a list of hosts, a map of hosts to
// settings, or a list with both.
func (l *loader) readSites(n *node) {
	if n.shape == table {
		for _, p := range n.pairs {
			l.readSite(p.key, p.at, p.value)
		}
		return
	}
	for _, item := range n.elements() {
		switch item.shape {
		case table:
			l.readSites(item)
		case scalar:
			item.seen.open = true
			if !item.seen.unset {
				l.readSite(item.text, item.at, emptyTable(item.at, "sites."+item.text))
			}
		default:
			l.faultf(item.at, item.path, "want a host such as www.example.com, have %s", item.shape)
		}
	}
}

// readSite understands one host and expands it to its checks.
func (l *loader) readSite(host string, at place, n *node) {
	path := "sites." + host
	if text, hint := notHost(host); text != "" {
		l.fault(at, "sites", text, hint)
		return
	}
	if before, twice := l.sites[host]; twice {
		l.faultf(at, "sites", "%s is named a second time; the first is in %s", host, before)
		return
	}
	l.sites[host] = at
	if n.off() {
		n.seen.open = true
		return
	}
	if n.shape != table && n.shape != nothing {
		l.faultf(n.at, path, "want a map of settings, or nothing, have %s", n.shape)
		return
	}
	s := site{host: host, at: at, path: path, layer: l.layer(n, siteKeys{})}
	var keys siteKeys
	l.decode(s.keys, &keys)
	s.groupName = keys.Group
	if g := s.keys.get("group"); g != nil {
		s.group = l.group(g)
	}
	l.expandSite(s, keys)
}

// expandSite makes a site's checks: those of every site, those of kinds that it
// names itself, and those of its templates.
func (l *loader) expandSite(s site, keys siteKeys) {
	use := keys.Use
	if !s.keys.has("use") {
		use = []string{everySite}
	}
	for kind := range l.probes() {
		if s.asks(kind, slices.Contains(use, everySite), l.defaults) {
			l.add(l.siteDraft(s, kind, keys.Was))
		}
	}
	for i, name := range use {
		if name == everySite {
			continue
		}
		t, ok := l.templates[name]
		at := s.keys.get("use").elements()[i]
		if at.seen.unset {
			continue
		}
		if !ok {
			l.fault(at.at, at.path, "no template is called "+at.quote(), suggest(name, append(sorted(l.templates), everySite)))
			continue
		}
		t.used = true
		l.useTemplate(s, t, keys.Was)
	}
}

// asks reports whether a site has a check of the kind: the last layer that says
// on or off decides.
func (s site) asks(kind *probeKind, all bool, defaults layer) bool {
	asked := kind.Site && all
	for _, y := range []layer{defaults, s.group} {
		if p, ok := y.kinds[kind.Name]; ok && asked {
			asked = !p.value.off()
		}
	}
	if p, ok := s.kinds[kind.Name]; ok {
		asked = !p.value.off()
	}
	return asked
}

// siteDraft is the check HOST/KIND before it is made.
func (l *loader) siteDraft(s site, kind *probeKind, was string) draft {
	d := draft{name: s.host + "/" + kind.Name, kind: kind, found: s.found, at: s.at, path: s.path, group: s.groupName}
	if p, ok := s.kinds[kind.Name]; ok {
		d.at, d.path = p.at, below(s.path, kind.Name)
	}
	if was != "" {
		d.was = was + "/" + kind.Name
	}
	dk, ds := l.defaults.own(kind)
	gk, gs := s.group.own(kind)
	sk, ss := s.own(kind)
	d.keys = stack(l.defaults.keys, dk, s.group.keys, gk, l.tone(s.keys), sk)
	d.settings = merge(merge(ds, gs), ss)
	d.settings = l.withHost(d.settings, kind, s)
	return d
}

// stack lays the keys of layers over each other, lowest first.
func stack(layers ...*node) *node {
	var out *node
	for _, y := range layers {
		out = mergeKeys(out, y)
	}
	return out
}

// tone is a table with those keys only that layers hand down to checks.
func (l *loader) tone(n *node) *node {
	known := l.fields(reflect.TypeFor[toneKeys]())
	out := emptyTable(n.at, n.path)
	for _, p := range n.pairs {
		if _, ok := known.named(p.key); ok {
			out.pairs = append(out.pairs, p)
		}
	}
	return out
}

// withHost puts the site's host into the settings, unless they name a host or a
// URL of their own or the kind has no use for one.
func (l *loader) withHost(settings *node, kind *probeKind, s site) *node {
	if settings == nil || settings.shape != table {
		settings = emptyTable(s.at, s.path)
	}
	if settings.has("host") || settings.has("url") || kind.Settings != nil && !l.owns(kind.Settings, "host") {
		return settings
	}
	return settings.with(pair{"host", s.at, word(s.host, s.at, s.path)})
}

// notHost says why a word is no host, and what to write instead.
func notHost(host string) (text, hint string) {
	if _, err := netip.ParseAddr(host); err == nil {
		return "", ""
	}
	quote := "site " + shortQuote(host)
	if scheme, rest, ok := strings.Cut(host, "://"); ok && scheme != "" {
		name, _, _ := strings.Cut(rest, "/")
		return quote + " is an address, want a host alone", "write " + name
	}
	if name, port, ok := strings.Cut(host, ":"); ok && port != "" && strings.Trim(port, "0123456789") == "" {
		return quote + " has a port, want a host alone", "write " + name + ": {uptime: {url: \"https://" + host + "/\"}}"
	}
	if host == "" || len(host) > 253 || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || strings.ContainsRune("/\\:@?#[]{}<>\"'*,|", r) }) {
		return quote + " is no host name or IP address", ""
	}
	return "", ""
}
