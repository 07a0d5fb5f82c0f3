package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast/config"
	"holdfast/internal/journal"
	postoffice "holdfast/internal/report/post"
)

// TestUnsubscribe follows a link as mail programs do: a look ends nothing, a
// plain POST without any login does, and a forged link does nothing.
func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	j, err := journal.Open(t.Context(), t.TempDir(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	r := &Reporter{Journal: j, Plan: func() *config.Plan { return &config.Plan{} }, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	if err := r.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	door := r.unsubscribable(http.NotFoundHandler())
	link := r.unsubscribe(&config.Plan{URL: "https://watch.example.com"}, "Staff@example.com")
	path := strings.TrimPrefix(link, "https://watch.example.com")
	forged := "/unsubscribe/" + postoffice.Token([]byte("another key"), "staff@example.com")
	for _, c := range []struct {
		name, method, path string
		code, gone         int
	}{
		{"a look", http.MethodGet, path, http.StatusOK, 0},
		{"a forged link", http.MethodPost, forged, http.StatusNotFound, 0},
		{"another page", http.MethodGet, "/", http.StatusNotFound, 0},
		{"one click", http.MethodPost, path, http.StatusOK, 1},
		{"twice", http.MethodPost, path, http.StatusOK, 1},
	} {
		w := httptest.NewRecorder()
		q := httptest.NewRequestWithContext(t.Context(), c.method, c.path, strings.NewReader("List-Unsubscribe=One-Click"))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		door.ServeHTTP(w, q)
		gone, err := j.Unsubscribed(t.Context())
		if err != nil || w.Code != c.code || len(gone) != c.gone {
			t.Errorf("%s: %d, %d gone (%v); want %d, %d", c.name, w.Code, len(gone), err, c.code, c.gone)
		}
	}
}
