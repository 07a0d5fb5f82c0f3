package config

import (
	"reflect"
	"slices"
	"strconv"
)

// form is how a section is written.
type form uint8

const (
	oneValue form = iota // key: value
	oneMap               // key: {…}
	manyList             // key: [{…}, …]
	manyMap              // key: {NAME: {…}, …}
	mixed                // list or map, as sites
)

// section is one top-level key of the file: how it is written, what an entry
// has, and who understands it. The list's order is the order of reading: what
// is referred to comes first.
type section struct {
	name, doc string
	form      form
	entry     any // pointer to the grammar struct of one entry, or to the one value
	probes    bool
	channels  bool
	// many sections may be written in several files, which then add up.
	many bool
	read func(l *loader, n *node)
}

// sections lists what a file may have.
func sections() []section {
	return append(serverSections(), []section{
		{name: "vantage", doc: "The place that looks are taken from, and what it knows of its own network.", form: oneMap, entry: &vantageKeys{}, read: (*loader).readVantage},
		{name: "defaults", doc: "What every check starts from: settings of the kinds, and who owns it.", form: oneMap, entry: &groupKeys{}, probes: true, read: (*loader).readDefaults},
		{name: "groups", doc: "Defaults for the sites and checks that name the group.", form: manyMap, entry: &groupKeys{}, probes: true, many: true, read: (*loader).readGroups},
		{name: "templates", doc: "Lists of checks that sites use; {host} in them is the site's host.", form: manyMap, entry: &checkKeys{}, probes: true, many: true, read: (*loader).readTemplates},
		{name: "sites", doc: "Hosts that are asked what every site is asked. A kind set to off is not.", form: mixed, entry: &siteKeys{}, probes: true, many: true, read: (*loader).readSites},
		{name: "checks", doc: "Questions of their own, each of one kind.", form: manyList, entry: &checkKeys{}, probes: true, many: true, read: (*loader).readChecks},
		{name: "discover", doc: "Lists of targets that stand elsewhere: file_sd files and http_sd addresses of Prometheus. What can no longer be read stays watched, and the check discover/NAME says so.", form: manyMap, entry: &discoverKeys{}, many: true, read: (*loader).readDiscover},
		{name: "promises", doc: "Sentences of a published statement, with the checks that prove them.", form: manyList, entry: &promiseKeys{}, many: true, read: (*loader).readPromises},
		{name: "page", doc: "The status page that anybody may see, on public and as files. What is not named is not on it.", form: oneMap, entry: &pageKeys{}, read: (*loader).readPage},
		{name: "probe", doc: "The drop-in for the blackbox exporter at /probe: which modules there are, and who may be asked. Without it nobody is.", form: oneMap, entry: &probeKeys{}, read: (*loader).readProbe},
		{name: "channels", doc: "Ways to tell people, each of one kind.", form: manyMap, entry: &channelKeys{}, channels: true, many: true, read: (*loader).readChannels},
		{name: "routes", doc: "Who is told of what, and when. The first route that matches wins; with no routes every channel is told everything.", form: manyList, entry: &routeKeys{}, many: true, read: (*loader).readRoutes},
		{name: "report", doc: "The report that is mailed: of which period, to whom and when.", form: oneMap, entry: &reportKeys{}, read: (*loader).readReport},
		{name: "history", doc: "How long the journal keeps what it does not keep for ever.", form: oneMap, entry: &historyKeys{}, read: (*loader).readHistory},
		{name: "maintenance", doc: "Planned work, once or every week: pages are held back, looks and recoveries are not.", form: manyList, entry: &windowKeys{}, many: true, read: (*loader).readWindows},
	}...)
}

// serverSections are the sections of one value each.
func serverSections() []section {
	readers := map[string]func(*loader, *node){
		"data":     func(l *loader, n *node) { l.decode(n, &l.plan.Data) },
		"listen":   (*loader).readListen,
		"public":   (*loader).readPublic,
		"url":      (*loader).readURL,
		"password": func(l *loader, n *node) { l.decode(n, &l.plan.Password) },
		"insecure": func(l *loader, n *node) { l.decode(n, &l.plan.Insecure) },
		"egress":   (*loader).readEgress,
		"consent":  (*loader).readConsent,
		"include":  nil, // followed when the file is read
	}
	var out []section
	for _, f := range fieldsOf(reflect.TypeFor[serverKeys]()) {
		out = append(out, section{name: f.name, doc: f.doc, entry: reflect.New(f.typ).Interface(), read: readers[f.name], many: f.name == "consent" || f.name == "include"})
	}
	return out
}

// sectionNames lists the sections' keys.
func sectionNames() []string {
	var names []string
	for _, s := range sections() {
		names = append(names, s.name)
	}
	return names
}

// collect files the sections of one file under their names.
func (l *loader) collect(root *node) {
	known := sections()
	for _, p := range root.pairs {
		i := slices.IndexFunc(known, func(s section) bool { return s.name == p.key })
		switch {
		case len(p.key) > 2 && p.key[:2] == "x-": // a place to keep anchors
		case i < 0:
			l.fault(p.at, "", "no section "+strconv.Quote(p.key)+" is known", suggestOr(p.key, sectionNames()))
		default:
			l.file(known[i], p)
		}
	}
}

// file keeps one section of one file; what can be said only once is refused the
// second time.
func (l *loader) file(s section, p pair) {
	if before, twice := l.brought[s.name]; twice && !s.many {
		l.faultf(p.at, s.name, "is set a second time; the first is in %s", before)
		return
	}
	if _, ok := l.brought[s.name]; !ok {
		l.brought[s.name] = p.at
	}
	l.sections[s.name] = append(l.sections[s.name], p.value)
}

// readSections understands everything that was read, in the sections' order.
func (l *loader) readSections() {
	for _, s := range sections() {
		if s.read == nil {
			continue
		}
		for _, n := range l.sections[s.name] {
			s.read(l, n)
		}
	}
	l.settle()
	l.sortHidden()
}
