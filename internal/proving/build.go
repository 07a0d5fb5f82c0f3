//go:build check

package proving

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// binEnv names the program under test, which Main builds.
const binEnv = "HOLDFAST_PROVING_BIN"

// Main is for TestMain: it builds the program as it is shipped (static), with
// build tags of the test's own if there are any, runs the tests and returns
// their exit code.
func Main(m *testing.M, tags ...string) int {
	code, err := buildAndRun(m, strings.Join(tags, ","))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func buildAndRun(m *testing.M, tags string) (code int, err error) {
	dir, err := os.MkdirTemp("", "holdfast-proving-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin := filepath.Join(dir, "holdfast")
	build := exec.CommandContext(context.Background(), "go", "build", "-tags", tags, "-o", bin, "holdfast/cmd/holdfast") //nolint:gosec // the tests' own tags
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building holdfast: %w\n%s", err, out)
	}
	if err := os.Setenv(binEnv, bin); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// Bin returns the path of the program that Main built.
func Bin(t *testing.T) string {
	t.Helper()
	bin := os.Getenv(binEnv)
	if bin == "" {
		t.Fatal("the program is not built: TestMain must call proving.Main")
	}
	return bin
}
