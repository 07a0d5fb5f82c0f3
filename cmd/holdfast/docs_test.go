package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestGeneratedDocsAreCurrent holds the committed pages against the code.
func TestGeneratedDocsAreCurrent(t *testing.T) {
	files, err := generated(command(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", "docs", filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not what the code says now; run make generate", name)
		}
	}
}
