package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProbe asks through the running monitor: without the section, with it, and
// after it changed.
func TestProbe(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	t.Cleanup(site.Close)
	modules := filepath.Join(t.TempDir(), "blackbox.yml")
	if err := os.WriteFile(modules, []byte("modules: {http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(m *monitor) (int, string) {
		return fetch(t, strings.TrimSuffix(m.page, "/")+"/probe?target="+url.QueryEscape(site.URL))
	}
	const checks = "checks:\n  - {name: self, tcp: {address: '127.0.0.1:1'}, every: 1h}\n"
	m := &monitor{}
	m.start(t, checks, nil)
	if code, text := ask(m); code != http.StatusNotFound {
		t.Errorf("without the section: %d: %s; want 404", code, text)
	}
	for _, c := range []struct {
		section string
		code    int
		words   string
	}{
		{"open: true", http.StatusForbidden, "127.0.0.1 is not asked"},
		{"allow: [127.0.0.0/8]", http.StatusOK, "probe_http_status_code 204"},
	} {
		m.write(t, checks+"probe: {modules: "+modules+", "+c.section+"}\n")
		if err := m.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if code, text := ask(m); code != c.code || !strings.Contains(text, c.words) {
			t.Errorf("%s: %d: %s; want %d with %q", c.section, code, text, c.code, c.words)
		}
	}
	m.write(t, checks+"probe: {modules: /nowhere/blackbox.yml, open: true}\n")
	if err := m.Reload(t.Context()); err == nil || !strings.Contains(err.Error(), "/nowhere/blackbox.yml") {
		t.Errorf("a module file that is not there: %v; want the reload refused", err)
	}
	if code, _ := ask(m); code != http.StatusOK {
		t.Errorf("after a reload that was refused: %d; want the old config", code)
	}
}

// fetch gets a page.
func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = rec.Body.ReadFrom(resp.Body)
	return resp.StatusCode, rec.Body.String()
}
