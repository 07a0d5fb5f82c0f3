package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
)

// guarded asks for the password (HTTP Basic, RFC 7617, any user name) if there
// is one. The user name is taken as who acts.
func (w *Web) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		password := w.o.Password()
		if password == "" {
			next.ServeHTTP(rw, r)
			return
		}
		want := sha256.Sum256([]byte(password.Reveal()))
		_, given, _ := r.BasicAuth()
		got := sha256.Sum256([]byte(given))
		if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			rw.Header().Set("WWW-Authenticate", `Basic realm="holdfast", charset="UTF-8"`)
			text(rw, http.StatusUnauthorized, "this page wants the password of the config")
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// who is the person behind a request: the form's name, else the login, else
// where the request came from.
func who(r *http.Request) string {
	if by := r.PostFormValue("by"); by != "" {
		return clip(by, 80)
	}
	if user, _, ok := r.BasicAuth(); ok && user != "" {
		return clip(user, 80)
	}
	return "page"
}

// clip bounds what strangers type.
func clip(s string, most int) string {
	runes := []rune(s)
	if len(runes) > most {
		return string(runes[:most])
	}
	return s
}
