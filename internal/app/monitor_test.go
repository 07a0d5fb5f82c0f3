package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"holdfast"
	"holdfast/alerting"
	"holdfast/config"
	"holdfast/probes"
)

// wallClock is a wall clock that a test steps, beside the machine's.
type wallClock struct{ by atomic.Int64 }

func (w *wallClock) now() time.Time { return time.Now().Add(time.Duration(w.by.Load())).Round(0) }

// monitor is a running program with targets and receivers.
type monitor struct {
	*App
	wall  wallClock
	page  string
	data  string
	file  string
	posts posts
	looks looks
	well  atomic.Bool // /bad is well
	stop  func()
	// loader reads the config; nil is load.
	loader func(string, holdfast.Env) (*config.Plan, error)
}

// start starts it on a config below a data directory; trust is whom its
// probes trust.
func (m *monitor) start(t *testing.T, text string, trust *x509.CertPool) {
	t.Helper()
	if m.data == "" {
		m.data = filepath.Join(t.TempDir(), "data")
		m.file = filepath.Join(t.TempDir(), "holdfast.yaml")
	}
	m.write(t, text)
	if m.loader == nil {
		m.loader = load
	}
	ready := make(chan struct{})
	a, err := New(t.Context(), Options{
		Config: m.file, Version: "test", Now: m.wall.now, Told: m.looks.hear, Env: holdfast.Env{Roots: trust}, Load: m.loader,
		Ready: func(page string) { m.page = page; close(ready) },
	})
	if err != nil {
		t.Fatal(err)
	}
	m.App = a
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	m.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Cleanup(m.stop)
	<-ready
}

// write puts the config in place.
func (m *monitor) write(t *testing.T, text string) {
	t.Helper()
	text = "data: " + m.data + "\nlisten: 127.0.0.1:0\n" + text
	if err := os.WriteFile(m.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// load reads a config with all kinds.
func load(path string, env holdfast.Env) (*config.Plan, error) {
	return config.Load(path, config.Options{Catalogue: config.Catalogue{Probes: probes.All(), Channels: alerting.All()}, Env: env})
}

// target is a server that is well, but at /bad as long as m is not.
func (m *monitor) target(t *testing.T, secure *tls.Config) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" && !m.well.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(s.Close)
	if s.TLS = secure; secure != nil {
		s.StartTLS()
	} else {
		s.Start()
	}
	return s.URL
}

// receiver is the server of a channel. It refuses who does not show the token.
func (m *monitor) receiver(t *testing.T, channel, token string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Step string `json:"step"`
			Key  string `json:"dedup_key"`
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		by := channel
		if r.Header.Get("Authorization") != token {
			w.WriteHeader(http.StatusUnauthorized)
			by = "refused by " + channel
		}
		m.posts.add(post{by, body.Step, body.Key, time.Now()})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// post is one call that a receiver got.
type post struct {
	channel, step, key string
	at                 time.Time
}

// posts are all of them.
type posts struct {
	mu  sync.Mutex // protects all
	all []post
}

func (p *posts) add(one post) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, one)
}

func (p *posts) list() []post {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]post(nil), p.all...)
}

// count counts the calls of a step; an empty channel is any.
func (p *posts) count(channel, step string) (n int) {
	for _, one := range p.list() {
		if (channel == "" || one.channel == channel) && one.step == step {
			n++
		}
	}
	return n
}

// waitFor waits until a channel is told of a step, and says when.
func (m *monitor) waitFor(t *testing.T, channel, step string) (at time.Time) {
	t.Helper()
	m.until(t, channel+" is told of "+step, func() bool {
		for _, one := range m.posts.list() {
			if one.channel == channel && one.step == step {
				at = one.at
				return true
			}
		}
		return false
	})
	return at
}

// until polls what until it holds.
func (m *monitor) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	end := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-poll.C:
		case <-end:
			t.Fatalf("not within 30s: %s; told: %v; checks: %+v", what, m.posts.list(), m.View().Checks)
		}
	}
}

// status is what a check's last look said.
func (m *monitor) status(check string) holdfast.Status {
	c, _ := m.View().Find(check)
	return c.Last.Status
}

// beat calls the heartbeat.
func (m *monitor) beat(t *testing.T) {
	t.Helper()
	if got := m.get(t, "http://"+m.public.Addr().String()+"/beat/canary-0123456789abcdef"); !strings.HasPrefix(got, "ok") {
		t.Fatalf("the beat was answered with %q", got)
	}
}

// get fetches a page.
func (m *monitor) get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// looks are when each check's looks ended, by the machine's monotonic clock.
type looks struct {
	mu sync.Mutex // protects at
	at map[string][]time.Time
}

func (l *looks) hear(e Event) {
	if e.Verdict == nil || e.Verdict.Relook {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == nil {
		l.at = map[string][]time.Time{}
	}
	l.at[e.Verdict.Check] = append(l.at[e.Verdict.Check], time.Now())
}

// count is how many looks of a check ended.
func (l *looks) count(check string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.at[check])
}
