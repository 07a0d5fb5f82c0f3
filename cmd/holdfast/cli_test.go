package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/journal"
)

// write puts a config into a new folder and returns its path.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "holdfast.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// call runs a command as a person would. The two minutes are for a command that
// hangs, not a bound on how long a busy machine may take.
func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var stdout, stderr bytes.Buffer
	code = run(ctx, args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// good is a config that starts; DIR is replaced by a new folder.
const good = "data: DIR\nlisten: 127.0.0.1:0\nchecks:\n  - name: a\n    tcp: {address: 127.0.0.1:1}\nchannels: {}\n"

func in(dir, text string) string { return strings.ReplaceAll(text, "DIR", dir) }

// TestBadStarts: what cannot start says so in one sentence, with exit code 2.
func TestBadStarts(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	file := write(t, "")
	for _, c := range []struct{ name, config, want string }{
		{"a typo in a kind", "sites:\n  a.example: {exposre: {}}\n", "did you mean exposure"},
		{"a wrong key", "chekcs: []\n", "did you mean checks"},
		{"a missing secret", in(t.TempDir(), good) + "password: ${HOLDFAST_TEST_NOT_SET}\n", "HOLDFAST_TEST_NOT_SET"},
		{"a port in use", strings.ReplaceAll(in(t.TempDir(), good), "127.0.0.1:0", taken.Addr().String()), "address already in use"},
		{"data is a file", in(file, good), file},
		{"beyond loopback without a password", strings.ReplaceAll(in(t.TempDir(), good), "127.0.0.1:0", ":9780"), "password"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, _, errs := call(t, "run", "-c", write(t, c.config))
			if code != exitUsage || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d: %s; want exit 2 and %q", code, errs, c.want)
			}
		})
	}
}

// TestOverridesAreGuardedToo: an address from the command line or the environment
// goes through the same gate as one from the config.
func TestOverridesAreGuardedToo(t *testing.T) {
	t.Parallel()
	config := write(t, in(t.TempDir(), good))
	code, _, errs := call(t, "run", "-c", config, "--listen", "0.0.0.0:0")
	if code != exitUsage || !strings.Contains(errs, "nothing guards the staff page") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestNoConfigSaysWhereItLooked(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("HOLDFAST_CONFIG", "")
	code, _, errs := call(t, "validate")
	if code != exitUsage || !strings.Contains(errs, "holdfast init") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestCheckExitCodes(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	config := write(t, "checks:\n  - name: open\n    tcp: {address: "+l.Addr().String()+"}\n  - name: closed\n    tcp: {address: 127.0.0.1:1}\nchannels: {}\n")
	for _, c := range []struct {
		name string
		code int
		want string
	}{{"open", exitFine, "holds"}, {"closed", exitBroken, "BROKEN"}, {"nothing", exitUsage, ""}} {
		code, out, errs := call(t, "check", "-c", config, c.name)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit %d, want %d: %s%s", c.name, code, c.code, out, errs)
		}
	}
}

func TestScanOfOnePortAndItsForms(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{"text": "uptime", "json": `"version": 1`, "html": "<!doctype html>", "sarif": `"2.1.0"`} {
		code, out, errs := call(t, "scan", "127.0.0.1:1", "-o", form)
		if code != exitBroken || !strings.Contains(out, want) {
			t.Errorf("-o %s: exit %d: %.300s%s", form, code, out, errs)
		}
	}
	if code, _, errs := call(t, "scan", "127.0.0.1:99999"); code != exitUsage || !strings.Contains(errs, "1 to 65535") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// TestInitWritesAConfigThatLoads and never writes over one.
// TestScanTLS grades a server of the standard library: what is wrong with it is
// the certificate, which nobody trusts.
func TestScanTLS(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	at := s.Listener.Addr().String()
	code, out, errs := call(t, "scan", at, "--tls", "--fast", "--offline")
	if code != exitBroken || !strings.Contains(out, "T (otherwise ") || !strings.Contains(out, "TLS_AES_128_GCM_SHA256") {
		t.Errorf("code %d, %s%s", code, out, errs)
	}
	var doc struct {
		Targets []struct {
			Grade     string
			Protocols map[string]struct{ Suites []string }
		}
	}
	_, out, _ = call(t, "scan", at, "--tls", "--fast", "--offline", "-o", "json")
	if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Targets[0].Grade != "T" || len(doc.Targets[0].Protocols["TLS1.3"].Suites) != 3 {
		t.Errorf("%v: %+v", err, doc)
	}
	if _, out, _ := call(t, "scan", at, "--tls", "--fast", "--offline", "-o", "html"); !strings.Contains(out, "</html>") {
		t.Errorf("HTML: %.200s", out)
	}
}

func TestScanTLSUsage(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--sni goes with --tls":          {"scan", "127.0.0.1:1", "--sni", "x"},
		"--starttls gopher is not known": {"scan", "127.0.0.1:1", "--tls", "--starttls", "gopher"},
		"-o sarif is not known":          {"scan", "127.0.0.1:1", "--tls", "-o", "sarif"},
		"no such file":                   {"scan", "127.0.0.1:1", "--tls", "--ca", "/nowhere.pem"},
		"--at-least":                     {"scan", "127.0.0.1:1", "--tls", "--at-least", "Z"},
	} {
		if code, _, errs := call(t, args...); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: code %d, %s; want %q", args, code, errs, want)
		}
	}
	if code, out, _ := call(t, "scan", "127.0.0.1:1", "--tls", "--offline"); code != exitUnknown || !strings.Contains(out, "could not look") {
		t.Errorf("a port that refuses: code %d, %s", code, out)
	}
}

func TestInitWritesAConfigThatLoads(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "holdfast.yaml")
	if code, _, errs := call(t, "init", "127.0.0.9", "--ports", "web", "-f", path); code != exitFine {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if code, out, errs := call(t, "validate", path); code != exitFine {
		t.Errorf("the config does not load: %s%s", out, errs)
	}
	if code, _, errs := call(t, "init", "127.0.0.9", "--ports", "web", "-f", path); code != exitUsage || !strings.Contains(errs, "--force") {
		t.Errorf("written over: exit %d, %s", code, errs)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for what, want := range map[string]string{"exposure": "## Sample", "port/6379": "The port answers", "site": "/unreachable", "slack": "token", "protocol/TLS1.0": "ssl_protocols"} {
		if code, out, errs := call(t, "explain", what); code != exitFine || !strings.Contains(out, want) {
			t.Errorf("explain %s: exit %d, %.200s%s", what, code, out, errs)
		}
	}
	if code, _, errs := call(t, "explain", "nonsense"); code != exitUsage || !strings.Contains(errs, "uptime") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// TestSecretIsNowhere looks for a canary in everything that a run leaves.
func TestSecretIsNowhere(t *testing.T) {
	const canary = "canary-4f1c9e7ab2d84310"
	t.Setenv("HOLDFAST_TEST_CANARY", canary)
	dir := t.TempDir()
	config := write(t, in(dir, good)+"password: ${HOLDFAST_TEST_CANARY}\n")
	if err := os.WriteFile(config, append(mustRead(t, config), []byte("promises: []\n")...), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	var out bytes.Buffer
	if code := run(ctx, []string{"run", "-c", config}, &out, &out); code != exitFine {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	_, shown, errs := call(t, "config", "show", "-c", config)
	texts := map[string]string{"log": out.String(), "config show": shown + errs}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			texts[d.Name()] = string(mustRead(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		if strings.Contains(text, canary) {
			t.Errorf("%s holds the secret", name)
		}
	}
	if len(texts) < 4 {
		t.Errorf("only %d places were searched", len(texts))
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestOneMonitorADirectory: the second is told who has it, orders reach the
// first, and a reload with a fault is refused whole.
func TestOneMonitorADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := write(t, in(dir, good))
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"run", "-c", config}, &log, &log) }()
	waitHealthy(t, dir)
	if code, _, errs := call(t, "run", "-c", config); code != exitUsage || !strings.Contains(errs, dir) {
		t.Errorf("the second monitor: exit %d, %s", code, errs)
	}
	if code, _, errs := call(t, "ack", "7", "--data", dir); code != exitUsage || !strings.Contains(errs, "not open") {
		t.Errorf("ack of nothing: exit %d, %s", code, errs)
	}
	if code, out, errs := call(t, "silence", "a", "1h", "--why", "test", "--data", dir); code != exitFine || !strings.Contains(out, "silent until") {
		t.Errorf("silence: exit %d, %s%s", code, out, errs)
	}
	if err := os.WriteFile(config, []byte("chekcs: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, "reload", "--data", dir); code != exitUsage || !strings.Contains(errs, "did you mean checks") {
		t.Errorf("a bad reload: exit %d, %s", code, errs)
	}
	waitHealthy(t, dir)
	if code, out, errs := call(t, "incidents", "--data", dir); code != exitFine {
		t.Errorf("incidents beside a running monitor: exit %d, %s%s", code, out, errs)
	}
	stop()
	if code := <-done; code != exitFine {
		t.Errorf("the monitor ended with %d: %s", code, log.String())
	}
	if code, out, errs := call(t, "replay", "--data", dir); code != exitFine {
		t.Errorf("replay: exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := call(t, "health", "--data", dir); code != exitBroken || !strings.Contains(errs, "no monitor runs") {
		t.Errorf("health of nothing: exit %d, %s", code, errs)
	}
}

// TestCheckOfAHeartbeat: the running monitor is asked what it heard, else its
// journal, and where neither is the answer says so.
func TestCheckOfAHeartbeat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := write(t, in(dir, "data: DIR\nlisten: 127.0.0.1:0\nchannels: {}\nchecks:\n"+
		"  - {name: beaten, heartbeat: {token: 0123456789abcdef-one, period: 1h}}\n"+
		"  - {name: silent, heartbeat: {token: 0123456789abcdef-two, period: 1h}}\n"))
	ask := func(when, name string, code int, want string) {
		t.Helper()
		got, out, errs := call(t, "check", "-c", config, name)
		if got != code || !strings.Contains(out, want) || errs != "" {
			t.Errorf("%s, %s: exit %d, want %d and %q: %s%s", when, name, got, code, want, out, errs)
		}
	}
	ask("before the first run", "silent", exitUnknown, "no beat yet; nobody listens for beats now")
	j, err := journal.Open(t.Context(), dir, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(j.Commit(t.Context(), journal.Batch{Beats: map[string]time.Time{"beaten": time.Now().Add(-5 * time.Minute)}}), j.Close())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"run", "-c", config}, &log, &log) }()
	waitHealthy(t, dir)
	ask("beside the monitor", "beaten", exitFine, "last beat 5m")
	ask("beside the monitor", "silent", exitUnknown, "no beat yet; listening only since")
	stop()
	if code := <-done; code != exitFine {
		t.Errorf("the monitor ended with %d: %s", code, log.String())
	}
	ask("after the monitor", "beaten", exitFine, "last beat 5m")
	ask("after the monitor", "silent", exitUnknown, "no beat yet; nobody listens for beats now")
}

// waitHealthy waits until the monitor on dir answers.
func waitHealthy(t *testing.T, dir string) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		code, _, errs := call(t, "health", "--data", dir)
		if code == exitFine {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("not healthy: %s", errs)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
