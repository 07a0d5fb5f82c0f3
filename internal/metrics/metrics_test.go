package metrics

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/statement"
	"holdfast/internal/view"
)

// estate has two checks of one address, one never looked at, and one of each
// thing that has a series.
func estate() view.View {
	at := time.Date(2026, 11, 24, 3, 4, 10, 0, time.UTC)
	up := view.Check{Check: holdfast.Check{ID: "app/uptime", Name: "app/uptime", Kind: "uptime", Host: "app", Target: "https://app/"}, Status: holdfast.Holds, Since: at}
	up.Last = holdfast.Verdict{Check: "app/uptime", At: at, Took: 143 * time.Millisecond, Finding: holdfast.Finding{
		Status: holdfast.Holds, Reason: "200",
		Facts: []holdfast.Fact{
			{Name: "status_code", Value: int64(200)},
			{Name: "http_version", Value: "HTTP/2.0"},
			{Name: "tls_version", Value: "TLS 1.3"},
			{Name: "cipher_suite", Value: "TLS_AES_128_GCM_SHA256"},
			{Name: "certificate_not_after", Value: at.Add(24 * time.Hour)},
			{Name: "ip_protocol", Value: int64(4)},
		},
		Measures: []holdfast.Measure{{Name: "dns_seconds", Value: 0.012}, {Name: "connect_seconds", Value: 0.028}, {Name: "body_bytes", Value: 512}, {Name: "content_length_bytes", Value: 512}, {Name: "last_modified_timestamp_seconds", Value: 1.5e9}},
	}}
	second := up
	second.ID, second.Last.Check = "app/uptime2", "app/uptime2"
	fresh := view.Check{Check: holdfast.Check{ID: "new/uptime", Kind: "uptime", Host: "new", Target: "https://new/"}, Word: "not yet looked"}
	exposed := view.Check{Check: holdfast.Check{ID: "db/exposure", Kind: "exposure", Host: "db", Target: "db"}, Status: holdfast.Broken, Since: at}
	exposed.Last = holdfast.Verdict{Check: "db/exposure", At: at, Finding: holdfast.Finding{
		Status: holdfast.Broken, Facts: []holdfast.Fact{{Name: "open_ports", Value: []string{"80", "443", "6379"}}},
		Faults: []holdfast.Fault{{Key: "port/6379", Status: holdfast.Broken, Text: "Redis"}},
	}}
	return view.View{
		At: at, Started: at, Version: "test", ClockSteps: 1, Reload: view.Reload{Good: at}, Checks: []view.Check{up, second, fresh, exposed},
		Promises: []statement.State{{Promise: holdfast.Promise{ID: "firewall"}, Status: holdfast.Broken, Proven: true, Verified: at, Members: []statement.Member{{Check: "db/exposure"}}}, {Promise: holdfast.Promise{ID: "backups"}}},
		Open:     []holdfast.Incident{{ID: "1-7", Number: 7, Check: "db/exposure", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical, Since: at}},
		Channels: []view.Channel{{Name: "ops", Waiting: 2, Oldest: at, LastSuccess: at}},
	}
}

func fetch(t *testing.T, h http.Handler) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, err %v: %s", w.Code, err, body)
	}
	return string(body)
}

func TestMetricsPage(t *testing.T) {
	t.Parallel()
	m := New()
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Holds}})
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime"})
	m.ObserveMissed("app/uptime")
	m.ObserveDelivery("ops", holdfast.OutcomeAccepted, 300*time.Millisecond, 21*time.Second)
	m.ObserveLook(holdfast.Check{ID: "app/uptime", Kind: "uptime"}, time.Millisecond, 143*time.Millisecond)
	got := fetch(t, m.Handler(estate))
	for _, want := range []string{
		`holdfast_check_success{check="app/uptime",target="app"} 1`,
		`holdfast_check_success{check="db/exposure",target="db"} 0`,
		`holdfast_check_state{check="new/uptime",state="unknown",target="new"} 1`,
		`holdfast_check_runs_total{check="app/uptime",result="error",target="app"} 1`,
		`holdfast_check_missed_runs_total{check="app/uptime",target="app"} 1`,
		`holdfast_forbidden_port_open{check="db/exposure",port="6379",target="db"} 1`,
		`holdfast_open_ports{check="db/exposure",target="db"} 3`,
		`holdfast_promise_state{promise="backups",state="unproven"} 1`,
		`holdfast_promise_state{promise="firewall",state="broken"} 1`,
		`holdfast_incidents_open{severity="critical"} 1`,
		`holdfast_notifications_total{channel="ops",result="accepted"} 1`,
		`holdfast_config_last_reload_successful 1`,
		`holdfast_clock_steps_total 1`,
		`holdfast_targets 3`,
		`holdfast_checks{kind="uptime",state="holds"} 2`,
		`holdfast_checks_stale{kind="uptime"} 1`,
		`holdfast_runs_total{kind="uptime",result="pass"} 1`,
		`holdfast_check_last_duration_seconds{check="app/uptime",target="app"} 0.143`,
		`holdfast_check_last_run_timestamp_seconds{check="app/uptime",target="app"} 1795489450`,
		`holdfast_alert_delay_seconds_bucket{channel="ops",le="32"} 1`,
		`holdfast_incident_start_timestamp_seconds{check="db/exposure",class="outage",incident="1-7",number="7",promise="firewall",severity="critical",target="db"} 1795489450`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("missing: %s", want)
		}
	}
	for _, never := range []string{`holdfast_check_success{check="new/uptime"`, "instance="} {
		if strings.Contains(got, never) {
			t.Errorf("there is %s, and must not be", never)
		}
	}
}

func TestProbesPageKeepsTwoChecksOfOneAddressApart(t *testing.T) {
	t.Parallel()
	got := fetch(t, New().Probes(estate))
	for _, want := range []string{
		`probe_success{check="app/uptime",instance="https://app/",module="uptime"} 1`,
		`probe_success{check="app/uptime2",instance="https://app/",module="uptime"} 1`,
		`probe_http_duration_seconds{check="app/uptime",instance="https://app/",module="uptime",phase="resolve"} 0.012`,
		`probe_http_version{check="app/uptime",instance="https://app/",module="uptime"} 2`,
		`probe_http_content_length{check="app/uptime",instance="https://app/",module="uptime"} 512`,
		`probe_http_last_modified_timestamp_seconds{check="app/uptime",instance="https://app/",module="uptime"} 1500000000`,
		`probe_ip_protocol{check="app/uptime",instance="https://app/",module="uptime"} 4`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("missing: %s", want)
		}
	}
	if strings.Contains(got, "new/uptime") {
		t.Error("a check that was never looked at has a series")
	}
}
