package app

import (
	"html"
	"io"
	"net/http"

	postoffice "holdfast/internal/report/post"
)

// unsubscribable puts the door that ends reports before a listener's own. It
// needs no login: whoever has the link has the mailbox.
func (r *Reporter) unsubscribable(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /unsubscribe/{token}", r.askUnsubscribe)
	mux.HandleFunc("POST /unsubscribe/{token}", r.takeUnsubscribe)
	mux.Handle("/", next)
	return mux
}

// askUnsubscribe shows a button: programs that look at links end nothing.
func (r *Reporter) askUnsubscribe(w http.ResponseWriter, q *http.Request) {
	who, ok := postoffice.Recipient(r.key, q.PathValue("token"))
	if !ok {
		unsubscribePage(w, http.StatusNotFound, "This link is not one of ours", "It may have been cut off in the mail.", false)
		return
	}
	unsubscribePage(w, http.StatusOK, "No more reports to "+who+"?", "", true)
}

// takeUnsubscribe ends the reports to one recipient (RFC 8058 §3.2: a plain POST
// is enough).
func (r *Reporter) takeUnsubscribe(w http.ResponseWriter, q *http.Request) {
	who, ok := postoffice.Recipient(r.key, q.PathValue("token"))
	if !ok {
		unsubscribePage(w, http.StatusNotFound, "This link is not one of ours", "It may have been cut off in the mail.", false)
		return
	}
	if err := r.Journal.Unsubscribe(q.Context(), who, r.Now()); err != nil {
		r.Log.Error("an unsubscription could not be written", "who", who, "err", err)
		unsubscribePage(w, http.StatusServiceUnavailable, "That could not be written down", "Please try again in a minute.", false)
		return
	}
	r.Log.Info("unsubscribed from reports", "who", who)
	unsubscribePage(w, http.StatusOK, "Done: no more reports to "+who, "An administrator can take it back with holdfast report subscribe.", false)
}

// unsubscribePage is a page of one sentence, with or without the button.
func unsubscribePage(w http.ResponseWriter, code int, title, text string, button bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(code)
	form := ""
	if button {
		form = `<form method="post"><button>Unsubscribe</button></form>`
	}
	_, _ = io.WriteString(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>`+
		html.EscapeString(title)+`</title></head><body><main><h1>`+html.EscapeString(title)+`</h1><p>`+html.EscapeString(text)+`</p>`+form+`</main></body></html>`)
}
