package holdfast_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors says who may import whom inside the module. Everybody may import the
// root; "x/*" stands for any package below x. What is not listed may import the
// root only.
func floors() map[string][]string {
	return map[string][]string{
		"":                    {},
		"probes":              {"probes/*"},
		"probes/*":            {"probes/internal/*", "internal/plain"},
		"probes/internal/*":   {"probes/internal/*", "internal/plain"},
		"probes/probetest":    {},
		"alerting":            {"alerting/*"},
		"alerting/*":          {"alerting/internal/*", "internal/plain"},
		"alerting/internal/*": {"alerting/internal/*", "internal/plain"},
		"alerting/alerttest":  {},
		"config":              {"internal/yamltext"},
		"dashboards":          {},
		"dashboards/*":        {"dashboards/limits", "internal/names"},
		"internal/history":    {},
		"internal/history/*":  {},
		// The journal counts by the rules of history, and by the windows as the
		// book holds them.
		"internal/journal":          {"internal/history", "internal/history/*", "internal/incident"},
		"internal/history/simulate": {"internal/history", "internal/history/*", "internal/incident", "internal/journal"},
		"internal/dropin":           {"internal/plain", "probes/blackbox"},
		"probes/blackbox":           {"probes/internal/*", "internal/plain", "internal/names"},
		"internal/desk":             {"internal/incident", "internal/journal"},
		"internal/vantage":          {"internal/watch"},
		"internal/metrics":          {"internal/names", "internal/statement", "internal/view"},
		"internal/view":             {"internal/statement"},
		"internal/report":           {"internal/plain"},
		"internal/report/*":         {"internal/report", "internal/report/picture", "internal/charts", "internal/history", "internal/history/sketch", "internal/journal", "internal/plain"},
		"internal/board":            {"internal/view", "internal/statement", "internal/history"},
		"internal/web":              {"internal/view", "internal/statement", "internal/journal", "internal/board", "internal/history"},
		"internal/scan":             {"internal/watch", "internal/term"},
		"internal/demo":             {"internal/app", "internal/courier", "internal/term", "internal/view", "config", "probes", "alerting"},
		"internal/crash":            {},
		"internal/discover":         {"config", "internal/yamltext"},
		"internal/importer":         {"internal/importer/*"},
		"internal/importer/*":       {"internal/importer/*", "internal/yamltext"},
		"internal/app":              {"*"},
		"cmd/*":                     {"*"},
		"tools/*":                   {"*"},
	}
}

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// rule finds the floor of a package: its own entry, else the nearest "x/*".
func rule(path string) []string {
	table := floors()
	if r, ok := table[path]; ok {
		return r
	}
	for p := path; p != ""; {
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			break
		}
		p = p[:i]
		if r, ok := table[p+"/*"]; ok {
			return r
		}
	}
	return nil
}

func allowed(rules []string, path string) bool {
	return slices.ContainsFunc(rules, func(r string) bool {
		head, open := strings.CutSuffix(r, "*")
		return r == path || open && strings.HasPrefix(path, head)
	})
}

func TestFloors(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		path := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "holdfast"), "/")
		for _, imported := range p.Imports {
			below, ours := strings.CutPrefix(imported, "holdfast/")
			switch {
			case path == "" && strings.Contains(imported, "."):
				t.Errorf("the root imports %s; it speaks the standard library only", imported)
			case ours && !allowed(rule(path), below):
				t.Errorf("%s imports %s; its floor allows %v", path, below, rule(path))
			}
		}
	}
}

// TestCataloguesAreComplete counts the folders of kinds against the catalogues.
func TestCataloguesAreComplete(t *testing.T) {
	t.Parallel()
	helpers := map[string]bool{"probes/probetest": true, "probes/blackbox": true, "alerting/alerttest": true}
	folders := map[string]map[string]bool{"probes": {}, "alerting": {}}
	imports := map[string]map[string]bool{"probes": {}, "alerting": {}}
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "holdfast/")
		house, kind, ok := strings.Cut(path, "/")
		if _, known := folders[house]; !known {
			continue
		}
		if ok && !strings.Contains(kind, "/") && !helpers[path] {
			folders[house][path] = true
		}
		if !ok {
			for _, i := range p.Imports {
				if below, ours := strings.CutPrefix(i, "holdfast/"); ours {
					imports[house][below] = true
				}
			}
		}
	}
	for house := range folders {
		if len(folders[house]) == 0 || !maps.Equal(folders[house], imports[house]) {
			t.Errorf("%s: folders %v, but the catalogue imports %v", house, slices.Sorted(maps.Keys(folders[house])), slices.Sorted(maps.Keys(imports[house])))
		}
	}
}
