package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"holdfast"
)

// decoder fills Go values from nodes, strictly, and goes on after a fault so
// that all of them are found. Struct fields go by their yaml tag.
type decoder struct {
	l        *loader
	problems []problem
	failed   bool // something was wrong, now or when the node was read
}

// errInvalid is what a kind's decode answers when the faults are already noted.
var errInvalid = errors.New("the settings are not valid")

// decode fills into, a pointer, from n and notes what is wrong. It reports
// whether nothing was.
func (l *loader) decode(n *node, into any) bool {
	d := &decoder{l: l}
	d.into(n, into)
	for _, p := range d.problems {
		l.fault(p.at, p.path, p.text, p.hint)
	}
	return !d.failed
}

// into fills what a pointer points to; anything else is a fault of the kind.
func (d *decoder) into(n *node, into any) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		d.fault(n, fmt.Sprintf("cannot be decoded into a %T", into), "")
		return
	}
	d.value(n, v.Elem())
}

// fault notes what is wrong with a node.
func (d *decoder) fault(n *node, text, hint string) {
	d.failed = true
	d.problems = append(d.problems, problem{n.at, n.path, text, hint})
}

// want notes that a node is not of the sort that is wanted here.
func (d *decoder) want(n *node, what string) {
	switch n.shape {
	case nothing:
		d.fault(n, "has no value, want "+what, "write one, or take the line out")
	case scalar:
		n.seen.open = true
		d.fault(n, "want "+what+", have "+n.quote(), "")
	default:
		d.fault(n, "want "+what+", have "+n.shape.String(), "")
	}
}

// value fills one Go value.
func (d *decoder) value(n *node, v reflect.Value) {
	if n.shape == scalar && n.seen.unset {
		d.failed = true
		return
	}
	if v.Kind() == reflect.Pointer {
		d.pointer(n, v)
		return
	}
	if v.CanAddr() && d.special(n, v.Addr().Interface()) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v)
	case reflect.Map:
		d.dictionary(n, v)
	case reflect.Slice:
		d.slice(n, v)
	case reflect.Interface:
		d.anything(n, v)
	default:
		d.scalar(n, v)
	}
}

// pointer fills what a pointer points to, made if it is nil.
func (d *decoder) pointer(n *node, v reflect.Value) {
	if n.shape == nothing && v.Type().Elem().Kind() != reflect.Struct {
		d.want(n, describe(v.Type().Elem()))
		return
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	d.value(n, v.Elem())
}

// special fills values that read themselves, and secrets. It reports whether
// the value was such a one.
func (d *decoder) special(n *node, into any) bool {
	switch v := into.(type) {
	case *holdfast.Secret:
		d.secret(n, v)
	case yamlReader:
		d.readsYAML(n, v)
	case yamlBytesReader:
		d.readsBytes(n, v)
	case encoding.TextUnmarshaler:
		d.readsText(n, v)
	case *time.Duration:
		d.readsText(n, (*holdfast.Duration)(v))
	default:
		return false
	}
	return true
}

// readsText fills a value that is written as one word.
func (d *decoder) readsText(n *node, v encoding.TextUnmarshaler) {
	if n.shape != scalar {
		d.want(n, describe(reflect.TypeOf(v).Elem()))
		return
	}
	n.seen.open = true
	if err := v.UnmarshalText([]byte(n.text)); err == nil {
		return
	} else if what := describe(reflect.TypeOf(v).Elem()); what != describeKind(reflect.TypeOf(v).Elem()) || n.seen.env {
		d.want(n, what)
	} else {
		d.fault(n, err.Error(), "")
	}
}

// structure fills a struct from a table; a key without value leaves it as it is.
func (d *decoder) structure(n *node, v reflect.Value) {
	if n.shape == nothing {
		return
	}
	if n.shape != table {
		d.want(n, "a map of settings")
		return
	}
	fields := d.l.fields(v.Type())
	for _, p := range n.pairs {
		f, ok := fields.named(p.key)
		if !ok {
			d.unknown(n, p, fields.names())
			continue
		}
		d.value(p.value, v.FieldByIndex(f.index))
	}
}

// unknown notes a key that nothing is called.
func (d *decoder) unknown(n *node, p pair, known []string) {
	d.failed = true
	d.problems = append(d.problems, problem{p.at, n.path, fmt.Sprintf("no setting %q here", p.key), suggestOr(p.key, known)})
}

// dictionary fills a map whose keys are words.
func (d *decoder) dictionary(n *node, v reflect.Value) {
	if n.shape == nothing {
		return
	}
	if n.shape != table {
		d.want(n, "a map")
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.pairs))
	for _, p := range n.pairs {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		d.value(word(p.key, p.at, p.value.path), key)
		d.value(p.value, value)
		out.SetMapIndex(key, value)
	}
	v.Set(out)
}

// slice fills a list; anything else is taken as a list of itself alone.
func (d *decoder) slice(n *node, v reflect.Value) {
	if n.shape == nothing {
		d.want(n, "a list")
		return
	}
	items := n.elements()
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		d.value(item, out.Index(i))
	}
	v.Set(out)
}

// anything fills an any with the plain Go value of the node.
func (d *decoder) anything(n *node, v reflect.Value) {
	if v.NumMethod() > 0 {
		d.want(n, strings.ToLower(v.Type().Name()))
		return
	}
	if plain := plainValue(n); plain != nil {
		v.Set(reflect.ValueOf(plain))
	}
}
