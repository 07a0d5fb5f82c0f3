package rules

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	update()
	flag.Parse()
	os.Exit(m.Run())
}

// update says whether files are to be written anew.
func update() *bool {
	if f := flag.Lookup("update"); f != nil {
		on := f.Value.String() == "true"
		return &on
	}
	return flag.Bool("update", false, "write the rules and runbooks anew")
}

// runbooks is where the pages are.
const runbooks = "../../docs/runbooks"

// current wants a file to be what the code builds.
func current(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update() {
		if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // shipped files are for all to read
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the code builds; go test ./dashboards/rules -update\n%s", path, diff)
	}
}

func TestFilesAreCurrent(t *testing.T) {
	t.Parallel()
	rules, err := YAML(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	current(t, "holdfast.yaml", rules)
	tests, err := Tests("holdfast.yaml", Defaults())
	if err != nil {
		t.Fatal(err)
	}
	current(t, "holdfast.test.yaml", tests)
	current(t, filepath.Join(runbooks, "README.md"), []byte(Index()))
	pages := map[string]bool{"README.md": true}
	for _, a := range Alerts() {
		pages[a.Page()] = true
		current(t, filepath.Join(runbooks, a.Page()), []byte(Runbook(a)))
	}
	files, err := os.ReadDir(runbooks)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !pages[f.Name()] {
			t.Errorf("docs/runbooks/%s is the page of no alert", f.Name())
		}
	}
}

// TestEveryAlertIsCompleteAndTried wants of each alert its texts, a board that
// exists, steps to take, and a trial.
func TestEveryAlertIsCompleteAndTried(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, trial := range trials() {
		tried[trial.alert] = true
	}
	seen := map[string]bool{}
	for _, a := range Alerts() {
		if a.Summary == "" || a.Description == "" || a.Severity == "" || a.Means == "" || len(a.Do) < 2 || seen[a.Name] {
			t.Errorf("%s is not complete, or there twice: %+v", a.Name, a)
		}
		seen[a.Name] = true
		if !tried[a.Name] {
			t.Errorf("%s is proved by no trial", a.Name)
		}
		board, query, _ := strings.Cut(a.Board, "?")
		text, err := os.ReadFile(filepath.Join("..", "grafana", board+".json"))
		if err != nil {
			t.Errorf("%s leads to a board that does not exist: %v", a.Name, err)
		}
		for _, v := range regexp.MustCompile(`var-(\w+)=`).FindAllStringSubmatch(query, -1) {
			if !strings.Contains(string(text), `"name": "`+v[1]+`"`) {
				t.Errorf("%s sets $%s, which its board has not", a.Name, v[1])
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d alerts", len(seen))
	}
}
