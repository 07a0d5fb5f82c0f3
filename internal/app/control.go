package app

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// The control socket speaks HTTP with JSON bodies over holdfast.sock in the data
// directory (mode 0600: whoever may write the directory may give orders).
// Client in client.go is its only reader.

// request is the body of every POST.
type request struct {
	Incident string            `json:"incident,omitempty"`
	By       string            `json:"by,omitempty"`
	Silence  *holdfast.Silence `json:"silence,omitempty"`
	Channels []string          `json:"channels,omitempty"`
	Period   string            `json:"period,omitempty"`
	Address  string            `json:"address,omitempty"`
}

// reply is the body of every answer.
type reply struct {
	Error   string              `json:"error,omitempty"`
	Names   []string            `json:"names,omitempty"`
	Silence *holdfast.Silence   `json:"silence,omitempty"`
	Sent    []holdfast.Delivery `json:"sent,omitempty"`
	Beats   map[string]Beat     `json:"beats,omitempty"`
	Letters []journal.Letter    `json:"letters,omitempty"`
}

// Beat is what the monitor knows of one heartbeat.
type Beat struct {
	Last  time.Time `json:"last,omitzero"` // zero: never
	Since time.Time `json:"since"`         // since when it listens
}

var errNoSilence = errors.New("no silence in the request")

// controlHandler routes orders.
func (a *App) controlHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ack", a.handle(func(r *http.Request, q request) (reply, error) {
		return reply{}, a.ack(r.Context(), q.Incident, q.By)
	}))
	mux.HandleFunc("POST /silence", a.handle(func(r *http.Request, q request) (reply, error) {
		if q.Silence == nil {
			return reply{}, errNoSilence
		}
		s, fit, err := a.silence(r.Context(), *q.Silence)
		return reply{Silence: &s, Names: fit}, err
	}))
	mux.HandleFunc("POST /unsilence", a.handle(func(r *http.Request, q request) (reply, error) {
		if q.Silence == nil {
			return reply{}, errNoSilence
		}
		return reply{}, a.unsilence(r.Context(), q.Silence.ID, q.By)
	}))
	mux.HandleFunc("POST /drill", a.handle(a.handleDrill))
	mux.HandleFunc("POST /reload", a.handle(func(r *http.Request, _ request) (reply, error) { return reply{}, a.Reload(r.Context()) }))
	mux.HandleFunc("POST /report", a.handle(func(r *http.Request, q request) (reply, error) {
		letters, err := a.reports.SendNow(r.Context(), q.Period)
		return reply{Letters: letters}, err
	}))
	mux.HandleFunc("POST /subscribe", a.handle(func(r *http.Request, q request) (reply, error) {
		return reply{}, a.journal.Resubscribe(r.Context(), q.Address)
	}))
	mux.HandleFunc("GET /beats", a.handle(func(_ *http.Request, _ request) (reply, error) { return reply{Beats: a.beatsNow()}, nil }))
	mux.HandleFunc("GET /health", a.handle(func(_ *http.Request, _ request) (reply, error) { return reply{}, a.ready() }))
	return mux
}

// handle decodes a request, runs it and writes its reply; faults are 422.
func (a *App) handle(f func(*http.Request, request) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q request
		if r.Method == http.MethodPost {
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&q); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
		}
		out, err := f(r, q)
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			out.Error = err.Error()
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
		if err := json.NewEncoder(w).Encode(out); err != nil {
			a.log.Warn("control answer not written", "err", err)
		}
	}
}

// handleDrill sends the drill and waits up to 20 s for the receivers' answers.
func (a *App) handleDrill(r *http.Request, q request) (reply, error) {
	began := time.Now().UTC()
	names, err := a.drill(r.Context(), q.Channels, q.By)
	if err != nil {
		return reply{}, err
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		sent, done, err := a.drilled(r.Context(), names, began)
		if err != nil || done || time.Now().After(deadline) {
			return reply{Names: names, Sent: sent}, err
		}
		select {
		case <-r.Context().Done():
			return reply{Names: names, Sent: sent}, r.Context().Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
