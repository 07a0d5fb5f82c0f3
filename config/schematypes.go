package config

import (
	"encoding"
	"math"
	"reflect"
	"time"

	"holdfast"
)

// durationPattern is what a duration looks like: 90s, 5m, 1h30m, 7d, 2w.
const durationPattern = `^([0-9]+w)?([0-9]+d)?([0-9.]+(ns|us|µs|ms|s|m|h))*$|\$\{`

// typeSchema is the schema of a Go type as the decoder reads it. Any value may
// be written as ${NAME}, so that numbers and truths may be strings too.
func typeSchema(t reflect.Type) object {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if schema := namedSchema(t); schema != nil {
		return schema
	}
	switch t.Kind() {
	case reflect.Bool:
		return object{"anyOf": []any{object{"type": "boolean"}, variableSchema()}}
	case reflect.Slice, reflect.Array:
		return oneOrMany(typeSchema(t.Elem()))
	case reflect.Map:
		return object{"type": "object", "additionalProperties": typeSchema(t.Elem())}
	case reflect.Struct:
		return object{"type": "object", "properties": properties(t), "additionalProperties": false}
	case reflect.Interface:
		return object{}
	case reflect.String:
		return object{"type": []string{"string", "number", "boolean"}}
	default:
		return object{"anyOf": []any{numberSchema(t), variableSchema()}}
	}
}

// namedSchema is the schema of types that read themselves, nil for others.
func namedSchema(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[holdfast.Duration](), reflect.TypeFor[time.Duration]():
		return object{"type": "string", "pattern": durationPattern}
	case reflect.TypeFor[holdfast.Severity]():
		return object{"enum": holdfast.Severities()}
	case reflect.TypeFor[holdfast.Secret]():
		return object{"type": []string{"string", "number"}, "description": "a secret: ${NAME} or file:PATH"}
	case reflect.TypeFor[rule]():
		return object{"type": "string", "pattern": `^[0-9]+ of [0-9]+( over .+)?$|\$\{`}
	}
	pointer := reflect.PointerTo(t)
	switch {
	case pointer.Implements(reflect.TypeFor[yamlReader]()), pointer.Implements(reflect.TypeFor[yamlBytesReader]()):
		return shapeSchema(t)
	case pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return object{"type": []string{"string", "number", "boolean"}}
	}
	return nil
}

// shapeSchema is the schema of a type that reads itself: a list takes one of its
// elements or several, whatever else it does with them; of any other shape
// nothing is known.
func shapeSchema(t reflect.Type) object {
	if t.Kind() == reflect.Slice {
		return oneOrMany(typeSchema(t.Elem()))
	}
	return object{}
}

// numberSchema is the schema of a number, with the bounds of its type.
func numberSchema(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return object{"type": "integer", "minimum": 0, "maximum": uint64(math.MaxUint64) >> (64 - t.Bits())}
	case reflect.Uint, reflect.Uint64:
		return object{"type": "integer", "minimum": 0}
	default:
		return object{"type": "integer"}
	}
}

// variableSchema is a value that is written as ${NAME}, or in quotes.
func variableSchema() object { return object{"type": "string"} }
