package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Difference is one number or word of a report that a journal does not confirm.
type Difference struct {
	Path   string // such as uptime[api/uptime].times.down
	Report string // what the report says
	Found  string // what the journal says
}

// Compare names everything in which a report differs from the one that was
// recomputed. What says nothing of what was watched is left out: who made the
// report, when, and how it words its method.
func Compare(told, found *Document) ([]Difference, error) {
	a, err := plainJSON(told)
	if err != nil {
		return nil, err
	}
	b, err := plainJSON(found)
	if err != nil {
		return nil, err
	}
	var out []Difference
	differ("", a, b, &out)
	return out, nil
}

// plainJSON is a document as its JSON reads back.
func plainJSON(d *Document) (any, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	for _, key := range []string{"made", "version", "method", "page", "name"} {
		delete(v, key)
	}
	return v, nil
}

// differ walks two values side by side.
func differ(path string, a, b any, out *[]Difference) {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			keys := slices.Sorted(maps.Keys(x))
			for _, key := range slices.Sorted(maps.Keys(y)) {
				if _, both := x[key]; !both {
					keys = append(keys, key)
				}
			}
			for _, key := range keys {
				differ(under(path, key), x[key], y[key], out)
			}
			return
		}
	case []any:
		if y, ok := b.([]any); ok {
			for i := range max(len(x), len(y)) {
				differ(path+"["+label(x, y, i)+"]", item(x, i), item(y, i), out)
			}
			return
		}
	}
	if text(a) != text(b) {
		*out = append(*out, Difference{Path: path, Report: text(a), Found: text(b)})
	}
}

func under(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// item is an element of a list, nothing beyond its end.
func item(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// label names an element by what identifies it, else by its place.
func label(x, y []any, i int) string {
	one, ok := item(x, i).(map[string]any)
	if !ok {
		one, _ = item(y, i).(map[string]any)
	}
	for _, key := range []string{"id", "check", "kind", "date", "verb"} {
		if s, ok := one[key].(string); ok && s != "" {
			return s
		}
	}
	return strconv.Itoa(i)
}

// text is a value for people, cut to a line.
func text(v any) string {
	if v == nil {
		return "nothing"
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return cut(string(data), 120)
}
