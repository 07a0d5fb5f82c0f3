package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAnswersAreAsDescribed asks for every operation of the description and holds
// the answer against its schema, in both directions: what is described is there,
// and nothing else is.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	for _, evidence := range []bool{false, true} {
		h := shown()
		h.audience.Evidence = evidence
		public := h.web().Public()
		_, text := ask(t, public, http.MethodGet, "/api/v1/openapi.json", nil)
		var d description
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		if d.OpenAPI != "3.1.0" || len(d.Paths) != 9 {
			t.Errorf("OpenAPI %q with %d paths, want 3.1.0 with 9", d.OpenAPI, len(d.Paths))
		}
		for path, item := range d.Paths {
			answer := fetch(t, public, strings.ReplaceAll(path, "{slug}", "app_uptime"), nil)
			ok := item.Get.Responses["200"]
			media, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
			content, described := ok.Content[media]
			if answer.StatusCode != http.StatusOK || !described {
				t.Errorf("%s: %d, %s; the description has %v", path, answer.StatusCode, media, ok.Content)
			}
			if content.Schema == nil {
				continue
			}
			var value any
			if err := json.NewDecoder(answer.Body).Decode(&value); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for _, fault := range d.faults(content.Schema, value, path) {
				t.Error(fault)
			}
		}
	}
}

// description is what the test reads of an OpenAPI document.
type description struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]struct {
		Get struct {
			Responses map[string]struct {
				Content map[string]struct {
					Schema map[string]any `json:"schema"`
				} `json:"content"`
			} `json:"responses"`
		} `json:"get"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

// faults are those of a value by a schema, of the words that ours use.
func (d description) faults(schema map[string]any, value any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return d.faults(d.Components.Schemas[strings.TrimPrefix(ref, "#/components/schemas/")], value, at)
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		var all []string
		for _, one := range choices {
			found := d.faults(one.(map[string]any), value, at)
			if len(found) == 0 {
				return nil
			}
			all = append(all, found...)
		}
		return all
	}
	if words, ok := schema["enum"].([]any); ok && !slices.Contains(words, value) {
		return []string{fmt.Sprintf("%s: %v is none of %v", at, value, words)}
	}
	switch v := value.(type) {
	case map[string]any:
		return d.ofObject(schema, v, at)
	case []any:
		var out []string
		items, ok := schema["items"].(map[string]any)
		if !ok {
			return []string{at + ": a list that is not described"}
		}
		for i, one := range v {
			out = append(out, d.faults(items, one, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return out
	default:
		return scalar(schema, value, at)
	}
}

// ofObject compares the members of an object with what is described.
func (d description) ofObject(schema, value map[string]any, at string) []string {
	var out []string
	properties, _ := schema["properties"].(map[string]any)
	for name, member := range value {
		p, ok := properties[name].(map[string]any)
		if !ok {
			out = append(out, at+"."+name+" is sent and not described")
			continue
		}
		out = append(out, d.faults(p, member, at+"."+name)...)
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s.%s is described as always there and is not sent", at, name))
		}
	}
	return out
}

// scalar compares a value that is neither list nor object.
func scalar(schema map[string]any, value any, at string) []string {
	if schema["enum"] != nil {
		return nil
	}
	got := map[bool]string{true: "null"}[value == nil]
	switch v := value.(type) {
	case bool:
		got = "boolean"
	case float64:
		if got = "number"; schema["type"] == "integer" && v == float64(int64(v)) {
			got = "integer"
		}
	case string:
		got = "string"
		if schema["format"] == "date-time" {
			if _, err := time.Parse(time.RFC3339, v); err != nil {
				return []string{at + ": " + err.Error()}
			}
		}
	}
	if got != schema["type"] {
		return []string{fmt.Sprintf("%s: %v is a %s, want %v", at, value, got, schema["type"])}
	}
	return nil
}
