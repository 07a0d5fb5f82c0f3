package dashboards

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
)

// layout is what a check needs of a board's JSON.
type layout struct {
	Title      string  `json:"title"`
	UID        string  `json:"uid"`
	Panels     []panel `json:"panels"`
	Templating struct {
		List []variable `json:"list"`
	} `json:"templating"`
}

type panel struct {
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Type        string   `json:"type"`
	Targets     []target `json:"targets"`
	Panels      []panel  `json:"panels"` // of a row that is folded in
	FieldConfig struct {
		Defaults struct {
			NoValue string `json:"noValue"`
		} `json:"defaults"`
	} `json:"fieldConfig"`
}

type target struct {
	Expr    string `json:"expr"`
	Instant bool   `json:"instant"`
}

type variable struct {
	Name  string          `json:"name"`
	Type  string          `json:"type"`
	Query json.RawMessage `json:"query"`
}

// text is the variable's query.
func (v variable) text() string {
	var s string
	if json.Unmarshal(v.Query, &s) == nil {
		return s
	}
	var o struct{ Query string }
	_ = json.Unmarshal(v.Query, &o) // neither form: no query
	return o.Query
}

// layouts reads every board below a folder.
func layouts(from fs.FS) ([]layout, error) {
	var all []layout
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		var l layout
		if err := json.Unmarshal(text, &l); err != nil {
			return fmt.Errorf("board %s: %w", name, err)
		}
		all = append(all, l)
		return nil
	})
	return all, err
}

// panels are all of a board that ask something.
func (l layout) panels() []panel {
	var out []panel
	for _, p := range l.Panels {
		for _, one := range append([]panel{p}, p.Panels...) {
			if len(one.Targets) > 0 {
				out = append(out, one)
			}
		}
	}
	return out
}
