package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// draft is a check put together from its layers and not yet made.
type draft struct {
	name, group, was string
	kind             *probeKind
	at               place  // what a person wrote of it last
	path             string // and the key of that
	keys             *node  // merged keys of the check
	settings         *node  // merged settings of the kind
	found            bool   // by a list: it gives way to what the config has
}

// readChecks understands the checks section.
func (l *loader) readChecks(n *node) {
	for _, item := range n.elements() {
		if d, ok := l.checkDraft(item, layer{}, "", nil); ok {
			l.add(d)
		}
	}
}

// checkDraft understands one entry of checks or of a template. site is what a
// site that uses the template says of all its checks.
func (l *loader) checkDraft(n *node, group layer, groupName string, site *node) (draft, bool) {
	if n.shape != table {
		l.faultf(n.at, n.path, "want a check: {name: …, KIND: {…}}, have %s", n.shape)
		return draft{}, false
	}
	keys, kindPair, ok := l.checkParts(n)
	if !ok {
		return draft{}, false
	}
	kind, _ := l.probe(kindPair.key)
	d := draft{name: l.checkName(n), kind: kind, at: kindPair.at, path: below(n.path, kind.Name), group: groupName}
	if g := keys.get("group"); g != nil && g.shape == scalar {
		group, d.group = l.group(g), g.text
	}
	own, settings := emptyTable(n.at, n.path), emptyTable(kindPair.at, d.path)
	if kindPair.value.shape == table {
		own, settings = l.split(kind, kindPair.value)
	}
	l.notTwice(keys, own)
	dk, ds := l.defaults.own(kind)
	gk, gs := group.own(kind)
	d.keys = stack(l.defaults.keys, dk, group.keys, gk, site, without(keys, "name", "group"), own)
	d.settings = merge(merge(ds, gs), settings)
	return d, true
}

// checkParts parts an entry into its keys and its one kind.
func (l *loader) checkParts(n *node) (keys *node, kind pair, ok bool) {
	known := l.fields(reflect.TypeFor[checkKeys]())
	keys = emptyTable(n.at, n.path)
	var kinds []pair
	unknown := false
	for _, p := range n.pairs {
		if _, isKey := known.named(p.key); isKey {
			keys.pairs = append(keys.pairs, p)
		} else if _, isKind := l.probe(p.key); isKind {
			kinds = append(kinds, p)
		} else {
			l.unknownKind(n, p, known.names())
			unknown = true
		}
	}
	l.decode(keys, &checkKeys{})
	names := kindNames(l.opt.Catalogue.Probes)
	switch {
	case len(kinds) == 0 && !unknown:
		l.fault(n.at, n.path, "has no kind", oneOf(names))
	case len(kinds) > 1:
		l.faultf(kinds[1].at, n.path, "has two kinds, %s and %s, want one; write two checks", kinds[0].key, kinds[1].key)
	case len(kinds) == 1 && l.kindMap(kinds[0].key, kinds[0]):
		return keys, kinds[0], true
	}
	return nil, pair{}, false
}

// checkName returns an entry's name; one that is missing or no name is noted,
// and the check is then read only for its other faults.
func (l *loader) checkName(n *node) string {
	name := n.get("name")
	if name == nil {
		l.fault(n.at, n.path, "has no name", "write name: what people should call it")
		return ""
	}
	var text string
	if !l.decode(name, &text) {
		return ""
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		l.faultf(name.at, name.path, "is empty, want a name")
	case len(text) > longestName || strings.ContainsFunc(text, unicode.IsControl):
		l.faultf(name.at, name.path, "want one line of at most %d bytes", longestName)
		return ""
	}
	return text
}

// longestName keeps names readable on a phone and in a metric's label.
const longestName = 200

// notTwice notes keys that stand both at the check and in its kind's map.
func (l *loader) notTwice(outer, inner *node) {
	for _, p := range inner.pairs {
		if before, ok := outer.pair(p.key); ok {
			l.faultf(p.at, p.value.path, "is said twice; %s says it of the check too", before.at)
		}
	}
}

// without is a table less some keys.
func without(n *node, keys ...string) *node {
	out := emptyTable(n.at, n.path)
	for _, p := range n.pairs {
		if !slices.Contains(keys, p.key) {
			out.pairs = append(out.pairs, p)
		}
	}
	return out
}

// shortQuote quotes a word for a fault, shortened if it is no word at all.
func shortQuote(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:80]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
