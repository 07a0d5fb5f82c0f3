package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"holdfast/internal/board"
)

// shown is a house that shows one check of three to the public.
func shown() *house {
	return &house{audience: board.Audience{Name: "Example status", Checks: []string{"app/*"}}}
}

// fetch asks for a page and returns its answer.
func fetch(t *testing.T, h http.Handler, path string, change func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestPublicSeesOnlyWhatIsNamed(t *testing.T) {
	t.Parallel()
	public := shown().web().Public()
	for _, path := range []string{
		"/", "/checks.html", "/incidents.html", "/incidents/3.html", "/maintenance.html", "/checks/app_uptime.html",
		"/api/v1/status.json", "/api/v1/checks/app_uptime.json", "/api/v2/summary.json", "/api/v2/status.json", "/feed.atom",
		"/badge.svg", "/badges/health/app_uptime.svg", "/badges/uptime/app_uptime.svg", "/api/v1/openapi.json", "/refresh.js",
	} {
		code, body := ask(t, public, http.MethodGet, path, nil)
		if code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
		for _, secret := range []string{"db/unreachable", "db_unreachable", "new/uptime", "10.0.0.5", "503", "EXPOSED", "alert(", "night watch", "in 3 ms", "192.0.2.7"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells the public %q", path, secret)
			}
		}
	}
	for _, path := range []string{"/checks/db_unreachable.html", "/badges/health/db_unreachable.svg", "/api/v1/checks/db_unreachable.json", "/incidents/7.html", "/incidents/7", "/metrics", "/probes", "/readyz"} {
		code, body := ask(t, public, http.MethodGet, path, nil)
		if code != http.StatusNotFound || strings.Contains(body, "unreachable") {
			t.Errorf("%s: %d, want 404 without a word of it", path, code)
		}
	}
}

func TestEvidenceIsPublicWhereTheConfigSaysSo(t *testing.T) {
	t.Parallel()
	h := shown()
	h.audience.Evidence = true
	if _, body := ask(t, h.web().Public(), http.MethodGet, "/checks/app_uptime.html", nil); !strings.Contains(body, "200 in 3 ms") || !strings.Contains(body, "503 from 10.0.0.5") {
		t.Errorf("no evidence on the page:\n%s", body)
	}
}

func TestETag(t *testing.T) {
	t.Parallel()
	w := shown().web()
	for name, h := range map[string]http.Handler{"public": w.Public(), "staff": w.Staff()} {
		for _, path := range []string{"/", "/api/v1/status.json", "/feed.atom"} {
			for _, accept := range []string{"", "gzip"} {
				first := fetch(t, h, path, func(r *http.Request) { r.Header.Set("Accept-Encoding", accept) })
				again := fetch(t, h, path, func(r *http.Request) { r.Header.Set("If-None-Match", first.Header.Get("Etag")) })
				if first.StatusCode != http.StatusOK || again.StatusCode != http.StatusNotModified {
					t.Errorf("%s %s %q: %d, then %d; want 200, then 304", name, path, accept, first.StatusCode, again.StatusCode)
				}
				open := first.Header.Get("Access-Control-Allow-Origin")
				if want := name == "public" && path != "/"; (open == "*") != want {
					t.Errorf("%s %s: other sites may read it: %q", name, path, open)
				}
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	answer := fetch(t, shown().web().Public(), "/", func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") })
	csp := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy %q lacks %q", csp, want)
		}
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=63072000",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	_, body := ask(t, shown().web().Public(), http.MethodGet, "/", nil)
	_, rest, _ := strings.Cut(body, "<style>")
	css, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(css))
	if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(csp, hash) {
		t.Errorf("the policy names another style than the page has: %s", csp)
	}
	body = strings.ReplaceAll(body, "http://www.w3.org/2000/svg", "") // the name of a vocabulary
	if strings.Contains(body, " style=") || strings.Contains(body, "http://") || strings.Contains(body, "https://") {
		t.Error("the page has an inline style or names another host")
	}
}

func TestScriptIsSmall(t *testing.T) {
	t.Parallel()
	if len(script) > 1024 {
		t.Errorf("the script has %d bytes, want at most 1024", len(script))
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := shown()
	stranger := filepath.Join(dir, "robots.txt")
	gone := filepath.Join(dir, "checks", "gone.html")
	for _, path := range []string{stranger, gone} {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.web().Publish(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !strings.Contains(string(page), "To be believed until") {
		t.Errorf("the page does not say until when to believe it: %v", err)
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Errorf("a file of somebody else is gone: %v", err)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("the page of a check that is no longer shown is still there")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*", ".holdfast-*")); len(left) > 0 {
		t.Errorf("half a file was left: %v", left)
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	t.Parallel()
	h := shown()
	w := h.web()
	public, staff := w.Public(), w.Staff()
	var readers sync.WaitGroup
	for range 16 {
		readers.Go(func() {
			for _, path := range []string{"/", "/checks/app_uptime.html", "/api/v1/status.json"} {
				if answer := fetch(t, public, path, nil); answer.StatusCode != http.StatusOK {
					t.Errorf("%s: %d", path, answer.StatusCode)
				}
			}
			fetch(t, staff, "/checks/app/uptime", nil)
		})
	}
	readers.Wait()
	if n := h.reads.Load(); n != 1 {
		t.Errorf("the past was read %d times, want once for all", n)
	}
}
