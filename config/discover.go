package config

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Discovery is a list of targets that stands outside the config: files or an
// address in the forms of Prometheus' file_sd and http_sd.
type Discovery struct {
	Name string
	// Files are paths or globs, URL an address; one of the two is given.
	Files []string
	URL   string
	// Bearer is the token that the address wants; empty for none.
	Bearer holdfast.Secret
	// Allow says which targets may be taken from the list.
	Allow []string
	// Last is the file that the last good list is kept in.
	Last string
}

// Target is one entry of a list.
type Target struct {
	// Address is the target as the list has it, Host the bare host of it.
	Address, Host string
	Labels        map[string]string
}

// Discoverer reads lists. Open returns the prober that watches one, and what is
// on it now; the error says why nothing could be read, and goes with an empty
// list or the last good one. A refusal of the settings is a
// [holdfast.SettingError].
type Discoverer interface {
	Open(d Discovery) (holdfast.Prober, []Target, error)
	Check(d Discovery) error
}

// discoverKind is the name of the check that watches a list.
const discoverKind = "discover"

// readDiscover understands the discover section: each list becomes a check of
// its own and a site for each of its targets.
func (l *loader) readDiscover(n *node) {
	if !l.isTable(n, "a map of lists: {NAME: {files: […], allow: […]}}") {
		return
	}
	for _, p := range n.pairs {
		if !l.isTable(p.value, "a map of settings") {
			continue
		}
		if l.opt.Discover == nil {
			l.faultf(p.at, n.path, "lists of targets are not read here")
			continue
		}
		l.readList(p)
	}
}

// readList understands one list.
func (l *loader) readList(p pair) {
	var keys discoverKeys
	if !l.decode(p.value, &keys) {
		return
	}
	d := l.discovery(p, keys)
	if err := l.opt.Discover.Check(d); err != nil {
		l.complain(err, p.value, p.at, p.value.path)
		return
	}
	prober, targets, err := l.opt.Discover.Open(d)
	if err != nil {
		l.warn(p.at, p.value.path, "the list cannot be read now: "+oneLine(err.Error()), "what was on it last is watched")
	}
	l.add(l.listDraft(p, prober))
	for _, t := range targets {
		l.found(p, keys, t)
	}
}

// discovery is a list's entry with its paths made whole.
func (l *loader) discovery(p pair, keys discoverKeys) Discovery {
	d := Discovery{
		Name: p.key, URL: keys.URL, Bearer: keys.Bearer, Allow: keys.Allow,
		Last: filepath.Join(l.dataDirectory(), "lists", p.key+".json"),
	}
	for _, path := range keys.Files {
		if !filepath.IsAbs(path) && p.at.src != nil {
			path = filepath.Join(filepath.Dir(p.at.src.name), path)
		}
		d.Files = append(d.Files, path)
	}
	return d
}

// listDraft is the check discover/NAME: whether the list can be read.
func (l *loader) listDraft(p pair, prober holdfast.Prober) draft {
	kind := &probeKind{
		Name: discoverKind, Every: time.Minute, Timeout: 30 * time.Second,
		New: func(holdfast.Env, func(any) error) (holdfast.Prober, error) { return prober, nil },
	}
	keys, settings := emptyTable(p.at, p.value.path), emptyTable(p.at, p.value.path)
	for _, q := range p.value.pairs {
		switch q.key {
		case "files", "url", "bearer", "allow":
			settings.pairs = append(settings.pairs, q)
		case "every":
			keys.pairs = append(keys.pairs, q)
		}
	}
	return draft{name: discoverKind + "/" + p.key, kind: kind, at: p.at, path: p.value.path, keys: stack(l.defaults.keys, l.tone(p.value), keys), settings: settings}
}

// found makes the checks of one target. A host that the config names itself, or
// that came before, is not asked twice.
func (l *loader) found(p pair, keys discoverKeys, t Target) {
	use := keys.Use
	if !p.value.has("use") {
		use = []string{everySite}
	}
	if _, named := l.sites[t.Host]; named {
		use = slices.DeleteFunc(slices.Clone(use), func(name string) bool { return name == everySite })
	} else {
		l.sites[t.Host] = p.at
	}
	s := site{host: t.Host, target: t.Address, found: true, at: p.at, path: p.value.path, groupName: keys.Group}
	s.layer = layer{keys: without(p.value, "labels").with(labelled(p, t.Labels))}
	if g := p.value.get("group"); g != nil {
		s.group = l.group(g)
	}
	l.expandSite(s, siteKeys{Use: use})
}

// labelled is the labels of a target as a key of its checks; names that begin
// with __ are Prometheus' own.
func labelled(p pair, labels map[string]string) pair {
	out := emptyTable(p.at, p.value.path)
	for _, name := range sorted(labels) {
		if !strings.HasPrefix(name, "__") {
			out.pairs = append(out.pairs, pair{name, p.at, word(labels[name], p.at, p.value.path)})
		}
	}
	if own := p.value.get("labels"); own != nil && own.shape == table {
		for _, q := range own.pairs {
			if !out.has(q.key) {
				out.pairs = append(out.pairs, q)
			}
		}
	}
	return pair{"labels", p.at, out}
}

// named is what the checks of a site are called by: the target for one that came
// from a list with more than a host, else the host.
func (s site) named() string { return cmp.Or(s.target, s.host) }
