package gatus

import (
	"strings"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// Is reports whether a file looks like a config of Gatus.
func Is(root *source.Node) bool {
	return root.Has("endpoints") || root.Has("external-endpoints")
}

// reader is one import: several files count as one, as Gatus merges them.
type reader struct {
	d         *draft.Draft
	providers map[string]*provider
	order     []string // of providers
}

// Import adds what the files say to a draft.
func Import(d *draft.Draft, files []*source.Node) {
	r := &reader{d: d, providers: map[string]*provider{}}
	notes(d)
	for _, f := range files {
		f.Each(func(s string) { d.Reserve(variables(s)...) })
		f.Skip("web", "ui", "storage", "metrics", "concurrency", "disable-monitoring-lock", "skip-invalid-config-update", "debug")
		r.readProviders(f.Get("alerting"))
	}
	for _, f := range files {
		for _, e := range f.List("endpoints") {
			r.endpoint(e)
		}
		for _, e := range f.List("external-endpoints") {
			r.external(e)
		}
		r.maintenance(f.Get("maintenance"), "*", "planned work")
	}
	for _, f := range files {
		d.Unread(f)
	}
}

// notes tells what differs for every check.
func notes(d *draft.Draft) {
	d.Note("Redirects are followed to the named host, its www. twin and hosts: only; Gatus follows them anywhere.")
	d.Note("[RESPONSE_TIME] became max_time, which counts up to the last byte of the body.")
	d.Note("[CERTIFICATE_EXPIRATION] became certificate: a certificate that ends too soon is a risk here (told once, never paged), an invalid one a failure.")
	d.Note("A recovery is confirmed by the rule of the failure (confirm:) and always told; success-threshold and send-on-resolved have no place.")
	d.Note("A channel whose failure-threshold is higher is told by a step that much later; an acknowledgement stops it.")
	d.Note("Settings of Gatus itself (web, ui, storage, metrics, concurrency) are no part of a check and were passed over.")
}

// text is a value of the file in our grammar: $NAME and ${NAME} become ${NAME},
// $$ a dollar.
func text(s string) draft.Raw {
	var b strings.Builder
	for s != "" {
		before, after, found := strings.Cut(s, "$")
		b.WriteString(before)
		if !found {
			break
		}
		name, rest := variable(after)
		switch {
		case strings.HasPrefix(after, "$"):
			b.WriteString("$")
			if rest = after[1:]; strings.HasPrefix(rest, "{") {
				b.WriteString("$")
			}
		case name != "":
			b.WriteString("${" + name + "}")
		default:
			b.WriteString("$")
			rest = after
		}
		s = rest
	}
	return draft.Raw(b.String())
}

// variables are the names of all variables in a text.
func variables(s string) (names []string) {
	for {
		_, after, found := strings.Cut(s, "$")
		if !found {
			return names
		}
		name, rest := variable(after)
		if name != "" {
			names = append(names, name)
		}
		s = rest
	}
}

// variable reads the name that follows a dollar, bare or in braces.
func variable(s string) (name, rest string) {
	if inner, ok := strings.CutPrefix(s, "{"); ok {
		name, rest, ok = strings.Cut(inner, "}")
		if ok && word(name) == len(name) {
			return name, rest
		}
		return "", s
	}
	n := word(s)
	return s[:n], s[n:]
}

// word is the length of the variable's name that a text begins with.
func word(s string) int {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return i
		}
	}
	return len(s)
}
