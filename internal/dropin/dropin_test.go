package dropin

import (
	"net/http/httptest"
	"testing"

	"holdfast"
)

// TestEveryModule asks every sort of server what modules say.
func TestEveryModule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := httptest.NewServer(handler(t, w.file, loopback(), holdfast.Env{}))
	t.Cleanup(s.Close)
	for _, p := range pairs(w) {
		t.Run(p.name(w), func(t *testing.T) {
			t.Parallel()
			code, page := get(t, query(s.URL, p))
			if code != 200 {
				t.Fatalf("answered %d: %s", code, page)
			}
			if got := values(t, page)["probe_success"] == 1; got != p.success {
				_, page = get(t, query(s.URL, p)+"&debug=true")
				t.Errorf("success is %v, want %v:\n%s", got, p.success, page)
			}
		})
	}
}
