package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/webhook"
)

const token = "t0ken-canary"

// build makes a channel from YAML settings.
func build(t testing.TB, text string, env holdfast.Env) (holdfast.Notifier, error) {
	t.Helper()
	return webhook.Kind().New(env, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(text), into, yaml.DisallowUnknownField())
	})
}

// sender makes a channel that sends to address.
func sender(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
	t.Helper()
	n, err := build(t, "url: "+address+"/hook\nsecret: "+token+"\nheaders: {X-Token: "+token+"}\n", env)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSuite(t *testing.T) {
	t.Parallel()
	alerttest.Run(t, alerttest.Suite{
		Receiver: func(t testing.TB) alerttest.Receiver { return alerttest.NewWeb(t) },
		Notifier: sender, Secrets: []string{token},
		Want: map[alerttest.Mode]holdfast.Outcome{alerttest.Garbage: holdfast.OutcomeAccepted}, // any body is an answer
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ yaml, field string }{
		"no url":          {"secret: x", "url"},
		"another scheme":  {"url: ftp://x/y", "url"},
		"broken template": {"url: http://x.example/\nbody: '{{.Text'", "body"},
		"unknown field":   {"url: http://x.example/\nbody: '{{.Nothing}}'", "body"},
		"only when over":  {"url: http://x.example/\nbody: '{\"at\": {{.Until.Unix}}}'", "body"},
		"not quoted":      {"url: http://x.example/\nbody: '{\"text\": \"{{.Text}}\"}'", "body"},
		"header name":     {"url: http://x.example/\nheaders: {'X Token': a}", "headers"},
		"header value":    {"url: http://x.example/\nheaders: {X-Token: \"a\\r\\nX-B: c\"}", "headers"},
		"our own header":  {"url: http://x.example/\nheaders: {idempotency-key: a}", "headers"},
		"no media type":   {"url: http://x.example/\ncontent_type: ''", "content_type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := build(t, c.yaml, holdfast.Env{})
			var fault *holdfast.SettingError
			if !errors.As(err, &fault) || fault.Field != c.field {
				t.Errorf("error %v, want a SettingError of %s", err, c.field)
			}
		})
	}
}

func TestRecoveryTellsHowLongItWas(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewWeb(t)
	n := sender(t, fake.Address(), holdfast.Env{})
	n.Notify(t.Context(), alerttest.Opened())
	n.Notify(t.Context(), alerttest.At(holdfast.StepResolved, 9))
	seen := fake.Seen()
	var first, last webhook.Body
	for i, into := range []*webhook.Body{&first, &last} {
		if err := json.Unmarshal([]byte(seen[i].Text), into); err != nil {
			t.Fatal(err)
		}
	}
	if first.Status != "firing" || strings.Contains(strings.ToLower(seen[0].Text), "resolve") {
		t.Errorf("the opening speaks of a recovery: %s", seen[0].Text)
	}
	if last.Status != "resolved" || last.Seconds <= 0 || last.DedupKey != first.DedupKey || last.ID == first.ID {
		t.Errorf("the recovery is %+v", last)
	}
}

func TestSignatureCoversTimestampAndBody(t *testing.T) {
	t.Parallel()
	got := make(chan bool, 1)
	address := alerttest.NewServer(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(token))
		mac.Write([]byte(r.Header.Get("X-Holdfast-Timestamp") + "." + string(body)))
		got <- r.Header.Get("X-Holdfast-Signature") == "sha256="+hex.EncodeToString(mac.Sum(nil)) &&
			r.Header.Get("X-Holdfast-Timestamp") == "1795491870" && r.Header.Get("X-Token") == token
		w.WriteHeader(http.StatusNoContent)
	})
	now := func() time.Time { return time.Unix(1795491870, 0) }
	if r := sender(t, address, holdfast.Env{Now: now}).Notify(t.Context(), alerttest.Opened()); r.Outcome != holdfast.OutcomeAccepted {
		t.Fatalf("%+v", r)
	}
	if !<-got {
		t.Error("the signature does not cover what was sent")
	}
}

// TestFormTemplate: what is not declared as JSON need not be any.
func TestFormTemplate(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewWeb(t)
	n, err := build(t, "url: "+fake.Address()+"/x\ncontent_type: text/plain\nbody: '{{.Title}}'\n", holdfast.Env{})
	if err != nil {
		t.Fatal(err)
	}
	n.Notify(t.Context(), alerttest.At(holdfast.StepDrill, 0))
	if diff := cmp.Diff("DRILL: nothing is wrong, this tests the way to ops", fake.Seen()[0].Text); diff != "" {
		t.Error(diff)
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("${HOOK_TOKEN}", token, "${HOOK_SECRET}", token).Replace(webhook.Kind().Sample)
	if _, err := build(t, text, holdfast.Env{}); err != nil {
		t.Error(err)
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewWeb(t)
	n, err := build(t, "url: "+fake.Address()+"/x\nbody: '{\"msg\": {{json .Title}}, \"n\": {{.Incident}}}'\n", holdfast.Env{})
	if err != nil {
		t.Fatal(err)
	}
	n.Notify(t.Context(), alerttest.Opened())
	want := `{"msg": "EXPOSED: Redis on db2.example.com:6379 answers without a password, since 03:04:10 UTC", "n": 482}`
	if diff := cmp.Diff(want, fake.Seen()[0].Text); diff != "" {
		t.Error(diff)
	}
}
