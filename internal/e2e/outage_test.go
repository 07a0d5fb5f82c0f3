//go:build check

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/alerting/alerttest"
	"holdfast/internal/proving"
)

// outage is one installation of everything: a web server, a monitor, and all who
// are told or look on.
type outage struct {
	web     *proving.Nginx
	monitor string // address of the monitor's page
	life    *proving.Life
	pager   *alerttest.PagerDuty
	slack   *alerttest.Slack
	mail    *exim
	prom    prometheus
}

// TestOutage stops and starts nginx under a monitor that asks all kinds of
// questions, and asks everybody who should know.
func TestOutage(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.calm(t)
	o.web.Stop(t)
	o.down(t)
	o.web.Start(t)
	o.over(t)
	o.prom.boards(t)
	o.life.Stop(t)
	o.judge(t)
}

// newOutage starts everything.
func newOutage(t *testing.T) *outage {
	t.Helper()
	cert, secure := newPair(t, t.TempDir()), proving.FreeAddress(t)
	o := &outage{
		web:     proving.NewNginx(t, fmt.Sprintf("server { listen %s ssl; ssl_certificate %s; ssl_certificate_key %s; location / { return 200 up; } }", secure, cert.cert, cert.key)),
		monitor: proving.FreeAddress(t), pager: alerttest.NewPagerDuty(t), slack: alerttest.NewSlack(t), mail: newExim(t),
	}
	o.web.Start(t)
	o.mail.Start(t)
	config := install(t, o.monitor, o.config(secure, cert))
	o.life = proving.Start(t, config, []string{"SMTP_PASSWORD=" + mailPassword})
	o.prom = newPrometheus(t, o.monitor)
	o.life.Until(t, patience, "the first look", func() bool {
		page, ok := get(t, "http://"+o.monitor+"/probes")
		return ok && strings.Contains(page, `check="front-page"`)
	})
	o.prom.Start(t)
	return o
}

// config asks every kind of question; only the front page is worth a message.
func (o *outage) config(secure string, cert pair) string {
	return fmt.Sprintf(`checks:
  - {name: front-page, uptime: {url: "http://%[1]s/", contains: up}, every: 1s, confirm: 2 of 3, severity: critical}
  - {name: front-tls, uptime: {url: "https://%[2]s/", ca: %[3]s}, every: 2s}
  - {name: grade, tlsgrade: {host: "%[2]s", ca: %[3]s}, every: 10s}
  - {name: port, tcp: {address: "%[1]s"}, every: 2s}
  - {name: cache, unreachable: {host: 127.0.0.1, from: here, services: [memcached]}, every: 10s}
  - {name: ports, exposure: {host: 127.0.0.1, from: here, ports: "1-200", allow: [22]}, every: 10s}
  - {name: backup, heartbeat: {token: 0123456789abcdef, period: 1h}}
promises:
  - {says: "The front page answers.", checks: [front-*]}
  - {says: "Backups run every hour.", checks: [backup]}
  - {says: "Nobody smokes.", checks: []}
channels:
  pager: {pagerduty: {routing_key: 0123456789abcdef0123456789abcdef, api: %[4]q}}
  ops: {slack: {token: xoxb-lab, channel: %[5]q, api: %[6]q}}
  staff: {email: {from: holdfast@lab.invalid, to: [%[7]s], smtp: %[8]q, user: %[9]s, password: "${SMTP_PASSWORD}", ca: %[10]s}}
routes:
  - {match: {check: [front-page]}, steps: [{after: 0s, to: [pager, ops, staff]}]}
  - {steps: []}
`, o.web.Address, secure, cert.cert, o.pager.Address(), alerttest.SlackChannel, o.slack.Address(),
		mailbox, o.mail.Address, mailUser, o.mail.tls.cert)
}

const (
	ofFrontPage = `{check="front-page"}`
	isBroken    = `holdfast_check_state{check="front-page",state="broken"}`
)

// calm wants Prometheus to see a monitor that is up and a page that holds, and
// nobody told.
func (o *outage) calm(t *testing.T) {
	t.Helper()
	o.life.Until(t, patience, "Prometheus sees that all is well", func() bool {
		return o.prom.shows(t, "up", 2, 1) && o.prom.shows(t, "probe_success"+ofFrontPage, 1, 1) &&
			o.prom.shows(t, "holdfast_check_success"+ofFrontPage, 1, 1) && o.prom.shows(t, isBroken, 1, 0)
	})
	o.lint(t)
	if n := len(o.pager.Seen()) + len(o.slack.Seen()) + len(o.mail.letters(t)); n > 0 {
		t.Errorf("%d messages while all is well: %v %v", n, o.pager.Seen(), o.slack.Seen())
	}
}

// down wants everybody to be told, Prometheus to see it, and no word of an end.
func (o *outage) down(t *testing.T) {
	t.Helper()
	o.life.Until(t, patience, "all are told of the outage", func() bool {
		return len(o.pager.Seen()) > 0 && len(o.slack.Seen()) > 0 && len(o.mail.letters(t)) > 0
	})
	o.life.Until(t, patience, "Prometheus sees the outage", func() bool {
		return o.prom.shows(t, "probe_success"+ofFrontPage, 1, 0) && o.prom.shows(t, "holdfast_check_success"+ofFrontPage, 1, 0) && o.prom.shows(t, isBroken, 1, 1) &&
			o.prom.shows(t, `holdfast_promise_state{state="broken"} == 1`, 1, 1)
	})
	o.lint(t)
	if o.did("resolved", o.pager) > 0 || o.did("updated", o.slack) > 0 || len(o.mail.letters(t)) > 1 {
		t.Errorf("resolved while the server is down")
	}
}

// over wants everybody to be told of the end, and Prometheus to see it.
func (o *outage) over(t *testing.T) {
	t.Helper()
	o.life.Until(t, patience, "all are told of the end", func() bool {
		return o.did("resolved", o.pager) > 0 && o.did("updated", o.slack) > 0 && len(o.mail.letters(t)) > 1
	})
	o.life.Until(t, patience, "Prometheus sees the end", func() bool {
		return o.prom.shows(t, "probe_success"+ofFrontPage, 1, 1) && o.prom.shows(t, isBroken, 1, 0)
	})
	o.lint(t)
	if !o.prom.shows(t, "min_over_time(up[10m])", 2, 1) {
		t.Errorf("Prometheus could not always scrape: %v", o.prom.ask(t, "min_over_time(up[10m])"))
	}
}

// did counts what people saw a receiver do.
func (*outage) did(action string, by alerttest.Receiver) int {
	n := 0
	for _, s := range by.Seen() {
		if s.Action == action {
			n++
		}
	}
	return n
}

// lint checks both pages of metrics.
func (o *outage) lint(t *testing.T) {
	t.Helper()
	lint(t, "http://"+o.monitor+"/metrics")
	lint(t, "http://"+o.monitor+"/probes")
}

// judge holds what everybody was told against what happened: one outage.
func (o *outage) judge(t *testing.T) {
	t.Helper()
	if o.did("opened", o.pager) != 1 || o.did("resolved", o.pager) != 1 || len(o.pager.Seen()) != 2 {
		t.Errorf("PagerDuty saw %v, want one incident opened and resolved", o.pager.Seen())
	}
	if o.did("posted", o.slack) != 1 {
		t.Errorf("Slack saw %v, want one post", o.slack.Seen())
	}
	letters := o.mail.letters(t)
	if len(letters) != 2 {
		t.Fatalf("%d letters in the mailbox, want two: opened and resolved\n%s", len(letters), o.mail.Log)
	}
	o.read(t, letters[0], "opened", "refused (RST)")
	o.read(t, letters[1], "resolved", "DOWN")
	if first, second := letters[0].Get("Message-Id"), letters[1].Get("References"); first == "" || !strings.Contains(second, first) {
		t.Errorf("the second letter refers to %q, want the first, %q", second, first)
	}
}

// read wants a letter that came over TLS with a login and says one thing in both
// of its parts.
func (o *outage) read(t *testing.T, l letter, step, cause string) {
	t.Helper()
	t.Logf("%s: %s\n%s", step, l.subject, l.text)
	if way := l.Get("Received"); !strings.Contains(way, "with esmtpsa") {
		t.Errorf("%s: received %q, want it over TLS with a login (esmtpsa, RFC 3848)", step, way)
	}
	if got := l.Get("X-Holdfast-Step"); got != step || !strings.Contains(l.subject, o.web.Address) && !strings.Contains(l.subject, "front-page") {
		t.Errorf("step %q, subject %q; want %s of the front page", got, l.subject, step)
	}
	for kind, text := range map[string]string{"text": l.text, "HTML": l.html} {
		for _, want := range []string{"front-page", cause} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in the %s:\n%s", step, want, kind, text)
			}
		}
	}
}
