package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImport takes the way of a user: import, set the variables, validate.
func TestImport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source, out, env := filepath.Join(dir, "gatus.yaml"), filepath.Join(dir, "holdfast.yaml"), filepath.Join(dir, "holdfast.env")
	text := "endpoints:\n  - name: a\n    url: https://www.example.com/\n    conditions: [\"[STATUS] == 200\"]\n"
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, "import", source, "-o", out, "--env-file", env); code != exitFine || !strings.Contains(errs, "everything went over") {
		t.Fatalf("import: exit %d\n%s", code, errs)
	}
	if code, text, errs := call(t, "validate", out); code != exitFine || !strings.Contains(text, "1 check") {
		t.Errorf("validate: exit %d\n%s%s", code, text, errs)
	}
	if code, _, errs := call(t, "import", source, "-o", out); code != exitUsage || !strings.Contains(errs, "is there already") {
		t.Errorf("over an existing file: exit %d\n%s", code, errs)
	}
	for _, path := range []string{out, env} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want a file for its owner alone", path, info, err)
		}
	}
}

func TestImportExitCodes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		args []string
		code int
		want string
	}{
		"something left":   {"endpoints: [{name: a, url: 'https://a.example', conditions: ['[BODY].x == 1']}]", nil, exitBroken, "not carried over (1):"},
		"bad input":        {"endpoints: [{name: a, conditions: ['x']}, {url: 'https://b'}]", nil, exitUsage, "3 faults; nothing was written"},
		"unknown":          {"a: 1", nil, exitUsage, "--from"},
		"an odd --from":    {"a: 1", []string{"--from", "nagios"}, exitUsage, "want one of blackbox, gatus"},
		"a file not there": {"", []string{"/nowhere.yaml"}, exitUsage, "/nowhere.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "in.yaml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if code, _, errs := call(t, append([]string{"import", path}, c.args...)...); code != c.code || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d, want %d\n%s\nwant %q in it", code, c.code, errs, c.want)
			}
		})
	}
}
