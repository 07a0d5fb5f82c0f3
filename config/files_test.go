package config_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/config"
)

var update = flag.Bool("update", false, "write the goldens anew") //nolint:gochecknoglobals // a test flag

// options reads files from a directory, knows a few variables and lives in
// November 2026.
func options(dir string) config.Options {
	env := map[string]string{
		"HOME": "/home/hf", "SLACK_WEBHOOK": "https://hooks.example/T0/canary-webhook", "SLACK_BOT_TOKEN": "xoxb-canary-token",
		"PAGERDUTY_KEY": "canary-routing-key", "SMTP_PASSWORD": "canary-smtp", "HOST": "env.example.com", "EMPTY": "", "PORT": "8443",
		"CANARY": "canary-value-of-a-variable",
	}
	return config.Options{
		Catalogue: catalogue(),
		Getenv:    func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		ReadFile:  func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, path)) }, //nolint:gosec // testdata
		Glob: func(pattern string) ([]string, error) {
			found, err := filepath.Glob(filepath.Join(dir, pattern))
			for i := range found {
				found[i] = strings.TrimPrefix(found[i], dir+"/")
			}
			return found, err
		},
		Now: func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) },
	}
}

// golden compares a text with the one on disk, or writes it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path) //nolint:gosec // testdata
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// names lists the YAML files of a directory without their ending.
func names(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	out := make([]string, len(paths))
	for i, path := range paths {
		out[i] = strings.TrimSuffix(filepath.Base(path), ".yaml")
	}
	return out
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	const dir = "testdata/bad"
	all := names(t, dir)
	if len(all) < 25 {
		t.Errorf("%d bad files, want at least 25", len(all))
	}
	for _, name := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := config.Load(name+".yaml", options(dir))
			var faults config.Faults
			if !errors.As(err, &faults) || plan != nil {
				t.Fatalf("Load = %v, %v; want Faults and no plan", plan, err)
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("a secret is told: %v", err)
			}
			golden(t, filepath.Join(dir, name+".want"), err.Error()+"\n")
		})
	}
}

func TestGoodFiles(t *testing.T) {
	t.Parallel()
	const dir = "testdata/good"
	for _, name := range names(t, dir) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := config.Load(name+".yaml", options(dir))
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			text, err := json.MarshalIndent(plan, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, name+".json"), string(text)+"\n")
			var show strings.Builder
			if err := plan.Show(&show, ""); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join(dir, name+".show"), show.String())
			if strings.Contains(string(text)+show.String(), "canary") {
				t.Error("a secret is told")
			}
		})
	}
}
