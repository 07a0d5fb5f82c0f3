package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"holdfast"
	"holdfast/internal/journal"
	"holdfast/internal/view"
)

// History is what pages read of the past.
type History interface {
	Incident(ctx context.Context, idOrNumber string) (holdfast.Incident, []holdfast.Delivery, error)
	Incidents(ctx context.Context, q journal.IncidentQuery) ([]holdfast.Incident, error)
	Hours(ctx context.Context, check string, from, to time.Time) ([]journal.Hour, error)
}

// Options are what the pages need of the house.
type Options struct {
	View     func() view.View
	History  History
	Ack      func(ctx context.Context, incident, by string) error
	Beat     func(ctx context.Context, token string) (known bool, err error)
	Ready    func() error
	Metrics  http.Handler
	Probes   http.Handler
	Password func() holdfast.Secret // the one in force; empty: none is asked for
	Log      *slog.Logger
}

// Web makes the handlers of both listeners.
type Web struct{ o Options }

// New makes the pages; nothing listens yet.
func New(o Options) *Web {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Web{o: o}
}

// Staff is everything, behind the password if there is one.
func (w *Web) Staff() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.home)
	mux.HandleFunc("GET /incidents/{id}", w.incident)
	mux.HandleFunc("POST /incidents/{id}/ack", w.ack)
	mux.HandleFunc("GET /incidents", w.incidents)
	mux.HandleFunc("GET /checks/{id...}", w.check)
	mux.HandleFunc("GET /style.css", style)
	mux.Handle("GET /metrics", w.o.Metrics)
	mux.Handle("GET /probes", w.o.Probes)
	mux.HandleFunc("/beat/{token}", w.beat)
	outer := http.NewServeMux()
	outer.HandleFunc("GET /healthz", healthz)
	outer.HandleFunc("GET /readyz", w.readyz)
	outer.Handle("/", w.guarded(http.NewCrossOriginProtection().Handler(mux)))
	return headers(outer)
}

// Public is what anybody may reach.
func (w *Web) Public() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/beat/{token}", w.beat)
	mux.HandleFunc("GET /healthz", healthz)
	return headers(mux)
}

// headers closes what a browser need not do with these pages.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// healthz says that the process answers.
func healthz(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok") }

// readyz says that it watches and writes.
func (w *Web) readyz(rw http.ResponseWriter, _ *http.Request) {
	if err := w.o.Ready(); err != nil {
		text(rw, http.StatusServiceUnavailable, err.Error())
		return
	}
	text(rw, http.StatusOK, "ok")
}

// text writes one plain line.
func text(w http.ResponseWriter, code int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(line + "\n")) // the reader has gone: nothing to do
}
