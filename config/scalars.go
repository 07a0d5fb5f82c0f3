package config

import (
	"encoding"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// scalar fills a string, a bool or a number.
func (d *decoder) scalar(n *node, v reflect.Value) {
	if n.shape != scalar {
		d.want(n, describe(v.Type()))
		return
	}
	n.seen.open = true
	var err error
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.text)
	case reflect.Bool:
		err = setBool(v, n.text)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var i int64
		i, err = strconv.ParseInt(n.text, 10, v.Type().Bits())
		v.SetInt(i)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		var u uint64
		u, err = strconv.ParseUint(n.text, 10, v.Type().Bits())
		v.SetUint(u)
	case reflect.Float32, reflect.Float64:
		var f float64
		f, err = strconv.ParseFloat(n.text, v.Type().Bits())
		v.SetFloat(f)
	default:
		err = errors.ErrUnsupported
	}
	if err != nil {
		d.want(n, describe(v.Type()))
	}
}

// setBool sets true or false, and knows no other words: yes, on and their kin
// were truths in YAML 1.1 and are words in 1.2.
func setBool(v reflect.Value, text string) error {
	if text != "true" && text != "false" {
		return errors.ErrUnsupported
	}
	v.SetBool(text == "true")
	return nil
}

// describe says in a person's words what a Go type wants in the file.
func describe(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[holdfast.Secret]():
		return "a secret such as ${NAME} or file:PATH"
	case reflect.TypeFor[holdfast.Duration](), reflect.TypeFor[time.Duration]():
		return "a duration such as 30s, 5m or 7d"
	case reflect.TypeFor[holdfast.Severity]():
		return either(holdfast.Severities())
	case reflect.TypeFor[time.Time]():
		return "a time such as 2027-01-31T08:00:00Z"
	case reflect.TypeFor[netip.Prefix]():
		return "a range such as 203.0.113.0/24"
	case reflect.TypeFor[netip.Addr]():
		return "an address such as 203.0.113.10"
	}
	return describeKind(t)
}

// describeKind is describe for types that go by their kind alone.
func describeKind(t reflect.Type) string {
	if t.Kind() == reflect.Struct && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "text"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Uint8, reflect.Uint16:
		return fmt.Sprintf("a whole number from 0 to %d", 1<<t.Bits()-1)
	case reflect.Uint, reflect.Uint32, reflect.Uint64:
		return "a whole number, 0 or more"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a map"
	default:
		return "text"
	}
}

// plainValue is a node as the Go value that any YAML library would make of it.
func plainValue(n *node) any {
	switch n.shape {
	case table:
		out := make(map[string]any, len(n.pairs))
		for _, p := range n.pairs {
			out[p.key] = plainValue(p.value)
		}
		return out
	case list:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = plainValue(item)
		}
		return out
	case scalar:
		n.seen.open = true
		return plainScalar(n)
	default:
		return nil
	}
}

// plainScalar is a scalar as string, bool, int or float64.
func plainScalar(n *node) any {
	if !n.plain {
		return n.text
	}
	if i, err := strconv.Atoi(n.text); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(n.text, 64); err == nil && strings.ContainsAny(n.text, "0123456789") {
		return f
	}
	if n.text == "true" || n.text == "false" {
		return n.text == "true"
	}
	return n.text
}
