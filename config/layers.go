package config

import (
	"fmt"
	"reflect"
)

// layer is one level of settings: built-in < defaults < group < site < check.
type layer struct {
	keys  *node // what is said of all its checks
	kinds map[string]said
}

// said is what a layer says of one kind: its map or off, and if it is a map the
// keys of the check and the settings of the kind.
type said struct {
	pair
	keys, settings *node
}

// own returns what the layer says of a kind, nil where it says nothing.
func (y layer) own(kind *probeKind) (keys, settings *node) {
	s := y.kinds[kind.Name]
	return s.keys, s.settings
}

// split parts a kind's map into the keys of the check and the settings of the
// kind. A key that the kind has a setting for is the kind's.
func (l *loader) split(kind *probeKind, n *node) (keys, settings *node) {
	mine := l.fields(reflect.TypeFor[askKeys]())
	k, s := *n, *n
	k.pairs, s.pairs = nil, nil
	for _, p := range n.pairs {
		if _, ok := mine.named(p.key); ok && !l.owns(kind.Settings, p.key) {
			k.pairs = append(k.pairs, p)
		} else {
			s.pairs = append(s.pairs, p)
		}
	}
	return &k, &s
}

// layer parts a table into keys and kinds. grammar is the struct of its keys.
func (l *loader) layer(n *node, grammar any) layer {
	known := l.fields(reflect.TypeOf(grammar))
	out := layer{keys: emptyTable(n.at, n.path), kinds: map[string]said{}}
	for _, p := range n.pairs {
		if _, ok := known.named(p.key); ok {
			out.keys.pairs = append(out.keys.pairs, p)
			continue
		}
		kind, ok := l.probe(p.key)
		if !ok {
			l.unknownKind(n, p, known.names())
			continue
		}
		if !l.kindMap(kind.Name, p) {
			continue
		}
		s := said{pair: p}
		if p.value.shape == table {
			s.keys, s.settings = l.split(kind, p.value)
		}
		out.kinds[kind.Name] = s
	}
	return out
}

// kindMap reports whether a kind's value is a map, nothing, on or off.
func (l *loader) kindMap(kind string, p pair) bool {
	if p.value.shape == table || p.value.shape == nothing || p.value.off() || p.value.on() {
		if p.value.shape == scalar {
			p.value.seen.open = true
		}
		return true
	}
	l.faultf(p.value.at, p.value.path, "want the settings of %s as a map, or off; have %s", kind, p.value.shape)
	return false
}

// unknownKind notes a key that is neither a key of the layer nor a kind.
func (l *loader) unknownKind(n *node, p pair, keys []string) {
	kinds := kindNames(l.opt.Catalogue.Probes)
	ask := l.fields(reflect.TypeFor[askKeys]())
	if _, ok := ask.named(p.key); ok {
		l.fault(p.at, n.path, fmt.Sprintf("%s cannot be said of all kinds at once", p.key), fmt.Sprintf("write it under one: %s: {%s: …}", first(kinds), p.key))
		return
	}
	if hint := suggest(p.key, keys); hint != "" && suggest(p.key, kinds) == "" {
		l.fault(p.at, n.path, fmt.Sprintf("no setting %q here", p.key), hint)
		return
	}
	l.fault(p.at, n.path, fmt.Sprintf("no check kind %q", p.key), suggestOr(p.key, kinds))
}

// first is the first word of a list, or KIND.
func first(words []string) string {
	if len(words) == 0 {
		return "KIND"
	}
	return words[0]
}

// readDefaults understands the defaults section.
func (l *loader) readDefaults(n *node) {
	if l.isTable(n, "a map of settings") {
		l.defaults = l.layer(n, groupKeys{})
		l.proof(l.defaults, groupKeys{})
	}
}

// readGroups understands the groups section.
func (l *loader) readGroups(n *node) {
	if !l.isTable(n, "a map of groups: {NAME: {…}}") {
		return
	}
	for _, p := range n.pairs {
		if _, twice := l.groups[p.key]; twice {
			l.faultf(p.at, n.path, "group %s stands in another file too", p.key)
			continue
		}
		if l.isTable(p.value, "a map of settings") {
			l.groups[p.key] = l.layer(p.value, groupKeys{})
			l.proof(l.groups[p.key], groupKeys{})
		}
	}
}

// proof decodes a layer by itself, so that what no check uses is checked too.
func (l *loader) proof(y layer, grammar any) {
	l.decode(y.keys, reflect.New(reflect.TypeOf(grammar)).Interface())
	for kind := range l.probes() {
		keys, settings := y.own(kind)
		if keys == nil {
			continue
		}
		l.decode(keys, &askKeys{})
		if t := reflect.TypeOf(kind.Settings); t != nil && t.Kind() == reflect.Pointer {
			l.decode(settings, reflect.New(t.Elem()).Interface())
		}
	}
}

// isTable reports whether a node is a map, or nothing at all, and notes it if not.
func (l *loader) isTable(n *node, what string) bool {
	switch n.shape {
	case table:
		return true
	case nothing:
		return false
	default:
		l.faultf(n.at, n.path, "want %s, have %s", what, n.shape)
		return false
	}
}

// group returns the layer of a named group. A name without settings is only a
// word, unless it looks like a slip of one that has some.
func (l *loader) group(n *node) layer {
	y, ok := l.groups[n.text]
	if hint := suggest(n.text, sorted(l.groups)); !ok && hint != "" {
		l.warn(n.at, n.path, "no settings stand under groups for "+n.quote(), hint)
	}
	return y
}
