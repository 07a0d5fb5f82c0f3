package config

import (
	"reflect"
	"strings"
)

// field is a setting of a struct: its key, its doc tag and where it is.
type field struct {
	name, doc string
	index     []int
	typ       reflect.Type
}

// fields are the settings of a struct in the order they are declared.
type fields []field

// fieldsOf lists the settings of a struct type: exported fields by their yaml
// tag, or by their name in small letters; embedded and inline ones are lifted.
func fieldsOf(t reflect.Type) fields {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out fields
	for i := range t.NumField() {
		out = append(out, fieldAt(t.Field(i), i)...)
	}
	return out
}

// fieldAt is the setting of one field, several for an inline struct.
func fieldAt(f reflect.StructField, i int) fields {
	tag := f.Tag.Get("yaml")
	name, options, _ := strings.Cut(tag, ",")
	inline := strings.Contains(options, "inline") || f.Anonymous && tag == ""
	if inline && f.Type.Kind() == reflect.Struct {
		inner := fieldsOf(f.Type)
		for k := range inner {
			inner[k].index = append([]int{i}, inner[k].index...)
		}
		return inner
	}
	if name == "-" || !f.IsExported() {
		return nil
	}
	if name == "" {
		name = strings.ToLower(f.Name)
	}
	return fields{{name: name, doc: f.Tag.Get("doc"), index: []int{i}, typ: f.Type}}
}

// named returns the setting of that key.
func (fs fields) named(key string) (field, bool) {
	for _, f := range fs {
		if f.name == key {
			return f, true
		}
	}
	return field{}, false
}

// names lists the keys.
func (fs fields) names() []string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = f.name
	}
	return names
}

// fields is fieldsOf, worked out once for each act of loading.
func (l *loader) fields(t reflect.Type) fields {
	known, ok := l.grammar[t]
	if !ok {
		known = fieldsOf(t)
		l.grammar[t] = known
	}
	return known
}

// owns reports whether a kind's settings have a key of that name.
func (l *loader) owns(settings any, key string) bool {
	if settings == nil {
		return false
	}
	_, ok := l.fields(reflect.TypeOf(settings)).named(key)
	return ok
}
