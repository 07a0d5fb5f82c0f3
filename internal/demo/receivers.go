package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// receivers are a Slack, a PagerDuty and a mail server that take everything and
// keep nothing but a count.
type receivers struct {
	slack, pager, mail string
	slackDown          atomic.Bool
	posts              atomic.Int64
}

// startReceivers serves all three on loopback.
func (e *estate) startReceivers() (*receivers, error) {
	r := &receivers{}
	var err error
	if r.slack, err = e.web(0, nil, r.serveSlack); err != nil {
		return nil, err
	}
	if r.pager, err = e.web(0, nil, r.servePager); err != nil {
		return nil, err
	}
	return r, r.startMail(e)
}

// serveSlack answers the Web API's methods that a notifier uses.
func (r *receivers) serveSlack(w http.ResponseWriter, req *http.Request) {
	if r.slackDown.Load() {
		http.Error(w, "service unavailable", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(req.Body, 1<<20))
	ts := fmt.Sprintf("%d.%06d", time.Now().Unix(), r.posts.Add(1))
	reply(w, http.StatusOK, map[string]any{"ok": true, "channel": "C0DEMO", "ts": ts, "messages": []any{}, "message": map[string]any{"ts": ts}})
}

// servePager answers Events API v2.
func (r *receivers) servePager(w http.ResponseWriter, req *http.Request) {
	var event struct {
		Key string `json:"dedup_key"`
	}
	if err := json.NewDecoder(io.LimitReader(req.Body, 1<<20)).Decode(&event); err != nil {
		reply(w, http.StatusBadRequest, map[string]any{"status": "invalid event", "errors": []string{err.Error()}})
		return
	}
	reply(w, http.StatusAccepted, map[string]any{"status": "success", "message": "Event processed", "dedup_key": event.Key})
}

func reply(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}

// startMail serves SMTP.
func (r *receivers) startMail(e *estate) error {
	l, err := e.listen(0)
	if err != nil {
		return err
	}
	r.mail = l.Addr().String()
	s := smtp.NewServer(mailbox{})
	s.Domain = "mail" + domain
	s.ReadTimeout, s.WriteTimeout = 10*time.Second, 10*time.Second
	var once sync.Once
	e.closers = append(e.closers, func() { once.Do(func() { _ = s.Close() }) })
	go func() { _ = s.Serve(l) }() // ends when it is closed
	return nil
}

// mailbox takes every mail and keeps none.
type mailbox struct{}

// NewSession implements smtp.Backend.
func (mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return mailbox{}, nil }

// Mail implements smtp.Session.
func (mailbox) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt implements smtp.Session.
func (mailbox) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data implements smtp.Session.
func (mailbox) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// Reset implements smtp.Session.
func (mailbox) Reset() {}

// Logout implements smtp.Session.
func (mailbox) Logout() error { return nil }
