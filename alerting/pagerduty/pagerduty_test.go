package pagerduty_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/pagerduty"
)

const key = "0123456789abcdef0123456789abcdef"

// build makes a channel from YAML settings.
func build(t testing.TB, text string, env holdfast.Env) (holdfast.Notifier, error) {
	t.Helper()
	return pagerduty.Kind().New(env, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(text), into, yaml.DisallowUnknownField())
	})
}

// sender makes a channel that sends to address.
func sender(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
	t.Helper()
	n, err := build(t, "routing_key: "+key+"\napi: "+address+"/\n", env)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSuite(t *testing.T) {
	t.Parallel()
	alerttest.Run(t, alerttest.Suite{
		Receiver: func(t testing.TB) alerttest.Receiver { return alerttest.NewPagerDuty(t) },
		Notifier: sender, Secrets: []string{key}, Merges: true,
		Want: map[alerttest.Mode]holdfast.Outcome{alerttest.Gateway: holdfast.OutcomeRetry}, // the key merges
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ yaml, want string }{
		"no key":      {"api: https://x.example", "routing_key: has 0 characters, want the 32 of an integration key (service, Integrations, Events API v2)"},
		"short key":   {"routing_key: abc", "routing_key: has 3 characters, want the 32 of an integration key (service, Integrations, Events API v2)"},
		"no scheme":   {"routing_key: " + key + "\napi: events.pagerduty.com", "api: is no address; want one such as https://host.example.com/path"},
		"file scheme": {"routing_key: " + key + "\napi: file://x/y", "api: has the scheme file; want http or https"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := build(t, tc.yaml, holdfast.Env{})
			if _, ok := errors.AsType[*holdfast.SettingError](err); !ok {
				t.Fatalf("error %v, want a SettingError", err)
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(pagerduty.Kind().Sample, "${PAGERDUTY_KEY}", key)
	if _, err := build(t, text, holdfast.Env{}); err != nil {
		t.Error(err)
	}
}

// TestVerbs follows an incident through PagerDuty's eyes.
func TestVerbs(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewPagerDuty(t)
	n := sender(t, fake.Address(), holdfast.Env{})
	for i, step := range []holdfast.Step{
		holdfast.StepOpened, holdfast.StepWorse, holdfast.StepReminder, holdfast.StepAcknowledged, holdfast.StepResolved,
	} {
		if r := n.Notify(t.Context(), alerttest.At(step, i)); r.Outcome != holdfast.OutcomeAccepted {
			t.Fatalf("%s: %+v", step, r)
		}
	}
	var got []string
	for _, seen := range fake.Seen() {
		got = append(got, seen.Action+" "+seen.Key)
	}
	const k = " hf-5c1d-1-482"
	if diff := cmp.Diff([]string{"opened" + k, "merged" + k, "acknowledged" + k, "resolved" + k}, got); diff != "" {
		t.Error(diff)
	}
}

// TestEvent compares a whole event.
func TestEvent(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewPagerDuty(t)
	sender(t, fake.Address(), holdfast.Env{}).Notify(t.Context(), alerttest.Opened())
	var got map[string]any
	if err := json.Unmarshal([]byte(fake.Seen()[0].Text), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"routing_key": key, "event_action": "trigger", "dedup_key": "hf-5c1d-1-482", "client": "Holdfast",
		"client_url": "https://status.example.com/incidents/482",
		"links": []any{
			map[string]any{"href": "https://status.example.com/incidents/482", "text": "the incident in Holdfast"},
			map[string]any{"href": "https://runbooks.example.com/redis", "text": "runbook"},
		},
		"payload": map[string]any{
			"summary": "EXPOSED: Redis on db2.example.com:6379 answers without a password, since 03:04:10 UTC",
			"source":  "db2.example.com", "severity": "critical", "timestamp": "2026-11-24T03:04:30Z",
			"component": "unreachable", "group": "eu", "class": "EXPOSED",
			"custom_details": map[string]any{
				"saw":    "203.0.113.40:6379 said Redis 7.0.15, no AUTH asked; wanted no answer; 3 of 3 looks in 20 s",
				"breaks": `"Database servers are only accessible from the internal network."`,
				"do":     "drop 6379 on 203.0.113.40, then: holdfast check db2.example.com/unreachable\nrunbook https://runbooks.example.com/redis",
				"told":   "pager, ops at once; staff after 15 min unless acknowledged",
				"page":   "https://status.example.com/incidents/482",
				"check":  "db2.example.com/unreachable, critical, owner platform, group eu, incident 482",
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestReasons: a refusal hands on PagerDuty's own list of faults, and a reminder
// sends nothing.
func TestReasons(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewPagerDuty(t)
	n := sender(t, fake.Address(), holdfast.Env{})
	fake.Fail(alerttest.Refuse)
	r := n.Notify(t.Context(), alerttest.Opened())
	if want := "PagerDuty answered 400: Event object is invalid; 'payload.summary' is missing or blank;"; !strings.HasPrefix(r.Answer, want) {
		t.Errorf("answer %q, want %q…", r.Answer, want)
	}
	r = n.Notify(t.Context(), alerttest.At(holdfast.StepReminder, 1))
	want := holdfast.Receipt{Outcome: holdfast.OutcomeAccepted, Answer: "not sent: PagerDuty reminds by itself"}
	if diff := cmp.Diff(want, r); diff != "" || fake.Calls() != 1 {
		t.Errorf("%d calls, %s", fake.Calls(), diff)
	}
}

// TestForeign202: an answer that is not PagerDuty's is believed the second time
// only.
func TestForeign202(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewPagerDuty(t)
	n := sender(t, fake.Address(), holdfast.Env{})
	fake.Fail(alerttest.Garbage, alerttest.Garbage)
	notice := alerttest.Opened()
	first := n.Notify(t.Context(), notice)
	notice.Attempt, notice.Doubt = 2, true
	second := n.Notify(t.Context(), notice)
	if first.Outcome != holdfast.OutcomeUnknown || second.Outcome != holdfast.OutcomeAccepted {
		t.Errorf("outcomes %v, %v; want unknown, accepted", first.Outcome, second.Outcome)
	}
}

// TestRedirect: the routing key goes nowhere else.
func TestRedirect(t *testing.T) {
	t.Parallel()
	server := alerttest.NewServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://elsewhere.example/t0ken")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	r := sender(t, server, holdfast.Env{}).Notify(t.Context(), alerttest.Opened())
	want := holdfast.Receipt{
		Outcome: holdfast.OutcomeRefused,
		Answer:  "PagerDuty answered 307 to https://elsewhere.example; redirects are not followed, put the new address into the settings",
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
}
