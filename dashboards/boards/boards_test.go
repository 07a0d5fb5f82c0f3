package boards

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder is where the boards are that the program carries.
const folder = "../grafana"

func update() *bool {
	if f := flag.Lookup("update"); f != nil {
		on := f.Value.String() == "true"
		return &on
	}
	return flag.Bool("update", false, "write the boards anew")
}

func TestMain(m *testing.M) {
	update()
	flag.Parse()
	os.Exit(m.Run())
}

// TestBoardsAreCurrent regenerates every board and compares it with the file
// that is shipped. go test ./dashboards/boards -update writes them.
func TestBoardsAreCurrent(t *testing.T) {
	t.Parallel()
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, b := range all {
		path := filepath.Join(folder, b.File)
		want[path] = true
		if *update() {
			if err := os.WriteFile(path, b.JSON, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(b.JSON), string(got)); diff != "" {
			t.Errorf("%s is not what the code builds; go test ./dashboards/boards -update\n%s", path, diff)
		}
	}
	files, err := filepath.Glob(folder + "/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !want[f] {
			t.Errorf("%s is built by nothing", f)
		}
	}
}
