package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/history"
	"holdfast/internal/journal"
	"holdfast/internal/statement"
	"holdfast/internal/view"
)

// house is what the pages read, with a memory of who acknowledged.
type house struct {
	acked    string
	beats    []string
	password holdfast.Secret
	notReady error
	audience board.Audience
	static   string
	reads    atomic.Int64 // of the past
	lost     error        // the past cannot be read
}

// Incident implements History.
func (h *house) Incident(_ context.Context, id string) (holdfast.Incident, []holdfast.Delivery, error) {
	if id != "7" {
		return holdfast.Incident{}, nil, journal.ErrNoIncident
	}
	i := estate().Open[0]
	return i, []holdfast.Delivery{{Notice: holdfast.Notice{Channel: "ops", Step: holdfast.StepOpened}, State: holdfast.DeliveryDone, Answer: "taken"}}, nil
}

// Past implements Past: ninety days of the broken check, the last of them bad.
func (h *house) Past(_ context.Context, at time.Time) (board.Past, error) {
	h.reads.Add(1)
	over := holdfast.Incident{
		ID: "1-3", Number: 3, Check: "app/uptime", Class: holdfast.ClassOutage, Headline: "DOWN", Reason: "503 from 10.0.0.5", Status: holdfast.Broken,
		Since: at.Add(-30 * time.Hour), Opened: at.Add(-30*time.Hour + 20*time.Second), Until: at.Add(-29 * time.Hour), Resolved: at.Add(-29*time.Hour + 20*time.Second), Looks: "3 of 3 looks in 20s",
	}
	var days []board.Day
	for i := range 90 {
		d := board.Day{At: at.UTC().Truncate(24*time.Hour).AddDate(0, 0, i-89), Times: history.Times{Up: 86_400_000}}
		switch i {
		case 3:
			d.Times = history.Times{Unknown: 86_400_000}
		case 88:
			d.Times, d.P50, d.P95 = history.Times{Up: 82_800_000, Down: 3_600_000}, 12*time.Millisecond, 40*time.Millisecond
		case 89:
			d.Times = history.Times{Up: 11_000_000}
		}
		days = append(days, d)
	}
	return board.Past{
		Days: map[string][]board.Day{"app/uptime": days}, Incidents: append(estate().Open, over),
		Windows: []board.Window{{Name: "new disks", Patterns: []string{"app/*"}, From: at.Add(time.Hour), Until: at.Add(2 * time.Hour)}},
	}, h.lost
}

// Detail implements Past.
func (h *house) Detail(_ context.Context, _ string, at time.Time) (board.Detail, error) {
	from := at.Truncate(time.Hour)
	return board.Detail{
		Hours: []board.Hour{
			{At: from, Looks: 6, P50: 3 * time.Millisecond, P95: 9 * time.Millisecond, Max: 20 * time.Millisecond},
			{At: from.Add(time.Hour), Looks: 6, Bad: 1},
			{At: from.Add(2 * time.Hour), Looks: 5, Missed: 1},
			{At: from.Add(3 * time.Hour)},
		},
		Changes: []board.Change{{At: from, Status: holdfast.Broken, Reason: "503 from 10.0.0.5"}},
	}, nil
}

func (h *house) web() *Web {
	return New(Options{
		View: estate, History: h, Past: h, Audience: func() board.Audience { return h.audience }, Static: func() string { return h.static }, URL: func() string { return "" }, Password: func() holdfast.Secret { return h.password }, Ready: func() error { return h.notReady },
		Metrics: http.NotFoundHandler(), Probes: http.NotFoundHandler(), Targets: http.NotFoundHandler(),
		Ack: func(_ context.Context, id, by string) error {
			h.acked = id + " by " + by
			return nil
		},
		Beat: func(_ context.Context, token string) (bool, error) {
			h.beats = append(h.beats, token)
			if token == "disk-gone" {
				return true, errors.New("no space left")
			}
			return token == "known", nil
		},
	})
}

// estate has one broken check whose reason is hostile, one that holds and one
// never looked at.
func estate() view.View {
	at := time.Date(2026, 11, 24, 3, 4, 10, 0, time.UTC)
	broken := view.Check{Check: holdfast.Check{ID: "db/unreachable", Name: "db/unreachable", Kind: "unreachable", Host: "db", Target: "db", Every: time.Minute}, Status: holdfast.Broken, Word: "broken", Since: at}
	broken.Last = holdfast.Verdict{At: at, Finding: holdfast.Finding{
		Status: holdfast.Broken, Headline: "EXPOSED", Reason: `said <script>alert("x")</script>`,
		Facts: []holdfast.Fact{{Name: "certificate_not_after", Value: at}, {Name: "open_ports", Value: []any{"80", "443"}}},
	}}
	good := view.Check{Check: holdfast.Check{ID: "app/uptime", Name: "app/uptime", Kind: "uptime", Host: "192.0.2.7"}, Status: holdfast.Holds, Word: "holds", Since: at}
	good.Last = holdfast.Verdict{At: at, Finding: holdfast.Finding{Status: holdfast.Holds, Reason: "200 in 3 ms"}}
	fresh := view.Check{Check: holdfast.Check{ID: "new/uptime", Name: "new/uptime", Host: "new", Every: time.Minute}, Word: "not yet looked"}
	return view.View{
		At: at.Add(time.Minute), Started: at, Checks: []view.Check{good, broken, fresh},
		Open:     []holdfast.Incident{{ID: "1-7", Number: 7, Check: "db/unreachable", Headline: "EXPOSED", Reason: broken.Last.Reason, Status: holdfast.Broken, Since: at, Opened: at}},
		Promises: []statement.State{{Promise: holdfast.Promise{Says: "Our databases cannot be reached."}, Status: holdfast.Broken, Proven: true, Since: at}, {Promise: holdfast.Promise{Says: "Backups run every hour."}}},
		Channels: []view.Channel{{Name: "ops", Kind: "slack", Waiting: 3, Oldest: at, LastError: "503"}}, Warnings: []string{"no anchor is configured"},
	}
}

// ask sends one request to a handler.
func ask(t *testing.T, h http.Handler, method, path string, change func(*http.Request)) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(url.Values{"by": {"ann"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestPagesSayWhatIsKnown(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{
		"/": {
			"1 of 3 checks broken", "no anchor is configured", "3 notices wait for channel ops: 503", "unproven", "not yet looked",
			"EXPOSED", "200 in 3 ms", `action="/incidents/7/ack"`,
		},
		"/incidents":             {"#7", "so far"},
		"/incidents/7":           {"EXPOSED", "taken", "opened", "2026-11-24 03:04:10 UTC"},
		"/maintenance":           {"new disks", "app/uptime"},
		"/checks/db/unreachable": {"open_ports", "80, 443", "6 looks, 1 broken", "5 looks, 0 broken, 0 unknown, 1 missing", "no look"},
	} {
		code, body := ask(t, new(house).web().Staff(), http.MethodGet, path, nil)
		if code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s lets a target's words through as HTML", path)
		}
	}
}

func TestMissingThings(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/incidents/99", "/checks/nothing", "/nothing"} {
		if code, _ := ask(t, new(house).web().Staff(), http.MethodGet, path, nil); code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, code)
		}
	}
}

func TestAcknowledge(t *testing.T) {
	t.Parallel()
	h := &house{}
	if code, _ := ask(t, h.web().Staff(), http.MethodPost, "/incidents/7/ack", nil); code != http.StatusSeeOther || h.acked != "7 by ann" {
		t.Errorf("%d, acked %q", code, h.acked)
	}
	h = &house{}
	code, _ := ask(t, h.web().Staff(), http.MethodPost, "/incidents/7/ack", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
	if code != http.StatusForbidden || h.acked != "" {
		t.Errorf("another site acknowledged in a person's name: %d, %q", code, h.acked)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	h := &house{password: "right"}
	staff := h.web().Staff()
	login := func(password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth("ann", password) }
	}
	for _, c := range []struct {
		name, path string
		login      func(*http.Request)
		code       int
	}{
		{"none", "/", nil, http.StatusUnauthorized},
		{"wrong", "/", login("wrong"), http.StatusUnauthorized},
		{"right", "/", login("right"), http.StatusOK},
		{"metrics too", "/metrics", nil, http.StatusUnauthorized},
		{"health is for machines", "/healthz", nil, http.StatusOK},
	} {
		if code, _ := ask(t, staff, http.MethodGet, c.path, c.login); code != c.code {
			t.Errorf("%s: %d, want %d", c.name, code, c.code)
		}
	}
	h.password = "changed" // by a reload
	if code, _ := ask(t, staff, http.MethodGet, "/", login("right")); code != http.StatusUnauthorized {
		t.Errorf("the old password still opens the page: %d", code)
	}
}

func TestHeartbeats(t *testing.T) {
	t.Parallel()
	h := &house{}
	public := h.web().Public()
	for _, c := range []struct {
		method, path string
		code         int
	}{
		{http.MethodGet, "/beat/known", http.StatusOK},
		{http.MethodHead, "/beat/known", http.StatusOK},
		{http.MethodPost, "/beat/known", http.StatusOK},
		{http.MethodDelete, "/beat/known", http.StatusMethodNotAllowed},
		{http.MethodGet, "/beat/other", http.StatusNotFound},
		{http.MethodGet, "/beat/disk-gone", http.StatusServiceUnavailable},
		{http.MethodGet, "/", http.StatusNotFound}, // nothing is named public
		{http.MethodGet, "/metrics", http.StatusNotFound},
		{http.MethodGet, "/checks/app/uptime", http.StatusNotFound},
	} {
		if code, _ := ask(t, public, c.method, c.path, nil); code != c.code {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, code, c.code)
		}
	}
	if len(h.beats) != 5 {
		t.Errorf("%d beats were handed on, want 5: %q", len(h.beats), h.beats)
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	h := &house{notReady: errors.New("the journal cannot be written")}
	if code, body := ask(t, h.web().Staff(), http.MethodGet, "/readyz", nil); code != http.StatusServiceUnavailable || !strings.Contains(body, "journal") {
		t.Errorf("%d: %s", code, body)
	}
}
