package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/slack"
)

const (
	token    = "xoxb-1-s3cret"
	hookPath = "/services/T0/B0/s3cr3tp4th"
)

// build makes a channel from YAML settings.
func build(t testing.TB, text string, env holdfast.Env) (holdfast.Notifier, error) {
	t.Helper()
	return slack.Kind().New(env, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(text), into, yaml.DisallowUnknownField())
	})
}

// bot makes a bot with further settings.
func bot(more string) func(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
	return func(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
		t.Helper()
		n, err := build(t, fmt.Sprintf("token: %s\nchannel: %q\napi: %s\n%s", token, alerttest.SlackChannel, address, more), env)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

// hook makes a webhook channel.
func hook(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
	t.Helper()
	n, err := build(t, "webhook: "+address+hookPath, env)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSuite(t *testing.T) {
	t.Parallel()
	history := func(t testing.TB) alerttest.Receiver { return alerttest.NewSlack(t) }
	dedups := func(t testing.TB) alerttest.Receiver {
		s := alerttest.NewSlack(t)
		s.Dedups, s.Blind = true, true
		return s
	}
	blind := func(t testing.TB) alerttest.Receiver {
		s := alerttest.NewSlack(t)
		s.Blind = true
		return s
	}
	hooks := func(t testing.TB) alerttest.Receiver { return alerttest.NewHook(t) }
	for name, s := range map[string]alerttest.Suite{
		"bot that reads back":    {Receiver: history, Notifier: bot(""), Secrets: []string{token}, Merges: true},
		"bot with client_msg_id": {Receiver: dedups, Notifier: bot("recovery: both"), Secrets: []string{token}, Merges: true},
		"bot that has neither":   {Receiver: blind, Notifier: bot("recovery: thread"), Secrets: []string{token}},
		"incoming webhook":       {Receiver: hooks, Notifier: hook, Secrets: []string{"s3cr3tp4th"}, Keyless: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			alerttest.Run(t, s)
		})
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ yaml, want string }{
		"nothing":     {"{}", "says neither who posts nor where; want token and channel, or webhook"},
		"both":        {"token: xoxb-1\nchannel: x\nwebhook: https://x.example", "webhook: stands beside token or channel; want either a bot (token and channel) or a webhook"},
		"no token":    {"channel: x", "token: is missing; want the bot token (xoxb-…) of a Slack app with the scope chat:write"},
		"app token":   {"token: xapp-1\nchannel: x", "token: is an app-level token (xapp-…), which cannot post; want the bot token (xoxb-…)"},
		"blank":       {"token: xoxb 1\nchannel: x", "token: holds white space; want the bot token (xoxb-…) alone"},
		"no channel":  {"token: xoxb-1\nchannel: '#'", "channel: is missing; want a channel's id (C0123456789) or its name (#ops)"},
		"recovery":    {"token: xoxb-1\nchannel: x\nrecovery: never", "recovery: is never; want update, thread or both"},
		"api":         {"token: xoxb-1\nchannel: x\napi: slack.com", "api: is no address; want one such as https://host.example.com/path"},
		"bad webhook": {"webhook: hooks.slack.com/x", "webhook: is no address; want one such as https://host.example.com/path"},
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
	if _, err := build(t, strings.ReplaceAll(slack.Kind().Sample, "${SLACK_BOT_TOKEN}", token), holdfast.Env{}); err != nil {
		t.Error(err)
	}
}

// live sends an incident's steps, each part of each, and returns the receipts.
func live(t *testing.T, n holdfast.Notifier, steps ...holdfast.Step) []holdfast.Receipt {
	t.Helper()
	parts, ok := n.(holdfast.Partitioner)
	if !ok {
		t.Fatal("the bot is no Partitioner")
	}
	var refs []string
	var out []holdfast.Receipt
	for i, step := range steps {
		for _, part := range parts.Parts(step) {
			notice := alerttest.At(step, i, refs...)
			notice.Part = part
			r := n.Notify(t.Context(), notice)
			if r.Outcome != holdfast.OutcomeAccepted {
				t.Fatalf("%s %s: %+v", step, part, r)
			}
			out, refs = append(out, r), append(refs, r.Ref)
		}
	}
	return out
}

// TestRecovery shows how each setting tells an incident's life.
func TestRecovery(t *testing.T) {
	t.Parallel()
	for recovery, want := range map[string][]string{
		"update": {"posted EXPOSED:", "replied EXPOSED,", "replied ACKNOWLEDGED", "updated RESOLVED:"},
		"thread": {"posted EXPOSED:", "replied EXPOSED,", "replied ACKNOWLEDGED", "replied RESOLVED:"},
		"both":   {"posted EXPOSED:", "replied EXPOSED,", "replied ACKNOWLEDGED", "updated RESOLVED:", "replied RESOLVED:"},
	} {
		t.Run(recovery, func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewSlack(t)
			n := bot("recovery: "+recovery)(t, fake.Address(), holdfast.Env{})
			live(t, n, holdfast.StepOpened, holdfast.StepWorse, holdfast.StepAcknowledged, holdfast.StepResolved)
			var got []string
			for _, seen := range fake.Seen() {
				word, _, _ := strings.Cut(seen.Text, " ")
				got = append(got, seen.Action+" "+word)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDeleted: a recovery whose message somebody deleted is a message of its own.
func TestDeleted(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewSlack(t)
	n := bot("")(t, fake.Address(), holdfast.Env{})
	ref := live(t, n, holdfast.StepOpened)[0].Ref
	fake.Delete()
	r := n.Notify(t.Context(), alerttest.At(holdfast.StepResolved, 5, ref))
	if seen := fake.Seen(); r.Outcome != holdfast.OutcomeAccepted || seen[len(seen)-1].Action != "posted" {
		t.Errorf("%+v, seen %+v", r, seen)
	}
}

// TestDoubt: in every step, an attempt that was taken although its answer was
// lost is found again.
func TestDoubt(t *testing.T) {
	t.Parallel()
	for _, mode := range []alerttest.Mode{alerttest.ResetAfter, alerttest.Gateway, alerttest.Garbage} {
		for _, step := range []holdfast.Step{holdfast.StepWorse, holdfast.StepReminder, holdfast.StepAcknowledged, holdfast.StepResolved} {
			t.Run(fmt.Sprint(mode, " ", step), func(t *testing.T) {
				t.Parallel()
				fake := alerttest.NewSlack(t)
				n := bot("")(t, fake.Address(), holdfast.Env{})
				notice := alerttest.At(step, 5, live(t, n, holdfast.StepOpened)[0].Ref)
				fake.Fail(mode)
				first := n.Notify(t.Context(), notice)
				notice.Attempt, notice.Doubt = 2, true
				second := n.Notify(t.Context(), notice)
				if first.Outcome != holdfast.OutcomeUnknown || second.Outcome != holdfast.OutcomeAccepted || len(fake.Seen()) != 2 {
					t.Errorf("%+v, then %+v; seen %d, want 2", first, second, len(fake.Seen()))
				}
			})
		}
	}
}

// TestWordsOfSlack maps the API's own words.
func TestWordsOfSlack(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]holdfast.Outcome{
		"invalid_auth": holdfast.OutcomeRefused, "channel_not_found": holdfast.OutcomeRefused,
		"msg_too_long": holdfast.OutcomeRefused, "ratelimited": holdfast.OutcomeRetry,
		"service_unavailable": holdfast.OutcomeRetry, "request_timeout": holdfast.OutcomeRetry,
		"internal_error": holdfast.OutcomeUnknown, "fatal_error": holdfast.OutcomeUnknown,
		"duplicate_message_not_found": holdfast.OutcomeRefused,
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewSlack(t)
			fake.Failing = word
			got := bot("")(t, fake.Address(), holdfast.Env{}).Notify(t.Context(), alerttest.Opened())
			if diff := cmp.Diff(holdfast.Receipt{Outcome: want, Answer: "Slack refused: " + word}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestMessage compares a whole message with its golden text, and that hostile
// text neither mentions nor links.
func TestMessage(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewSlack(t)
	n := bot("")(t, fake.Address(), holdfast.Env{})
	n.Notify(t.Context(), alerttest.Opened())
	parts := strings.SplitN(fake.Seen()[0].Text, "\n", 3)
	var blocks []map[string]any
	if err := json.Unmarshal([]byte(parts[1]), &blocks); err != nil {
		t.Fatal(err)
	}
	title := "EXPOSED: Redis on db2.example.com:6379 answers without a password, since 03:04:10 UTC"
	want := []map[string]any{
		{"type": "header", "text": map[string]any{"type": "plain_text", "text": title, "emoji": false}},
		{"type": "section", "text": map[string]any{"type": "mrkdwn", "verbatim": true, "text": strings.Join([]string{
			"*saw*  203.0.113.40:6379 said Redis 7.0.15, no AUTH asked; wanted no answer; 3 of 3 looks in 20 s",
			`*breaks*  "Database servers are only accessible from the internal network."`,
			"*do*  drop 6379 on 203.0.113.40, then: holdfast check db2.example.com/unreachable",
			"• runbook https://runbooks.example.com/redis",
			"*told*  pager, ops at once; staff after 15 min unless acknowledged",
			"*page*  https://status.example.com/incidents/482",
			"*check*  db2.example.com/unreachable, critical, owner platform, group eu, incident 482",
		}, "\n")}},
	}
	if diff := cmp.Diff(want, blocks); diff != "" {
		t.Error(diff)
	}
	wantMeta := `{"event_type":"holdfast_notice","event_payload":{"id":"1-482-ops-opened"}}`
	if diff := cmp.Diff([]string{title, wantMeta}, []string{parts[0], parts[2]}); diff != "" {
		t.Error(diff)
	}
	if key := fake.Seen()[0].Key; !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(key) {
		t.Errorf("client_msg_id %q is no UUID of version 8", key)
	}
}
