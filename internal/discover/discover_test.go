package discover_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/discover"
)

// watched is a list of one file, and how often it was told to have changed.
type watched struct {
	config.Discovery
	file    string
	changes int
	reader  *discover.Reader
}

func newList(t *testing.T, text string) *watched {
	t.Helper()
	dir := t.TempDir()
	w := &watched{file: filepath.Join(dir, "list.json")}
	w.Discovery = config.Discovery{Name: "web", Files: []string{w.file}, Allow: []string{".example.com", "192.0.2.0/24", "[::1]"}, Last: filepath.Join(dir, "lists", "web.json")}
	w.Allow = w.Allow[:2]
	w.reader = discover.New(func() { w.changes++ }, "")
	w.write(t, text)
	return w
}

func (w *watched) write(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(w.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// look opens the list and reads it once.
func (w *watched) look(t *testing.T) (holdfast.Finding, []string, error) {
	t.Helper()
	p, _, _ := w.reader.Open(w.Discovery)
	f, err := p.Probe(t.Context(), holdfast.Look{})
	_, targets, _ := w.reader.Open(w.Discovery)
	var names []string
	for _, target := range targets {
		names = append(names, target.Address)
	}
	return f, names, err
}

func TestWhatMayBeAsked(t *testing.T) {
	t.Parallel()
	w := newList(t, `[{"targets": ["a.example.com", "https://b.example.com/x?y=1", "c.example.com:8443", "192.0.2.7:443", "example.com",
		"evil.com", "example.com.evil.com", "notexample.com", "198.51.100.1", "http://user:pw@a.example.com/", "ftp://a.example.com", "a.example.com:0", "a b", "", "{host}", "http://a.example.com\u000d/"]}]`)
	f, targets, err := w.look(t)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.example.com", "https://b.example.com/x?y=1", "c.example.com:8443", "192.0.2.7:443", "example.com"}, targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	if f.Status != holdfast.AtRisk || f.Fact("targets_refused") != int64(11) {
		t.Errorf("finding is %s, %v refused: %s", f.Status, f.Fact("targets_refused"), f.Reason)
	}
}

// TestTheLastGoodListStays: whatever becomes of the source, what was watched is.
func TestTheLastGoodListStays(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not a list": `{"targets": 1}`, "half written": `[{"targets": ["a.exa`, "empty file": "", "empty list": "[]", "no targets": `[{"targets": []}]`,
		"none allowed": `[{"targets": ["evil.com"]}]`, "too nested": strings.Repeat("[", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newList(t, "- targets: [a.example.com, b.example.com]\n  labels: {team: web}\n")
			if f, _, err := w.look(t); err != nil || f.Status != holdfast.Holds || w.changes != 1 {
				t.Fatalf("at first: %v, %v, %d changes", f, err, w.changes)
			}
			w.write(t, text)
			_, targets, err := w.look(t)
			if err == nil || !strings.Contains(err.Error(), "the 2 targets of the last good list stay watched") {
				t.Errorf("error is %v", err)
			}
			if len(targets) != 2 || w.changes != 1 {
				t.Errorf("watched are %v after %d changes, want the two of before", targets, w.changes)
			}
		})
	}
	w := newList(t, `[{"targets": ["a.example.com"]}]`)
	if _, _, err := w.look(t); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(w.file); err != nil {
		t.Fatal(err)
	}
	if _, targets, err := w.look(t); err == nil || len(targets) != 1 {
		t.Errorf("without the file: %v, %v", targets, err)
	}
}

func TestAChangeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newList(t, `[{"targets": ["a.example.com", "b.example.com"]}]`)
	for _, step := range []struct {
		text, reason string
		changes      int
	}{
		{`[{"targets": ["a.example.com", "b.example.com"]}]`, "2 targets, 2 new, 0 gone", 1},
		{`[{"targets": ["b.example.com"]}, {"targets": ["a.example.com"]}]`, "2 targets", 1},
		{`[{"targets": ["b.example.com", "c.example.com"]}]`, "2 targets, 1 new, 1 gone", 2},
		{`[{"targets": ["b.example.com", "c.example.com"], "labels": {"x": "y"}}]`, "2 targets", 3},
	} {
		w.write(t, step.text)
		f, _, err := w.look(t)
		if err != nil || !strings.HasSuffix(f.Reason, step.reason) || w.changes != step.changes {
			t.Errorf("%s: %q, %v, %d changes; want %q, %d", step.text, f.Reason, err, w.changes, step.reason, step.changes)
		}
	}
}

// TestAddressesThatFail: each way in which an address can fail is an error that
// keeps the list, and tells no token.
func TestAddressesThatFail(t *testing.T) {
	t.Parallel()
	const secret = "never-tell-this"
	var answer http.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+secret {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = w.Write([]byte(`[{"targets": ["a.example.com"]}]`))
	}
	now := answer
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { now(w, r) }))
	t.Cleanup(s.Close)
	w := newList(t, "")
	w.Files, w.URL, w.Bearer = nil, s.URL+"/targets?token="+secret, holdfast.Secret(secret)
	if _, targets, err := w.look(t); err != nil || len(targets) != 1 {
		t.Fatalf("at first: %v, %v", targets, err)
	}
	for name, bad := range map[string]http.HandlerFunc{
		"500": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
		},
		"no list": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"cut short": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("["))
		},
		"hung up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		now = bad
		_, targets, err := w.look(t)
		if err == nil || len(targets) != 1 || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, %v", name, targets, err)
		}
	}
}

// TestAnImpatientLookEnds: a source that hangs ends with the look.
func TestAnImpatientLookEnds(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(release) })
	w := newList(t, "")
	w.Files, w.URL = nil, s.URL
	p, _, _ := w.reader.Open(w.Discovery)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Probe(ctx, holdfast.Look{}); err == nil {
		t.Error("a look without time was taken")
	}
}

// TestACommandKeepsNothing: only the monitor writes into the data directory.
func TestACommandKeepsNothing(t *testing.T) {
	t.Parallel()
	w := newList(t, `[{"targets": ["a.example.com"]}]`)
	w.reader = discover.New(nil, "")
	if _, _, err := w.look(t); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(w.Last); err == nil {
		t.Error("a command wrote the list down")
	}
}

func TestPublish(t *testing.T) {
	t.Parallel()
	checks := []holdfast.Check{
		{ID: "a/uptime", Name: "a/uptime", Kind: "uptime", Target: "https://a.example.com/", Host: "a.example.com", Group: "web", Owner: "x", Labels: map[string]string{"my-team": "t"}},
		{ID: "b", Name: "b", Kind: "heartbeat", Target: "b"},
		{ID: "discover/x", Kind: "discover", Target: "f"},
		{ID: "c", Kind: "tcp", Target: "c:1", Host: "c"},
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/sd?kind=uptime", nil)
	got := httptest.NewRecorder()
	discover.Publish(func() []holdfast.Check { return checks }).ServeHTTP(got, r)
	want := `[{"targets":["https://a.example.com/"],"labels":{"__meta_holdfast_check":"a/uptime","__meta_holdfast_group":"web","__meta_holdfast_host":"a.example.com","__meta_holdfast_kind":"uptime","__meta_holdfast_label_my_team":"t","__meta_holdfast_name":"a/uptime","__meta_holdfast_owner":"x"}}]` + "\n"
	if diff := cmp.Diff(want, got.Body.String()); diff != "" || got.Header().Get("Content-Type") != "application/json" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// FuzzList demands of any list that reading it ends, and that nothing is taken
// from it that is not allowed.
func FuzzList(f *testing.F) {
	for _, seed := range []string{`[{"targets": ["a.example.com", "https://x.example.com:8/"], "labels": {"a": "b"}}]`, "- targets: [192.0.2.1:80, '[2001:db8::1]:1']", "[[", "- &a [*a]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		d := config.Discovery{Files: []string{filepath.Join(dir, "l")}, Allow: []string{".example.com", "192.0.2.0/24"}, Last: filepath.Join(dir, "last")}
		if err := os.WriteFile(d.Files[0], data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, targets, _ := discover.New(nil, "").Open(d)
		for _, target := range targets {
			if h := strings.ToLower(target.Host); h != "example.com" && !strings.HasSuffix(strings.TrimSuffix(h, "."), ".example.com") && strings.TrimSuffix(h, ".") != "example.com" && !strings.HasPrefix(h, "192.0.2.") {
				t.Errorf("%q was taken", target.Address)
			}
		}
	})
}
