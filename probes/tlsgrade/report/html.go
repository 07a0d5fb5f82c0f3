package report

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"slices"
	"strings"

	"holdfast/probes/internal/tlswire"
)

//go:embed report.html
var markup string

// JSON writes the document.
func (d Document) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// HTML writes one page that needs nothing else.
func (d Document) HTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"colour": func(letter string) string { return strings.ReplaceAll(status(letter).String(), " ", "-") },
		"facts":  func(t Target) []fact { return page{t: t, at: d.At}.shown() },
		"versions": func(t Target) []shownVersion {
			return page{t: t, at: d.At}.versions()
		},
		"absent": func(t Target) string { return page{t: t, at: d.At}.notOffered() },
		"unseen": func(t Target) []string { return page{t: t, at: d.At}.unseen() },
	}).Parse(markup)
	if err != nil {
		return err
	}
	return t.Execute(w, d)
}

// shown are the facts that have a text.
func (p page) shown() []fact {
	var out []fact
	for _, f := range p.facts() {
		if f.text != "" {
			out = append(out, f)
		}
	}
	return out
}

// Label and Text are for the template.
func (f fact) Label() string { return f.label }

// Text is what the fact says.
func (f fact) Text() string { return f.text }

// shownVersion is a version on the page.
type shownVersion struct {
	Title string
	Protocol
}

// versions are those offered, newest first.
func (p page) versions() []shownVersion {
	var out []shownVersion
	for _, v := range slices.Backward(tlswire.Versions()) {
		if one, ok := p.t.Protocols[v.String()]; ok {
			out = append(out, shownVersion{v.Title(), one})
		}
	}
	return out
}
