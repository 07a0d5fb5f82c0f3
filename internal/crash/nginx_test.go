//go:build check

package crash

import (
	"testing"

	"holdfast/internal/proving"
)

// TestRealNginx stops and starts a real web server: the whole way from a port
// that is closed to four receivers, and back.
func TestRealNginx(t *testing.T) {
	t.Parallel()
	n := proving.NewNginx(t)
	n.Start(t)
	const name = "front-page"
	w := newWorld(t, []string{name}, func(string) string { return "http://" + n.Address + "/" })
	w.start(t, "")
	w.until(t, "the first look", n.Looked)
	if c := w.count(name); c != (count{}) {
		t.Errorf("told of a server that is up: %+v", c)
	}
	n.Stop(t)
	w.until(t, "all are told", func() bool { return w.count(name).toldAll() })
	if c := w.count(name); c.resolved+c.updated > 0 {
		t.Errorf("resolved while the server is down: %+v", c)
	}
	n.Start(t)
	w.until(t, "all know that it is over", func() bool { return w.count(name).overAll() })
	c := w.count(name)
	c.judge(t, name)
	if c.mails != 2 || c.posts != 2 {
		t.Errorf("%d mails and %d webhook calls, want 2 and 2: nothing was killed", c.mails, c.posts)
	}
	t.Logf("seen %+v", c)
}
