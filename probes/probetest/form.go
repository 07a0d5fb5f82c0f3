package probetest

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"holdfast"
)

// wellFormed checks everything about a finding that does not depend on the kind.
func wellFormed(t *testing.T, f holdfast.Finding) {
	t.Helper()
	if strings.TrimSpace(f.Reason) == "" {
		t.Errorf("a finding that is %s gives no reason", f.Status)
	}
	if (f.Headline == "") != (f.Status == holdfast.Holds) {
		t.Errorf("the headline of a finding that is %s is %q; want one for bad news only", f.Status, f.Headline)
	}
	if f.Silence && f.Status != holdfast.Broken {
		t.Errorf("a finding that is %s is marked as silence; want that for broken only", f.Status)
	}
	printable(t, f.Reason)
	faults(t, f)
	facts(t, f)
}

// faults checks keys, states and texts.
func faults(t *testing.T, f holdfast.Finding) {
	t.Helper()
	form := regexp.MustCompile(`^[a-z0-9][a-z0-9-]*(/\S+)?$`)
	seen := map[string]bool{}
	worst := holdfast.Holds
	for i, fault := range f.Faults {
		if !form.MatchString(fault.Key) || seen[fault.Key] {
			t.Errorf("fault key %q: want lower case, a group before a slash, each once", fault.Key)
		}
		seen[fault.Key] = true
		if fault.Status == holdfast.Holds || fault.Text == "" || fault.Accepted != "" {
			t.Errorf("fault %s is %s, text %q, accepted %q; want bad news with a text", fault.Key, fault.Status, fault.Text, fault.Accepted)
		}
		if i > 0 && fault.Status.Worse(f.Faults[i-1].Status) {
			t.Errorf("fault %s is worse than the one before it; want the worst first", fault.Key)
		}
		if fault.Status.Worse(worst) {
			worst = fault.Status
		}
		printable(t, fault.Text)
	}
	if worst.Worse(f.Status) {
		t.Errorf("the finding is %s although a fault is %s", f.Status, worst)
	}
}

// facts checks names and types of facts and measures.
func facts(t *testing.T, f holdfast.Finding) {
	t.Helper()
	snake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, fact := range f.Facts {
		if !snake.MatchString(fact.Name) || seen[fact.Name] {
			t.Errorf("fact %q: want a name in snake_case, each once", fact.Name)
		}
		seen[fact.Name] = true
		switch fact.Value.(type) {
		case string, bool, int64, float64, time.Time, time.Duration, []string:
		default:
			t.Errorf("fact %s is a %T; want string, bool, int64, float64, time.Time, time.Duration or []string", fact.Name, fact.Value)
		}
	}
	for _, m := range f.Measures {
		if !snake.MatchString(m.Name) || !unit(m.Name) || seen[m.Name] {
			t.Errorf("measure %q: want a name in snake_case that ends in its unit, each once", m.Name)
		}
		seen[m.Name] = true
	}
}

// unit reports whether a measure's name ends in a base unit or a count.
func unit(name string) bool {
	units := []string{"_seconds", "_bytes", "_ratio", "_total", "_count", "_ports", "_connections"}
	return slices.ContainsFunc(units, func(u string) bool { return strings.HasSuffix(name, u) })
}

// printable wants no byte that would act on a terminal.
func printable(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("%q holds characters that are not printable", text)
	}
}

// explained reports whether the page has a heading for the key: the key itself,
// or its group with a placeholder in capitals ("address/IP").
func explained(doc, key string) bool {
	group, _, _ := strings.Cut(key, "/")
	placeholder := regexp.MustCompile("(?m)^### `" + regexp.QuoteMeta(group) + "/[A-Z_]+`")
	return strings.Contains(doc, "### `"+key+"`") || placeholder.MatchString(doc)
}

// documented wants yaml and doc tags on every field.
func documented(t *testing.T, settings any) {
	t.Helper()
	v := reflect.ValueOf(settings)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		t.Fatalf("Settings is a %T; want a pointer to a struct with the defaults", settings)
	}
	tagged(t, v.Elem().Type(), "")
}

// tagged checks the fields of a struct and of the structs in it.
func tagged(t *testing.T, typ reflect.Type, path string) {
	t.Helper()
	for field := range typ.Fields() {
		name := path + field.Name
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if doc := field.Tag.Get("doc"); key == "" || !strings.HasSuffix(doc, ".") {
			t.Errorf("field %s has yaml:%q doc:%q; want a name and one sentence", name, key, doc)
		}
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner.PkgPath() == typ.PkgPath() {
			tagged(t, inner, name+".")
		}
	}
}
