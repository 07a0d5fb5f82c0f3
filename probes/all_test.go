package probes_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes"
)

// TestEveryFolderIsInTheCatalogue counts the folders against the list, which
// people keep by hand.
func TestEveryFolderIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var folders, kinds []string
	for _, e := range entries {
		if e.IsDir() && isKind(t, e.Name()) {
			folders = append(folders, e.Name())
		}
	}
	for _, kind := range probes.All() {
		kinds = append(kinds, kind.Name)
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(folders, kinds); diff != "" {
		t.Errorf("folders and catalogue differ (-folders +catalogue):\n%s", diff)
	}
}

// isKind reports whether a folder is a kind: a package that offers Kind.
func isKind(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		source, err := os.ReadFile(file)
		return err == nil && bytes.Contains(source, []byte("\nfunc Kind() "))
	})
}
