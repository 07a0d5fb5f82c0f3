package dropin

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"holdfast"
)

// BenchmarkProbe is one probe without the way to us, server included.
func BenchmarkProbe(b *testing.B) {
	w := newWorld(b)
	h := handler(b, w.file, loopback(), holdfast.Env{})
	for name, p := range map[string]pair{
		"http":  {module: "http_2xx", target: "http://" + w.plain},
		"https": {module: "http_2xx", target: "https://" + w.secure},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, httptest.NewRequestWithContext(b.Context(), http.MethodGet, query("", p), nil))
				if rec.Code != http.StatusOK {
					b.Fatal(rec.Body.String())
				}
			}
		})
	}
}
