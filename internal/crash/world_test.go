//go:build check

package crash

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/alerting/alerttest"
	"holdfast/internal/proving"
)

// world is one installation: receivers, config and data, which outlive the
// program's many lives.
type world struct {
	pager  *alerttest.PagerDuty
	slack  *alerttest.Slack
	mail   *alerttest.Mail
	web    *alerttest.Web
	config string
	life   *proving.Life // the present one
}

// newWorld writes a config with one check a name; url says what it watches.
func newWorld(t *testing.T, names []string, url func(name string) string) *world {
	t.Helper()
	w := &world{
		pager: alerttest.NewPagerDuty(t), slack: alerttest.NewSlack(t),
		mail: alerttest.NewMail(t, nil, false), web: alerttest.NewWeb(t),
	}
	w.slack.Dedups = true
	dir := t.TempDir()
	var b strings.Builder
	fmt.Fprintf(&b, "data: %s\nlisten: 127.0.0.1:0\nchecks:\n", filepath.Join(dir, "data"))
	for _, name := range names {
		fmt.Fprintf(&b, "  - {name: %s, uptime: {url: %q, status: 200}, every: 1s, confirm: 2 of 3, severity: critical}\n", name, url(name))
	}
	fmt.Fprintf(&b, `channels:
  pager: {pagerduty: {routing_key: 0123456789abcdef0123456789abcdef, api: %q}}
  ops: {slack: {token: xoxb-lab, channel: %q, api: %q}}
  hook: {webhook: {url: %q}}
  staff: {email: {from: holdfast@lab.invalid, to: [staff@lab.invalid], smtp: %q}}
routes:
  - steps: [{after: 0s, to: [pager, ops, hook, staff]}]
`, w.pager.Address(), alerttest.SlackChannel, w.slack.Address(), w.web.Address()+"/holdfast", "smtp://"+w.mail.Address()+"?tls=none")
	w.config = filepath.Join(dir, "holdfast.yml")
	if err := os.WriteFile(w.config, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// start begins another life of the program; at names where it shall die ("" for
// nowhere), as "point:count".
func (w *world) start(t *testing.T, at string) {
	t.Helper()
	w.life = proving.Start(t, w.config, []string{"HOLDFAST_CRASH_AT=" + at})
}

// patience bounds how long anything may take, kills and a loaded machine
// included.
const patience = 60 * time.Second

// until polls what until it holds, or the program ends, or patience does.
func (w *world) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	w.life.Until(t, patience, what, holds)
}

// victim is an HTTP server whose paths go down one by one.
type victim struct {
	*httptest.Server
	mu   sync.Mutex // protects down
	down map[string]bool
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	v := &victim{down: map[string]bool{}}
	v.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.down[strings.TrimPrefix(r.URL.Path, "/")] {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(v.Close)
	return v
}

// set takes a path down, or up again.
func (v *victim) set(name string, down bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.down[name] = down
}
