//go:build check

package dropin

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// TestAgainstTheExporter asks the same of the real exporter and of us, and wants
// the same series, and the same values where they do not depend on time.
func TestAgainstTheExporter(t *testing.T) {
	w := newWorld(t)
	theirs, _, debian := exporter(t, w.file)
	ours := httptest.NewServer(handler(t, w.file, loopback(), holdfast.Env{}))
	t.Cleanup(ours.Close)
	all := append(pairs(w), pair{module: "icmp", target: "127.0.0.1", success: true}, pair{module: "icmp_size", target: "localhost", success: true},
		pair{module: "icmp", target: "nobody.invalid"}, pair{module: "nosuch", target: "x"}, pair{module: "http_host", target: w.plain, more: "&hostname=other.example.com"})
	for _, p := range all {
		if debian && p.module == "http_2xx" && strings.HasPrefix(p.target, "HTTP:") {
			continue // 0.24 and later know a scheme in capitals
		}
		t.Run(p.name(w), func(t *testing.T) {
			code, page := get(t, query(ours.URL, p))
			wantCode, wantPage := get(t, query(theirs, p))
			if code != wantCode {
				t.Fatalf("answered %d: %s\nthe exporter %d: %s", code, page, wantCode, wantPage)
			}
			if code != http.StatusOK {
				return
			}
			got, want := likened(values(t, page), debian), likened(values(t, wantPage), debian)
			if diff := cmp.Diff(want, got); diff != "" {
				_, page = get(t, query(ours.URL, p)+"&debug=true")
				_, wantPage = get(t, query(theirs, p)+"&debug=true")
				t.Errorf("series (-exporter +ours):\n%s\nours:\n%s\nexporter:\n%s", diff, page, wantPage)
			}
		})
	}
}

// likened takes from a page what depends on time, and beside Debian's 0.23 what
// came later: our contract is 0.28.
func likened(page map[string]float64, debian bool) map[string]float64 {
	serial := regexp.MustCompile(`serialnumber="[^"]*",`) // 0.26
	timed := regexp.MustCompile(`duration|lookup_time`)
	later := map[string]bool{
		"probe_tls_cipher_info":     true, // 0.26
		"probe_failed_due_to_bytes": true, // 0.28
		"probe_timeout_seconds":     true, // 0.28
	}
	out := map[string]float64{}
	for series, value := range page {
		name, _, _ := strings.Cut(series, "{")
		switch {
		case debian && (later[name] || name == "probe_ssl_earliest_cert_expiry" && value == 0): // 0 of gRPC without TLS, up to 0.25
			continue
		case timed.MatchString(name):
			value = 0
		}
		if debian {
			series = serial.ReplaceAllString(series, "")
		}
		out[series] = value
	}
	if _, http := page["probe_http_status_code"]; debian && !http && page["probe_success"] == 0 && page["probe_failed_due_to_regex"] == 0 {
		delete(out, "probe_failed_due_to_regex") // up to 0.27 there before a TCP connection was
	}
	return out
}

// exporter starts the real one, and returns its address, its process and whether
// it is Debian's; BLACKBOX_EXPORTER names one of our contract's version.
func exporter(t testing.TB, file string) (url string, pid int, debian bool) {
	t.Helper()
	path := os.Getenv("BLACKBOX_EXPORTER")
	if debian = path == ""; debian {
		path = "prometheus-blackbox-exporter"
	}
	if _, err := exec.LookPath(path); err != nil {
		if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	address := closed(t)
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "--config.file="+file, "--web.listen-address="+address) //nolint:gosec // a test's own
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		if t.Failed() && testing.Verbose() {
			t.Logf("the exporter said:\n%s", out.String())
		}
	})
	await(t, address)
	return "http://" + address, cmd.Process.Pid, debian
}

// await waits until somebody listens.
func await(t testing.TB, address string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = c.Close()
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatal(fmt.Errorf("nobody listens at %s", address))
}
