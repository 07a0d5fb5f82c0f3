package board

import (
	"reflect"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// object is a piece of JSON Schema (draft 2020-12, which OpenAPI 3.1 uses).
type object = map[string]any

// schemaOf is the schema of a type's JSON, made from its fields, so that it
// cannot say anything else than what is sent. Structs are put into defs and
// referred to.
func schemaOf(t reflect.Type, defs object) object {
	if t.Kind() == reflect.Pointer {
		return schemaOf(t.Elem(), defs)
	}
	if named := wordSchema(t); named != nil {
		return named
	}
	switch t.Kind() {
	case reflect.Struct:
		return structRef(t, defs)
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t.Elem(), defs)}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	default:
		return object{"type": "string"}
	}
}

// wordSchema is the schema of types that are written as a word, nil for others.
func wordSchema(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[holdfast.Status]():
		return object{"enum": words(holdfast.Holds, holdfast.AtRisk, holdfast.Broken, holdfast.Unknown)}
	case reflect.TypeFor[holdfast.Severity]():
		return object{"enum": words(holdfast.SeverityInfo, holdfast.SeverityWarning, holdfast.SeverityError, holdfast.SeverityCritical)}
	case reflect.TypeFor[history.State]():
		all := states()
		return object{"enum": words(all[:]...)}
	}
	return nil
}

// words are values as they print.
func words[T interface{ String() string }](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.String()
	}
	return out
}

// structRef puts a struct into defs and refers to it.
func structRef(t reflect.Type, defs object) object {
	ref := object{"$ref": "#/components/schemas/" + t.Name()}
	if _, known := defs[t.Name()]; known {
		return ref
	}
	properties, required := object{}, []string{}
	defs[t.Name()] = object{"type": "object", "properties": properties}
	fields(t, func(name string, f reflect.StructField, always bool) {
		schema := schemaOf(f.Type, defs)
		if f.Type.Kind() == reflect.Pointer && always {
			schema = object{"anyOf": []any{schema, object{"type": "null"}}}
		}
		properties[name] = schema
		if always {
			required = append(required, name)
		}
	})
	defs[t.Name()] = object{"type": "object", "properties": properties, "required": required}
	return ref
}

// fields calls fn with each field of a struct as encoding/json names it, and
// whether it is always there; those of embedded structs are lifted.
func fields(t reflect.Type, fn func(name string, f reflect.StructField, always bool)) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			fields(f.Type, fn)
		case name != "-" && name != "":
			fn(name, f, !strings.Contains(options, "omit"))
		}
	}
}
