package web

import (
	"cmp"
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// History is what pages read of single incidents.
type History interface {
	Incident(ctx context.Context, idOrNumber string) (holdfast.Incident, []holdfast.Delivery, error)
}

// Past is what boards read of the time before now.
type Past interface {
	// Past is that of all checks.
	Past(ctx context.Context, at time.Time) (board.Past, error)
	// Detail is that of one check, by its ID.
	Detail(ctx context.Context, check string, at time.Time) (board.Detail, error)
}

// Options are what the pages need of the house.
type Options struct {
	View     func() view.View
	History  History
	Past     Past
	Ack      func(ctx context.Context, incident, by string) error
	Beat     func(ctx context.Context, token string) (known bool, err error)
	Ready    func() error
	Metrics  http.Handler
	Probes   http.Handler
	Targets  http.Handler           // what is watched, as http_sd has it
	Probe    http.Handler           // the drop-in for the blackbox exporter
	Password func() holdfast.Secret // the one in force; empty: none is asked for
	// Audience is what the public may see now; Static the directory that its
	// pages are written into, empty for none.
	Audience func() board.Audience
	Static   func() string
	URL      func() string // of the pages for staff, as people reach them
	Log      *slog.Logger
}

// Web makes the handlers of both listeners.
type Web struct {
	o             Options
	pages         func() (map[string]*template.Template, error)
	style, policy string
	packer        packer
	past          *pastCache
	details       *detailCache
	public, staff *shelf
}

// New makes the pages; nothing listens yet.
func New(o Options) *Web {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Probe == nil {
		o.Probe = http.NotFoundHandler()
	}
	w := &Web{o: o, pages: sync.OnceValues(parse), past: &pastCache{read: o.Past.Past}, details: &detailCache{read: o.Past.Detail}}
	w.style = style()
	w.policy = policyFor(w.style)
	w.public = newShelf(w, false, o.Audience)
	w.staff = newShelf(w, true, w.staffAudience)
	return w
}

// staffAudience is what staff may see: everything.
func (w *Web) staffAudience() board.Audience {
	return board.Audience{Name: "Holdfast", URL: w.o.URL(), Everything: true}
}

// Staff is everything, behind the password if there is one.
func (w *Web) Staff() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.home)
	mux.HandleFunc("GET /incidents/{id}", w.staffIncident)
	mux.HandleFunc("POST /incidents/{id}/ack", w.ack)
	mux.HandleFunc("GET /incidents", w.staffIncidents)
	mux.HandleFunc("GET /maintenance", w.staffPlanned)
	mux.HandleFunc("GET /checks/{id...}", w.staffCheck)
	mux.Handle("GET /metrics", w.o.Metrics)
	mux.Handle("GET /probes", w.o.Probes)
	mux.Handle("GET /sd", w.o.Targets)
	mux.Handle("GET /probe", w.o.Probe)
	mux.HandleFunc("/beat/{token}", w.beat)
	mux.HandleFunc("/", reading(w.staffFile))
	outer := http.NewServeMux()
	outer.HandleFunc("GET /healthz", healthz)
	outer.HandleFunc("GET /readyz", w.readyz)
	outer.Handle("/", w.guarded(http.NewCrossOriginProtection().Handler(mux)))
	return headers(w.policy, outer)
}

// staffFile answers for the files that people do not read: JSON, feed, badges,
// script.
func (w *Web) staffFile(rw http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if strings.HasSuffix(path, ".html") || !w.staff.has(r.Context(), path) {
		w.missing(rw, r, "There is nothing at this address.")
		return
	}
	w.staff.serve(rw, r, path)
}

// Public is what anybody may reach: heartbeats, and the pages of what the config
// names.
func (w *Web) Public() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/beat/{token}", w.beat)
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("/", reading(func(rw http.ResponseWriter, r *http.Request) {
		if w.o.Audience().Empty() {
			text(rw, http.StatusNotFound, "not found")
			return
		}
		w.public.serve(rw, r, cmp.Or(strings.TrimPrefix(r.URL.Path, "/"), board.HomePage))
	}))
	return headers(w.policy, mux)
}

// reading lets GET and HEAD pass.
func reading(next http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			rw.Header().Set("Allow", "GET, HEAD")
			text(rw, http.StatusMethodNotAllowed, "want GET or HEAD")
			return
		}
		next(rw, r)
	}
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
