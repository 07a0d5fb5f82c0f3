package alerttest

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"testing"
)

// answer is what a receiver says: a status and a body, which is sent as it is
// when it is a string, else as JSON.
type answer struct {
	status int
	body   any
}

// httpFake is the part that all receivers over HTTP share.
type httpFake struct {
	ledger
	server *httptest.Server
	// take treats a message for real and answers.
	take func(r *http.Request, body []byte) answer
	// refuse is the receiver's way of saying no, given an echo of the request.
	refuse func(echo string) answer
	// garbage is the status under which garbage is answered.
	garbage int
}

// start lets it listen until the test ends.
func (f *httpFake) start(t testing.TB, handler http.Handler) {
	t.Helper()
	f.server = httptest.NewServer(handler)
	t.Cleanup(f.server.Close)
}

// Address implements [Receiver].
func (f *httpFake) Address() string { return f.server.URL }

// Close implements [Receiver].
func (f *httpFake) Close() { f.server.Close() }

// message is the handler of a sending call.
func (f *httpFake) message(w http.ResponseWriter, r *http.Request) {
	dump, err := httputil.DumpRequest(r, true)
	if err != nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	mode := f.next()
	given := answer{}
	if mode.Taken() {
		given = f.take(r, body)
	}
	f.reply(w, r, mode, given, string(dump))
}

// reply gives the answer that belongs to the mode, or none.
func (f *httpFake) reply(w http.ResponseWriter, r *http.Request, mode Mode, given answer, echo string) {
	switch mode {
	case Refuse:
		write(w, f.refuse(echo))
	case Limit:
		w.Header().Set("Retry-After", "7")
		write(w, answer{http.StatusTooManyRequests, "slow down\r\n" + echo})
	case Busy:
		write(w, answer{http.StatusServiceUnavailable, "busy"})
	case Gateway:
		write(w, answer{http.StatusBadGateway, "<html>bad gateway</html>" + echo})
	case Garbage:
		write(w, answer{f.garbage, "<html>" + echo})
	case HangBefore, HangAfter:
		<-r.Context().Done()
	case ResetBefore, ResetAfter:
		reset(w)
	case Well:
		write(w, given)
	}
}

// write sends an answer.
func write(w http.ResponseWriter, a answer) {
	if text, ok := a.body.(string); ok {
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, text)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body)
}

// reset breaks the connection with a TCP RST.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	if conn, _, err := hijacker.Hijack(); err == nil {
		abort(conn)
	}
}

// abort closes a connection with a TCP RST.
func abort(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
