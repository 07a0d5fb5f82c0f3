package blackbox

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// pairs are keys and values of a mapping, with those that it merges in (<<).
func pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		left := maxMerges
		eachPair(n, &left, yield)
	}
}

// maxMerges bounds how many mappings one merges: it could merge itself, which the
// decoder refuses later.
const maxMerges = 1000

// eachPair yields until yield wants no more, which it reports.
func eachPair(n *yaml.Node, left *int, yield func(k, v *yaml.Node) bool) bool {
	n = followed(n)
	if *left--; n.Kind != yaml.MappingNode || *left < 0 {
		return true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Tag != "!!merge" {
			if !yield(key, value) {
				return false
			}
			continue
		}
		merged := []*yaml.Node{value}
		if v := followed(value); v.Kind == yaml.SequenceNode {
			merged = v.Content
		}
		for _, m := range merged {
			if !eachPair(m, left, yield) {
				return false
			}
		}
	}
	return true
}

// followed is what an alias stands for.
func followed(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// value returns the value of a key, or nil.
func value(n *yaml.Node, name string) *yaml.Node {
	for k, v := range pairs(n) {
		if k.Value == name {
			return v
		}
	}
	return nil
}

// lineOf is the line of the deepest part of a path that is written.
func lineOf(n *yaml.Node, path string, line int) int {
	for part := range strings.SplitSeq(path, ".") {
		found := false
		for k, v := range pairs(n) {
			if k.Value == part {
				line, n, found = k.Line, v, true
				break
			}
		}
		if !found {
			return line
		}
	}
	return line
}

// strict notes keys that a type does not have.
func (f *file) strict(n *yaml.Node, t reflect.Type, path string) {
	n = followed(n)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, item := range n.Content {
			f.strict(item, t.Elem(), path)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Map:
		for k, v := range pairs(n) {
			f.strict(v, t.Elem(), under(path, k.Value))
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct && t != reflect.TypeFor[yaml.Node]():
		f.known(n, fieldsOf(t), path)
	}
}

// known compares a mapping's keys with the fields of a struct.
func (f *file) known(n *yaml.Node, fields map[string]reflect.Type, path string) {
	for k, v := range pairs(n) {
		t, ok := fields[k.Value]
		if !ok {
			f.fault(k.Line, "%s: no key of this name is known%s", under(path, k.Value), likely(k.Value, fields))
			continue
		}
		f.strict(v, t, under(path, k.Value))
	}
}

// under adds a key to a path.
func under(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// likely suggests a key that begins or ends alike.
func likely(key string, fields map[string]reflect.Type) string {
	var names []string
	for name := range fields {
		if len(key) > 2 && (strings.HasPrefix(name, key) || strings.HasPrefix(key, name) || strings.Contains(name, strings.Trim(key, "s_-"))) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "; did you mean " + names[0] + "?"
}

// fieldsOf are the keys of a struct, with those of inlined structs.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for field := range t.Fields() {
		name, option, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			maps.Copy(out, fieldsOf(field.Type))
		case name != "" && name != "-":
			out[name] = field.Type
		}
	}
	return out
}
