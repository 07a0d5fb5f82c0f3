package email_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/email"
)

var update = flag.Bool("update", false, "write the golden files anew")

// build makes a channel from YAML settings.
func build(t testing.TB, text string, env holdfast.Env) (holdfast.Notifier, error) {
	t.Helper()
	return email.Kind().New(env, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(text), into, yaml.DisallowUnknownField())
	})
}

// must is build that ends the test on an error.
func must(t testing.TB, text string, env holdfast.Env) holdfast.Notifier {
	t.Helper()
	n, err := build(t, text, env)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const people = "to: [staff@lab.invalid, boss@lab.invalid]\nfrom: holdfast@lab.invalid\n"

// account is the account of the fake.
const account = "user: " + alerttest.MailUser + "\npassword: " + alerttest.MailPassword + "\n"

// plainly makes a channel that sends in the clear.
func plainly(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
	t.Helper()
	return must(t, people+account+"auth: plain\nsmtp: smtp://"+address+"?tls=none", env)
}

func TestSuite(t *testing.T) {
	t.Parallel()
	alerttest.Run(t, alerttest.Suite{
		Receiver: func(t testing.TB) alerttest.Receiver { return alerttest.NewMail(t, nil, false) },
		Notifier: plainly, Secrets: []string{alerttest.MailPassword}, NoWait: true,
		Want: map[alerttest.Mode]holdfast.Outcome{
			// Before the final dot nothing is taken, and 451 after it says so.
			alerttest.ResetBefore: holdfast.OutcomeRetry, alerttest.Gateway: holdfast.OutcomeRetry,
		},
	})
}

// TestSuiteTLS runs the suite once more behind STARTTLS, with a login.
func TestSuiteTLS(t *testing.T) {
	t.Parallel()
	certs := alerttest.NewCerts(t)
	alerttest.Run(t, alerttest.Suite{
		Receiver: func(t testing.TB) alerttest.Receiver { return alerttest.NewMail(t, certs, false) },
		Notifier: func(t testing.TB, address string, env holdfast.Env) holdfast.Notifier {
			t.Helper()
			return must(t, people+account+"ca: "+certs.File+"\nsmtp: "+address, env)
		},
		Secrets: []string{alerttest.MailPassword}, NoWait: true,
		Want: map[alerttest.Mode]holdfast.Outcome{
			alerttest.ResetBefore: holdfast.OutcomeRetry, alerttest.Gateway: holdfast.OutcomeRetry,
		},
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ yaml, want string }{
		"nobody":       {"smtp: x:25", "to: is empty; want at least one address"},
		"no address":   {"to: [a@b.example, staff]\nsmtp: x:25", `to.1: "staff" is no mail address; want one such as staff@example.com`},
		"forged":       {"to: [\"a@b.example\\r\\nBcc: c@d.example\"]\nsmtp: x:25", `to.0: "a@b.example Bcc: c@d.example" is no mail address; want one such as staff@example.com`},
		"sender":       {"to: [a@b.example]\nfrom: me\nsmtp: x:25", `from: "me" is no mail address; want one such as staff@example.com`},
		"no server":    {"to: [a@b.example]", "smtp: is missing; want the mail server as host:port, such as mail.example.com:587"},
		"port":         {"to: [a@b.example]\nsmtp: x:99999", "smtp: has the port 99999; want a number from 1 to 65535"},
		"scheme":       {"to: [a@b.example]\nsmtp: http://x:25", "smtp: has the scheme http; want smtp or smtps"},
		"account":      {"to: [a@b.example]\nsmtp: smtp://u:p@x:25", "smtp: holds an account; put it into user and password"},
		"twice":        {"to: [a@b.example]\nsmtp: smtps://x\ntls: none", "tls: is none, but smtp says implicit; say it once"},
		"tls":          {"to: [a@b.example]\nsmtp: x:25\ntls: maybe", "tls: is maybe; want starttls, implicit or none"},
		"no password":  {"to: [a@b.example]\nsmtp: x:25\nuser: u", "password: is missing beside a user"},
		"no user":      {"to: [a@b.example]\nsmtp: x:25\npassword: p", "user: is missing beside a password"},
		"auth":         {"to: [a@b.example]\nsmtp: x:25\nauth: ntlm", "auth: is ntlm; want auto, plain, login, cram-md5, scram-sha-256"},
		"ca not there": {"to: [a@b.example]\nsmtp: x:25\nca: /does/not/exist", "ca: open /does/not/exist: no such file or directory"},
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
	must(t, strings.ReplaceAll(email.Kind().Sample, "${SMTP_PASSWORD}", "x"), holdfast.Env{})
}

// TestWays sends over each sort of connection and login.
func TestWays(t *testing.T) {
	t.Parallel()
	certs := alerttest.NewCerts(t)
	trust := "ca: " + certs.File + "\n"
	for name, tc := range map[string]struct {
		certs    *alerttest.Certs
		implicit bool
		settings string
		want     string // the outcome and a part of the answer
		user     string
	}{
		"starttls":           {certs, false, trust + "smtp: %s", "accepted: after the final dot", ""},
		"starttls and auto":  {certs, false, trust + account + "smtp: %s", "accepted: after the final dot", "PLAIN holdfast"},
		"starttls and login": {certs, false, trust + account + "auth: login\nsmtp: %s", "accepted: after the final dot", "LOGIN holdfast"},
		"implicit":           {certs, true, trust + account + "smtp: smtps://%s", "accepted: after the final dot", "PLAIN holdfast"},
		"in the clear":       {nil, false, "tls: none\nsmtp: %s", "accepted: after the final dot", ""},
		"no starttls":        {nil, false, "smtp: %s", "retry: STARTTLS: not offered", ""},
		"unknown authority":  {certs, false, "smtp: %s", "retry: STARTTLS: tls: failed to verify certificate", ""},
		"clear password":     {nil, false, account + "smtp: smtp://%s?tls=none", "refused: AUTH: offers", ""},
		"wrong password":     {certs, false, trust + "user: holdfast\npassword: wr0ng-h0rse\nsmtp: %s", "refused: AUTH plain: 535", ""},
		"no auth there":      {certs, false, trust + account + "auth: scram-sha-256\nsmtp: %s", "refused: AUTH scram-sha-256: 504", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewMail(t, tc.certs, tc.implicit)
			n := must(t, people+fmt.Sprintf(tc.settings, fake.Address()), holdfast.Env{})
			r := n.Notify(t.Context(), alerttest.Opened())
			outcome, part, _ := strings.Cut(tc.want, ": ")
			if r.Outcome.String() != outcome || !strings.Contains(r.Answer, part) || strings.Contains(r.Answer, "h0rse") {
				t.Errorf("%+v, want %s", r, tc.want)
			}
			if diff := cmp.Diff(tc.user, strings.Join(fake.Users(), ",")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRecipients: one bad address does not keep the mail from the others.
func TestRecipients(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		unknown, full string
		attempt       int
		want          string
		to            string
	}{
		"one unknown":        {"boss@lab.invalid", "", 1, "accepted", "To staff@lab.invalid"},
		"one full":           {"", "boss@lab.invalid", 1, "retry", ""},
		"one full for long":  {"", "boss@lab.invalid", 3, "accepted", "To staff@lab.invalid"},
		"unknown and full":   {"boss@lab.invalid", "staff@lab.invalid", 3, "retry", ""},
		"everybody is there": {"", "", 1, "accepted", "To staff@lab.invalid boss@lab.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewMail(t, nil, false)
			fake.Unknown, fake.Full = tc.unknown, tc.full
			notice := alerttest.Opened()
			notice.Attempt = tc.attempt
			r := plainly(t, fake.Address(), holdfast.Env{}).Notify(t.Context(), notice)
			to := ""
			for _, seen := range fake.Seen() {
				to, _, _ = strings.Cut(seen.Text, "\n")
			}
			if diff := cmp.Diff([]string{tc.want, tc.to}, []string{r.Outcome.String(), to}); diff != "" {
				t.Errorf("%s\n%s", r.Answer, diff)
			}
			if tc.unknown != "" && !strings.Contains(r.Answer, tc.unknown) {
				t.Errorf("answer %q does not name %s", r.Answer, tc.unknown)
			}
		})
	}
}

// TestAfterDot maps the codes that a server may end with.
func TestAfterDot(t *testing.T) {
	t.Parallel()
	for reply, want := range map[int]holdfast.Outcome{
		421: holdfast.OutcomeRetry, 451: holdfast.OutcomeRetry, 452: holdfast.OutcomeRetry,
		500: holdfast.OutcomeRetry, 503: holdfast.OutcomeRetry,
		550: holdfast.OutcomeRefused, 552: holdfast.OutcomeRefused, 554: holdfast.OutcomeRefused,
	} {
		t.Run(strconv.Itoa(reply), func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewMail(t, nil, false)
			fake.AfterDot = reply
			if r := plainly(t, fake.Address(), holdfast.Env{}).Notify(t.Context(), alerttest.Opened()); r.Outcome != want {
				t.Errorf("%+v, want %v", r, want)
			}
		})
	}
}

// received reads the one mail that came.
func received(t *testing.T, fake *alerttest.Mail) *mail.Message {
	t.Helper()
	seen := fake.Seen()
	_, raw, _ := strings.Cut(seen[len(seen)-1].Text, "\n")
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// parts decodes text and HTML of a mail.
func parts(t *testing.T, m *mail.Message) []string {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err != nil {
			return out
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
}

// TestMail compares a whole mail with its golden file.
func TestMail(t *testing.T) {
	t.Parallel()
	for name, notice := range map[string]holdfast.Notice{
		"opened":   alerttest.Opened(),
		"resolved": alerttest.At(holdfast.StepResolved, 9, "<holdfast.1-482-ops-opened@lab.invalid>", "<b@lab.invalid>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := alerttest.NewMail(t, nil, false)
			n := plainly(t, fake.Address(), holdfast.Env{Now: alerttest.Noon})
			r := n.Notify(t.Context(), notice)
			m := received(t, fake)
			if r.Ref != m.Header.Get("Message-Id") {
				t.Errorf("ref %q, want the Message-ID %q", r.Ref, m.Header.Get("Message-Id"))
			}
			var b strings.Builder
			for _, h := range []string{
				"From", "To", "Subject", "Date", "Message-Id", "In-Reply-To", "References", "Auto-Submitted", "Importance",
				"X-Auto-Response-Suppress", "X-Holdfast-Step", "X-Holdfast-Check", "X-Holdfast-Severity", "X-Holdfast-Incident",
			} {
				fmt.Fprintf(&b, "%s: %s\n", h, m.Header.Get(h))
			}
			got := b.String() + "\n" + strings.Join(parts(t, m), "\n--\n")
			golden(t, name+".txt", got)
		})
	}
}

// golden compares got with a file below testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", path, diff)
	}
}

// TestHostile: whatever a target says, the mail keeps its size, its headers and
// its HTML.
func TestHostile(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewMail(t, nil, false)
	r := plainly(t, fake.Address(), holdfast.Env{}).Notify(t.Context(), alerttest.Longest())
	if r.Outcome != holdfast.OutcomeAccepted {
		t.Fatal(r)
	}
	raw := fake.Seen()[0].Text
	if len(raw) > 61<<10 {
		t.Errorf("the mail has %d bytes, want at most 60 KB", len(raw))
	}
	m := received(t, fake)
	if m.Header.Get("Bcc") != "" {
		t.Error("a header was forged")
	}
	both := parts(t, m)
	if strings.Contains(both[1], "<script>") || !strings.Contains(both[0], "5,000 faults") {
		t.Errorf("hostile HTML, or no count: %.500s", both)
	}
	for line := range strings.Lines(raw) {
		if len(line) > 1000 {
			t.Errorf("a line has %d bytes, want at most 998 (RFC 5322 §2.1.1)", len(line))
		}
	}
}
