//go:build check

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
)

// prometheus is the real one, with the scrape config that docs/deploy ships.
type prometheus struct{ *proving.Server }

// newPrometheus makes one that scrapes a monitor every second.
func newPrometheus(t *testing.T, monitor string) prometheus {
	t.Helper()
	netlab.Need(t, "prometheus", "promtool")
	shipped, err := os.ReadFile(filepath.Join("..", "..", "docs", "deploy", "prometheus", "prometheus.yml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("holdfast:9780", monitor, "scrape_interval: 15s", "scrape_interval: 1s", "evaluation_interval: 15s", "evaluation_interval: 1s").Replace(string(shipped))
	if strings.Count(text, monitor) != 2 || !strings.Contains(text, "interval: 1s") {
		t.Fatalf("the shipped config does not scrape two pages of holdfast:9780 every 15s:\n%s", shipped)
	}
	dir, address := t.TempDir(), proving.FreeAddress(t)
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	takeRules(t, dir)
	return prometheus{proving.NewServer(address, "prometheus", "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address, "--log.level=warn")}
}

// takeRules puts the shipped rules where the shipped config looks for them.
func takeRules(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "dashboards", "rules", "holdfast.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "rules"), 0o700), os.WriteFile(filepath.Join(dir, "rules", "holdfast.yaml"), text, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// boards wants every panel of the shipped boards to have data or to say why not,
// and every rule to have been evaluated well.
func (p prometheus) boards(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), proving.Bin(t), "dashboards", "check", "http://"+p.Address).CombinedOutput() //nolint:gosec // our own program
	if err != nil {
		t.Errorf("dashboards check: %v\n%s", err, out)
	}
	rules, _ := get(t, "http://"+p.Address+"/api/v1/rules")
	if ok := strings.Count(rules, `"health":"ok"`); ok < 20 || strings.Contains(rules, `"health":"err"`) {
		t.Errorf("%d rules were evaluated well, want all:\n%s", ok, rules)
	}
}

// ask evaluates a query now and returns the values of its series.
func (p prometheus) ask(t *testing.T, query string) []float64 {
	t.Helper()
	body, ok := get(t, "http://"+p.Address+"/api/v1/query?query="+url.QueryEscape(query))
	if !ok {
		return nil // it is still starting
	}
	var answer struct {
		Status string
		Error  string
		Data   struct {
			Result []struct {
				Value [2]any // moment, value
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Status != "success" {
		t.Fatalf("query %s: %v %s", query, err, body)
	}
	var out []float64
	for _, r := range answer.Data.Result {
		v, err := strconv.ParseFloat(fmt.Sprint(r.Value[1]), 64)
		if err != nil {
			t.Fatalf("query %s: value %v", query, r.Value[1])
		}
		out = append(out, v)
	}
	return out
}

// shows reports whether a query has so many series, all of one value.
func (p prometheus) shows(t *testing.T, query string, series int, value float64) bool {
	t.Helper()
	got := p.ask(t, query)
	for _, v := range got {
		if v != value {
			return false
		}
	}
	return len(got) == series
}

// lint reads a page of metrics as promtool does, which knows the naming rules
// and finds what appears twice; a value that is no number is found here.
func lint(t *testing.T, address string) {
	t.Helper()
	page, ok := get(t, address)
	if !ok || strings.Count(page, "\n") < 20 {
		t.Fatalf("%s: no page of metrics: %q", address, page)
	}
	cmd := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
	cmd.Stdin = strings.NewReader(page)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool check metrics of %s: %v\n%s", address, err, out)
	}
	for line := range strings.Lines(page) {
		if strings.HasSuffix(strings.TrimSpace(line), " NaN") && !strings.HasPrefix(line, "#") {
			t.Errorf("%s: %s", address, line)
		}
	}
}
