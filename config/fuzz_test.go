package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/config"
)

// FuzzParse demands of any text that loading ends, that it answers with a plan
// or with faults, and that no fault tells what a variable or a secret's file
// holds.
func FuzzParse(f *testing.F) {
	for _, dir := range []string{"testdata/bad", "testdata/good"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path) //nolint:gosec // testdata
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	const secret = "Qx7-never-tell-Zk9"
	f.Fuzz(func(t *testing.T, data []byte) {
		o := options(".")
		o.Getenv = func(name string) (string, bool) { return secret, !strings.HasPrefix(name, "HOLDFAST_") }
		o.Glob = func(string) ([]string, error) { return nil, nil }
		o.ReadFile = func(path string) ([]byte, error) {
			if strings.HasSuffix(path, ".yaml") {
				return nil, fs.ErrNotExist
			}
			return []byte(secret + "\n"), nil
		}
		plan, err := config.Parse("x.yaml", data, o)
		var faults config.Faults
		switch {
		case err == nil:
			for _, warning := range plan.Warnings {
				tells(t, warning.String(), secret)
			}
		case errors.As(err, &faults) && plan == nil:
			tells(t, err.Error(), secret)
		default:
			t.Fatalf("Parse = %v, %v; want a plan or Faults", plan, err)
		}
	})
}

// tells fails the test when a text holds the secret.
func tells(t *testing.T, text, secret string) {
	t.Helper()
	if strings.Contains(text, secret) {
		t.Fatalf("a secret is told: %s", text)
	}
}
