package dashboards

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExportFillsInAddresses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	written, err := Export(dir, Places{Page: "https://page.example.com/", Grafana: "https://g.example.com", Runbooks: "https://r.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range written {
		text, err := os.ReadFile(name) //nolint:gosec // just written
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	if boards, err := filepath.Glob(filepath.Join(dir, "grafana", "*.json")); err != nil || len(boards) != 8 {
		t.Errorf("boards %v (%v), want eight", boards, err)
	}
	for _, shipped := range []string{shippedPage, shippedGrafana, shippedRunbooks} {
		if strings.Contains(all.String(), shipped) {
			t.Errorf("%s is still there", shipped)
		}
	}
	for _, want := range []string{`"https://page.example.com"`, "https://g.example.com/d/", "https://r.example.com/"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %s in what was written", want)
		}
	}
}

// Every panel says which question it answers, and what it means when it is empty.
func TestEveryPanelIsDescribed(t *testing.T) {
	t.Parallel()
	all, err := layouts(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 8 {
		t.Errorf("%d boards, want eight", len(all))
	}
	for _, l := range all {
		for _, p := range l.panels() {
			if len(p.Description) < 10 || len(p.Targets) == 0 {
				t.Errorf("%s: %s: described as %q, with %d queries", l.Title, p.Title, p.Description, len(p.Targets))
			}
		}
	}
}
