package webhook

import (
	"encoding/json"
	"errors"
	"strings"
	"text/template"
	"time"

	"holdfast"
)

// parse reads a template and tries it with the longest notice, once open and
// once over. What is declared as JSON must come out as JSON.
func parse(text, contentType string) (*template.Template, error) {
	t, err := template.New("body").Funcs(template.FuncMap{"json": quote}).Option("missingkey=error").Parse(text)
	for _, step := range []holdfast.Step{holdfast.StepOpened, holdfast.StepResolved} {
		if err == nil {
			err = try(t, longest(step), strings.Contains(contentType, "json"))
		}
	}
	if err != nil {
		return nil, fault("body", "is no template that can be filled: "+err.Error()+
			"; its fields are those of the documented JSON, and {{json .Text}} quotes one")
	}
	return t, nil
}

// errNoJSON is what a template made that forgot to quote.
var errNoJSON = errors.New("what comes out is no JSON, as content_type says")

// try fills a template and looks at what comes out.
func try(t *template.Template, n holdfast.Notice, isJSON bool) error {
	body, err := fill(t, n)
	if err == nil && isJSON && !json.Valid(body) {
		return errNoJSON
	}
	return err
}

// render is the bytes that are sent.
func (c *channel) render(n holdfast.Notice) ([]byte, error) {
	if c.body == nil {
		return json.Marshal(document(n))
	}
	return fill(c.body, n)
}

// fill fills a template with the document of a notice.
func fill(t *template.Template, n holdfast.Notice) ([]byte, error) {
	var b strings.Builder
	err := t.Execute(&b, document(n))
	return []byte(b.String()), err
}

// quote makes a JSON value of anything, for templates.
func quote(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// longest is a notice with every field at a length that no receiver expects.
func longest(step holdfast.Step) holdfast.Notice {
	long := strings.Repeat("x\"\\\n<é", 2000)
	now := time.Unix(0, 0).UTC()
	n := holdfast.Notice{
		ID: long, Key: long, Step: step, At: now, Breaks: []string{long}, Page: long,
		Check: holdfast.Check{ID: long, Name: long, Kind: "exposure", Target: long, Owner: long, Group: long, Runbook: long},
		Incident: holdfast.Incident{
			ID: long, Number: 1 << 40, Headline: "EXPOSED", Reason: long, Status: holdfast.Broken, Since: now, Opened: now,
		},
	}
	for range 5000 {
		n.Incident.Faults = append(n.Incident.Faults, holdfast.Fault{Key: "port/65535", Status: holdfast.Broken, Text: long, Fix: long})
	}
	if step == holdfast.StepResolved {
		n.Incident.Resolved, n.Incident.Until = now, now
	}
	return n
}
