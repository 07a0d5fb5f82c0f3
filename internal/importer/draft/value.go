package draft

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// Raw is text in the grammar of our config, in which ${NAME} is a variable. A
// plain string is literal: its ${ is escaped when it is written.
type Raw string

// Table is a map whose keys stay in the order in which they were set.
type Table struct{ fields []field }

// field is one key of a table with its value: a string, [Raw], number, bool,
// duration, *[Table] or a list of strings or Raws.
type field struct {
	key   string
	value any
}

// settings is the table of a kind, which always has lines of its own.
type settings struct{ *Table }

// Set puts a value under a key, in the place of one that is there. A nil table,
// an empty text and an empty list are left out.
func (t *Table) Set(key string, value any) *Table {
	if _, ladder := value.(Steps); ladder {
		t.fields = append(t.fields, field{key, value})
		return t
	}
	if v := reflect.ValueOf(value); !v.IsValid() || (v.Kind() == reflect.String || v.Kind() == reflect.Slice) && v.Len() == 0 {
		return t
	}
	if sub, ok := value.(*Table); ok && (sub == nil || len(sub.fields) == 0) {
		return t
	}
	for i := range t.fields {
		if t.fields[i].key == key {
			t.fields[i].value = value
			return t
		}
	}
	t.fields = append(t.fields, field{key, value})
	return t
}

// Has reports whether a key was set.
func (t *Table) Has(key string) bool {
	for _, f := range t.fields {
		if f.key == key {
			return true
		}
	}
	return false
}

// Empty reports whether nothing was set.
func (t *Table) Empty() bool { return t == nil || len(t.fields) == 0 }

// write puts the table's lines, indented, into b.
func (t *Table) write(b *strings.Builder, indent string) {
	for i, f := range t.fields {
		if i > 0 {
			b.WriteString(indent)
		}
		b.WriteString(scalar(f.key) + ":")
		if kind, ok := f.value.(settings); ok && !kind.Empty() {
			b.WriteString("\n" + indent + "  ")
			kind.write(b, indent+"  ")
			continue
		}
		if sub, ok := f.value.(*Table); ok && !sub.Empty() && (sub.deep() || len(sub.flow()) > widest) {
			b.WriteString("\n" + indent + "  ")
			sub.write(b, indent+"  ")
			continue
		}
		b.WriteString(" " + inline(f.value) + "\n")
	}
}

// widest is how long a table may be to stand on one line.
const widest = 60

// deep reports whether a table holds another.
func (t *Table) deep() bool {
	for _, f := range t.fields {
		if _, ok := f.value.(*Table); ok {
			return true
		}
	}
	return false
}

// inline writes a value on one line.
func inline(value any) string {
	switch v := value.(type) {
	case string:
		return scalar(literal(v))
	case Raw:
		return scalar(string(v))
	case bool:
		return strconv.FormatBool(v)
	case time.Duration:
		return holdfast.FormatDuration(v)
	case []string:
		return flow(v, func(s string) string { return scalar(literal(s)) })
	case []Raw:
		return flow(v, func(s Raw) string { return scalar(string(s)) })
	case Steps:
		return flow(v, (*Table).flow)
	case *Table:
		return v.flow()
	case settings:
		return v.flow()
	default:
		return fmt.Sprint(v)
	}
}

// flow writes a list on one line.
func flow[T any](list []T, each func(T) string) string {
	parts := make([]string, len(list))
	for i, one := range list {
		parts[i] = each(one)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// flow writes a table on one line.
func (t *Table) flow() string {
	parts := make([]string, len(t.fields))
	for i, f := range t.fields {
		parts[i] = scalar(f.key) + ": " + inline(f.value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// literal escapes what would begin a variable.
func literal(s string) string { return strings.ReplaceAll(s, "${", "$${") }

// scalar writes text as YAML: bare where nobody can take it for something else,
// else in double quotes with JSON's escapes, which are YAML's too.
func scalar(s string) string {
	if bare().MatchString(s) && !word(s) || number().MatchString(s) {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// bare matches text that means itself in YAML, also within brackets.
func bare() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`) }

// number matches what YAML may take for a number and we read as its digits:
// ports, status codes and their ranges.
func number() *regexp.Regexp {
	return regexp.MustCompile(`^[1-9][0-9]{0,8}(-[1-9][0-9]{0,8})?$|^[1-5]xx$`)
}

// word reports whether YAML or the config takes a word for something else.
func word(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return true
	}
	return false
}
