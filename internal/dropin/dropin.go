package dropin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/blackbox"
)

// maxAtOnce bounds how many probes are made at the same time; further requests
// wait for their turn as long as their time lasts.
const maxAtOnce = 512

// Handler answers /probe.
type Handler struct {
	asker   *blackbox.Asker
	modules blackbox.Modules
	turns   chan struct{}
	log     *slog.Logger
}

// New reads the module file at path. The error is its faults with their lines.
func New(path string, rules Rules, env holdfast.Env) (*Handler, error) {
	modules, err := blackbox.Read(path)
	if err != nil {
		return nil, err
	}
	log := env.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		if why := modules[name].NotOffered(); why != "" {
			log.Warn("a module of the file is not offered at /probe", "module", name, "why", why)
		}
	}
	return &Handler{asker: blackbox.New(env, rules), modules: modules, turns: make(chan struct{}, maxAtOnce), log: log}, nil
}

// ServeHTTP makes the probe that a request asks for.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	params := r.URL.Query()
	q, status, err := h.question(r, params)
	if err != nil {
		http.Error(w, err.Error(), status)
		return
	}
	unhurried(w)
	ctx, cancel := context.WithTimeout(r.Context(), q.Timeout)
	defer cancel()
	if !h.turn(ctx) {
		http.Error(w, fmt.Sprintf("%d probes are under way, and none ended in time", maxAtOnce), http.StatusServiceUnavailable)
		return
	}
	defer func() { <-h.turns }()
	answer, err := h.asker.Ask(ctx, q)
	if err != nil {
		h.refuse(w, params.Get("module"), err)
		return
	}
	if q.Diary {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(debug(q, answer)) // the reader has gone: nothing to do
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(answer.Page) // as above
}

// question reads what a request asks for. An error comes with its status, which
// is the exporter's.
func (h *Handler) question(r *http.Request, params url.Values) (blackbox.Question, int, error) {
	name := params.Get("module")
	if name == "" {
		name = "http_2xx"
	}
	module, ok := h.modules[name]
	if !ok {
		return blackbox.Question{}, http.StatusBadRequest, fmt.Errorf("no module %q is in the module file", name)
	}
	if why := module.NotOffered(); why != "" {
		return blackbox.Question{}, http.StatusBadRequest, fmt.Errorf("module %s: %s", name, why)
	}
	timeout, err := timeout(r.Header.Get("X-Prometheus-Scrape-Timeout-Seconds"), module.Timeout)
	if err != nil {
		return blackbox.Question{}, http.StatusInternalServerError, err
	}
	q := blackbox.Question{Module: module, Target: params.Get("target"), Hostname: params.Get("hostname"), Timeout: timeout, Diary: params.Get("debug") == "true"}
	switch {
	case q.Target == "":
		return q, http.StatusBadRequest, errors.New("the parameter target is missing")
	case module.HostConflict(q.Hostname):
		return q, http.StatusBadRequest, fmt.Errorf("module %s has a header Host of its own, which is not the hostname that is asked for", name)
	default:
		return q, 0, nil
	}
}

// turn waits until fewer probes than may be are under way.
func (h *Handler) turn(ctx context.Context) bool {
	select {
	case h.turns <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// refuse answers a probe that was not made.
func (h *Handler) refuse(w http.ResponseWriter, module string, err error) {
	h.log.Warn("a probe was refused", "module", module, "why", err)
	http.Error(w, err.Error(), http.StatusForbidden)
}

// unhurried takes the server's limits on a request away: a probe has its own.
func unhurried(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{})  // a writer that has none needs none
	_ = c.SetWriteDeadline(time.Time{}) // as above
}

// debug is the page for people: what happened, what the answer would have been,
// and the module without its secrets.
func debug(q blackbox.Question, a blackbox.Answer) []byte {
	var out bytes.Buffer
	verdict := map[bool]string{true: "as wanted", false: "not as wanted"}[a.Success]
	fmt.Fprintf(&out, "What happened (%s):\n%s\n\n", verdict, strings.Join(a.Diary, "\n"))
	fmt.Fprintf(&out, "What would have been answered:\n%s\n", a.Page)
	fmt.Fprintf(&out, "The module:\n%s", q.Module.Text())
	return out.Bytes()
}
