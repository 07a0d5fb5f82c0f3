package web

import (
	"net/http"
)

// beat takes a heartbeat: GET, HEAD or POST on /beat/<token>. It answers 200
// only when the beat is on disk, and 404 alike for tokens unknown and malformed.
func (w *Web) beat(rw http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		rw.Header().Set("Allow", "GET, HEAD, POST")
		text(rw, http.StatusMethodNotAllowed, "want GET, HEAD or POST")
		return
	}
	rw.Header().Set("Cache-Control", "no-store")
	known, err := w.o.Beat(r.Context(), r.PathValue("token"))
	switch {
	case err != nil:
		w.o.Log.Error("a heartbeat could not be stored", "err", err)
		text(rw, http.StatusServiceUnavailable, "not stored; try again")
	case !known:
		text(rw, http.StatusNotFound, "no check waits for this token")
	default:
		text(rw, http.StatusOK, "ok")
	}
}
