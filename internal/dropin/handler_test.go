package dropin

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast"
)

// TestBadRequests wants the exporter's codes.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := httptest.NewServer(handler(t, w.file, loopback(), holdfast.Env{}))
	t.Cleanup(s.Close)
	for _, c := range []struct {
		query string
		code  int
		words string
	}{
		{"", 400, "target is missing"},
		{"module=http_2xx", 400, "target is missing"},
		{"module=nosuch&target=x", 400, `no module "nosuch"`},
		{"module=http_host&target=" + w.plain + "&hostname=other.example.com", 400, "header Host of its own"},
		{"module=http_host&target=" + w.plain + "&hostname=app.example.com", 200, "probe_success 1"},
	} {
		code, page := get(t, s.URL+"/probe?"+c.query)
		if code != c.code || !strings.Contains(page, c.words) {
			t.Errorf("%s: answered %d: %s; want %d with %q", c.query, code, page, c.code, c.words)
		}
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header       string
		module, want time.Duration
		bad          bool
	}{
		{"", 0, 119500 * time.Millisecond, false},
		{"", 5 * time.Second, 5 * time.Second, false},
		{"10", 0, 9500 * time.Millisecond, false},
		{"10", 5 * time.Second, 5 * time.Second, false},
		{"10", 30 * time.Second, 9500 * time.Millisecond, false},
		{"0.2", 3 * time.Second, 3 * time.Second, false},
		{"0.2", 0, 0, false},
		{"0", 0, 119500 * time.Millisecond, false},
		{"1e30", 0, longest - margin, false},
		{"soon", 0, 0, true},
		{"NaN", 0, 0, true},
	} {
		got, err := timeout(c.header, c.module)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("timeout(%q, %s) is %s, %v; want %s, an error: %v", c.header, c.module, got, err, c.want, c.bad)
		}
	}
}

// TestDebug wants the diary, the series and the module, and no secret.
func TestDebug(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := httptest.NewServer(handler(t, w.file, loopback(), holdfast.Env{}))
	t.Cleanup(s.Close)
	for module, c := range map[string]struct{ target, words, secret string }{
		"http_auth":    {"http://" + w.plain + "/status/204", "What happened (not as wanted)", "password: sesame"},
		"http_2xx":     {"http://" + w.plain + "/status/500", "the status 500 is not wanted", "BEGIN"},
		"http_body":    {"http://" + w.plain + "/echo", "probe_http_status_code 200", "body: some words"},
		"http_host":    {"http://" + w.plain + "/echo", "X-Own: <secret>", "mine"},
		"http_bearer":  {"http://" + w.plain + "/echo", "bearer_token: <secret>", "bearer_token: sesame"},
		"tcp_starttls": {w.starttls, "shook hands as 127.0.0.1", "EHLO"},
		"tcp_echo":     {w.echo, "said 10 bytes", "hello you"},
	} {
		code, page := get(t, query(s.URL, pair{module: module, target: c.target, more: "&debug=true"}))
		if code != http.StatusOK || !strings.Contains(page, c.words) || !strings.Contains(page, "prober: ") {
			t.Errorf("%s: answered %d: %s; want %q and the module", module, code, page, c.words)
		}
		if strings.Contains(page, c.secret) {
			t.Errorf("%s: the page has %q:\n%s", module, c.secret, page)
		}
	}
}

// TestHeadOfPrometheus wants the time that Prometheus leaves to be kept.
func TestHeadOfPrometheus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	h := handler(t, w.file, loopback(), holdfast.Env{})
	for header, code := range map[string]int{"1.5": http.StatusOK, "soon": http.StatusInternalServerError} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, query("", pair{module: "http_2xx", target: "http://" + w.plain + "/slow"}), nil)
		r.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", header)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if rec.Code != code {
			t.Fatalf("%s: answered %d: %s; want %d", header, rec.Code, rec.Body, code)
		}
		if code == http.StatusOK && !strings.Contains(rec.Body.String(), "probe_timeout_seconds 1\n") {
			t.Errorf("page %s; want probe_timeout_seconds 1", rec.Body)
		}
	}
}
