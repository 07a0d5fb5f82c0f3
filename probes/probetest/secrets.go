package probetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"holdfast"
)

// listen gives the case a log whose text can be searched.
func listen(c Case) (*log, Case) {
	l := &log{}
	c.Env.Log = slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return l, c
}

// log collects what is logged.
type log struct {
	mu  sync.Mutex // protects all below
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String returns all that was logged.
func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// silent wants no secret in anything that a look gives out.
func silent(t *testing.T, secrets []string, f holdfast.Finding, err error, p holdfast.Prober, logged string) {
	t.Helper()
	places := map[string]string{
		"the finding":         fmt.Sprintf("%+v %#v", f, f),
		"the error":           fmt.Sprint(err),
		"the log":             logged,
		"the prober's memory": string(f.State),
	}
	if b, jsonErr := json.Marshal(f); jsonErr == nil {
		places["the finding as JSON"] = string(b)
	}
	if named, ok := p.(holdfast.Targeted); ok {
		places["the target"] = named.Target() + named.Host()
	}
	for place, text := range places {
		for _, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells the secret %q", place, secret)
			}
		}
	}
}
