//go:build check

package rules

import (
	"os/exec"
	"testing"

	"holdfast/internal/netlab"
)

// Prometheus' own tool proves that each alert fires, stays quiet and resolves.
func TestPromtool(t *testing.T) {
	t.Parallel()
	netlab.Need(t, "promtool")
	for _, args := range [][]string{{"check", "rules", "--lint=all", "holdfast.yaml"}, {"test", "rules", "holdfast.test.yaml"}} {
		if out, err := exec.CommandContext(t.Context(), "promtool", args...).CombinedOutput(); err != nil { //nolint:gosec // the list above
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
}
