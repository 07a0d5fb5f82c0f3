package scan

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"io"

	"holdfast"
)

//go:embed report.html
var page string

// JSON writes the document.
func (d Document) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// HTML writes one page that needs nothing else.
func (d Document) HTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"class": class}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, d)
}

func class(s holdfast.Status) string {
	return [4]string{"unknown", "holds", "risk", "broken"}[s&3]
}

// SARIF writes the faults as static-analysis results (SARIF 2.1.0, OASIS), which
// code hosts show beside a change.
func (d Document) SARIF(w io.Writer, version string) error {
	results := []any{}
	rules := map[string]bool{}
	ruleList := []any{}
	for _, t := range d.Targets {
		for _, c := range t.Checks {
			for _, f := range c.Faults {
				id := c.Kind + "/" + f.Key
				if !rules[id] {
					rules[id] = true
					ruleList = append(ruleList, map[string]any{"id": id, "name": c.Kind})
				}
				results = append(results, sarifResult(t, id, f))
			}
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{
			"tool":    map[string]any{"driver": map[string]any{"name": "holdfast", "version": version, "rules": ruleList}},
			"results": results,
		}},
	})
}

// sarifResult is one fault; its place is the host.
func sarifResult(t Target, id string, f holdfast.Fault) map[string]any {
	level := map[holdfast.Status]string{holdfast.Broken: "error", holdfast.AtRisk: "warning", holdfast.Unknown: "note"}[f.Status]
	text := f.Text
	if f.Fix != "" {
		text += ". Fix: " + f.Fix
	}
	return map[string]any{
		"ruleId": id, "level": level, "message": map[string]any{"text": text},
		"locations": []any{map[string]any{"logicalLocations": []any{map[string]any{"name": t.Name, "kind": "resource"}}}},
	}
}
