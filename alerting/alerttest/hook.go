package alerttest

import (
	"encoding/json"
	"net/http"
	"testing"
)

// Hook plays an incoming webhook of Slack: plain words as answers, no
// reference, no way to tell a repeat.
type Hook struct{ httpFake }

// NewHook starts one; its address is the base, a hook is any path below it.
func NewHook(t testing.TB) *Hook {
	t.Helper()
	h := &Hook{}
	h.garbage = http.StatusOK
	h.take = func(_ *http.Request, body []byte) answer {
		var m struct {
			Text   string           `json:"text"`
			Blocks []map[string]any `json:"blocks"`
		}
		switch err := json.Unmarshal(body, &m); {
		case err != nil:
			return answer{http.StatusBadRequest, "invalid_payload"}
		case m.Text == "":
			return answer{http.StatusBadRequest, "no_text"}
		}
		if fault := blockFault(m.Blocks); fault != "" {
			return answer{http.StatusBadRequest, fault}
		}
		h.see(Seen{Action: "posted", Text: string(body)})
		return answer{http.StatusOK, "ok"}
	}
	h.refuse = func(echo string) answer { return answer{http.StatusNotFound, "no_service " + echo} }
	h.start(t, http.HandlerFunc(h.message))
	return h
}

// Web plays somebody's own receiver: it takes any POST and answers 200.
type Web struct{ httpFake }

// NewWeb starts one; its address is the base, any path below it is taken.
func NewWeb(t testing.TB) *Web {
	t.Helper()
	w := &Web{}
	w.garbage = http.StatusAccepted
	w.take = func(r *http.Request, body []byte) answer {
		w.see(Seen{Key: r.Header.Get("Idempotency-Key"), Action: "delivered", Text: string(body)})
		return answer{http.StatusOK, map[string]bool{"ok": true}}
	}
	w.refuse = func(echo string) answer { return answer{http.StatusGone, "gone: " + echo} }
	w.start(t, http.HandlerFunc(w.message))
	return w
}
