//go:build check

package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
	"holdfast/probes/unreachable"
)

func TestMain(m *testing.M) {
	if netlab.Main(unreachable.Kind()) { // serves inside a namespace
		return
	}
	os.Exit(proving.Main(m))
}

// patience bounds how long one thing may take on a loaded machine.
const patience = 60 * time.Second

// install writes a config, with a data directory beside it, and returns its
// path. listen is where its page is.
func install(t *testing.T, listen, rest string) (config string) {
	t.Helper()
	dir := t.TempDir()
	config = filepath.Join(dir, "holdfast.yaml")
	text := fmt.Sprintf("data: %s\nlisten: %s\n%s", filepath.Join(dir, "data"), listen, rest)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config
}

// excerpt is the part of a long text around a word, for a message.
func excerpt(text, word string) string {
	i := strings.Index(text, word)
	if i < 0 {
		return text[:min(len(text), 600)]
	}
	return text[max(0, i-200):min(len(text), i+400)]
}

// get reads a page of this machine; false when there was no good answer.
func get(t *testing.T, address string) (body string, ok bool) {
	t.Helper()
	return read(t, http.DefaultClient, address)
}

// read reads a page by a client.
func read(t *testing.T, by *http.Client, address string) (body string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := by.Do(r)
	if err != nil {
		return "", false
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return string(text), err == nil && answer.StatusCode == http.StatusOK
}
