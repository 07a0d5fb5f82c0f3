package config

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Reference returns the file's reference as Markdown, made from the grammar and
// the kinds as the schema is.
func Reference(c Catalogue) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(referenceHead)
	for _, s := range sections() {
		writeSection(&b, s)
	}
	b.WriteString("\n## Keys of every check\n\nThey stand at the check, or inside the map of its kind.\n\n")
	writeKeys(&b, reflect.TypeFor[askKeys](), "")
	b.WriteString("\n# Kinds of check\n")
	for _, k := range c.Probes {
		writeKind(&b, k.Name, k.Title, k.Sample, k.Settings)
		fmt.Fprintf(&b, "\nAsked every %s, at most %s a look.%s\n", spell(orDefault(k.Every, everyDefault)), spell(lookDefault(k.Every, k.Timeout)), ofSites(k.Site))
	}
	b.WriteString("\n# Kinds of channel\n")
	for _, k := range c.Channels {
		writeKind(&b, k.Name, k.Title, k.Sample, k.Settings)
	}
	return b.Bytes(), nil
}

// referenceHead explains what holds for the whole file.
const referenceHead = `# The config file

<!-- Generated from the grammar of package config; do not edit. -->

One YAML file says everything. The smallest useful one:

` + "```yaml\nsites: [www.example.com]\nchannels:\n  ops: {slack: {webhook: \"${SLACK_WEBHOOK}\"}}\n```" + `

- **Layers.** Built-in values give way to ` + "`defaults`" + `, those to the group, the site and at last the check. Maps are merged, lists replaced; ` + "`off`" + ` takes away a kind, a map or a list.
- **Variables.** ` + "`${NAME}`" + ` and ` + "`${NAME:-default}`" + ` stand for environment variables, inside values only; ` + "`$${`" + ` is a literal ` + "`${`" + `. One that is unset or empty is an error.
- **Secrets** may also be ` + "`file:PATH`" + `, relative to the file; they are never printed.
- **Durations** are written 30s, 5m, 6h, 7d or 2w. A list of one may be written without brackets.
- **Names.** A site's check is called HOST/KIND, a template's HOST/NAME. Patterns are globs in which ` + "`*`" + ` is any run of characters.
- Keys that begin with ` + "`x-`" + ` at the top are a place for YAML anchors and are not read.
`

// lookDefault is a kind's time-out as the schedule cuts it.
func lookDefault(every, timeout time.Duration) time.Duration {
	return min(orDefault(timeout, timeoutDefault), longestLook(orDefault(every, everyDefault)))
}

// ofSites says whether every site is asked.
func ofSites(asked bool) string {
	if asked {
		return " Every site is asked."
	}
	return ""
}

// writeSection writes one top-level key.
func writeSection(b *bytes.Buffer, s section) {
	fmt.Fprintf(b, "\n## `%s`\n\n%s", s.name, sentence(s.doc))
	b.WriteString(howWritten(s.form) + "\n")
	if s.form == oneValue {
		fmt.Fprintf(b, "\nWant: %s.\n", describeWant(reflect.TypeOf(s.entry).Elem()))
		return
	}
	b.WriteString("\n")
	if s.probes {
		b.WriteString("Besides the kinds of check:\n\n")
	}
	if s.channels {
		b.WriteString("Besides the kinds of channel:\n\n")
	}
	writeKeys(b, reflect.TypeOf(s.entry), "")
}

// howWritten says how a section is written.
func howWritten(f form) string {
	return [...]string{oneValue: "", oneMap: " A map.", manyList: " A list.", manyMap: " A map of names.", mixed: " A list of hosts, or a map of hosts to settings."}[f]
}

// sentence ends a text as a sentence.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// writeKeys writes the keys of a struct as a table, those of inner structs with
// their path.
func writeKeys(b *bytes.Buffer, t reflect.Type, path string) {
	if path == "" {
		b.WriteString("| key | want | |\n|---|---|---|\n")
	}
	for _, f := range fieldsOf(t) {
		key := below(path, f.name)
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", key, cell(describeWant(f.typ)), cell(f.doc))
		if inner := innerStruct(f.typ); inner != nil {
			writeKeys(b, inner, key)
		}
	}
}

// cell keeps a text within its table cell.
func cell(text string) string { return strings.ReplaceAll(oneLine(text), "|", "\\|") }

// describeWant is describe with what a list holds.
func describeWant(t reflect.Type) string {
	if t.Kind() == reflect.Slice && namedSchema(t) == nil {
		return "a list: " + describeWant(t.Elem())
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[rule]():
		return "N of M [over 30s]"
	case reflect.TypeFor[day]():
		return "a date such as 2027-01-31"
	case reflect.TypeFor[moment]():
		return "a date and time"
	case reflect.TypeFor[clock]():
		return "a time of day such as 02:30"
	}
	return describe(t)
}

// innerStruct is the struct that a type holds, nil for types that are written
// as one word.
func innerStruct(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || namedSchema(t) != nil {
		return nil
	}
	return t
}

// writeKind writes one kind: what it is, its sample and its settings.
func writeKind(b *bytes.Buffer, name, title, sample string, settings any) {
	fmt.Fprintf(b, "\n## `%s`\n\n%s\n", name, sentence(title))
	if sample = strings.TrimSpace(sample); sample != "" {
		fmt.Fprintf(b, "\n```yaml\n%s\n```\n", sample)
	}
	if settings == nil {
		return
	}
	b.WriteString("\n")
	writeKeys(b, reflect.TypeOf(settings), "")
}
