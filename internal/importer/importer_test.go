package importer_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/alerting"
	"holdfast/config"
	"holdfast/internal/importer"
	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
	"holdfast/probes"
)

var update = flag.Bool("update", false, "write the golden files anew") //nolint:gochecknoglobals // a flag of the test

// load is the loader of the program, as the command uses it.
func load(text []byte, getenv func(string) (string, bool)) []draft.Refusal {
	_, err := config.Parse("holdfast.yaml", text, config.Options{Catalogue: config.Catalogue{Probes: probes.All(), Channels: alerting.All()}, Getenv: getenv})
	faults, ok := errors.AsType[config.Faults](err)
	if err != nil && !ok {
		return []draft.Refusal{{Text: err.Error()}}
	}
	var out []draft.Refusal
	for _, f := range faults {
		out = append(out, draft.Refusal{Line: f.Line, Text: f.Text})
	}
	return out
}

func options() importer.Options {
	// The kinds are named, so that a new one does not change what is golden.
	kinds := []string{"uptime", "tcp", "ping", "dns", "grpc", "heartbeat", "exposure", "unreachable", "tlsgrade"}
	return importer.Options{Kinds: kinds, Load: load, Read: os.ReadFile, Glob: filepath.Glob}
}

func read(t testing.TB, names ...string) []importer.File {
	t.Helper()
	var out []importer.File
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, importer.File{Name: "testdata/" + name, Data: data})
	}
	return out
}

// told is all that a person gets to see.
func told(r importer.Result) string {
	var b strings.Builder
	b.Write(r.Config)
	for _, s := range r.Secrets {
		fmt.Fprintf(&b, "secret %s: %s (%s) %s\n", s.Name, s.What, s.Place, s.Advice)
	}
	for _, l := range r.Left {
		fmt.Fprintf(&b, "left %s\n", l)
	}
	return b.String()
}

func TestImport(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{
		"gatus":      {"gatus.yaml"},
		"kuma":       {"kuma.json"},
		"blackbox":   {"blackbox.yml"},
		"prometheus": {"prometheus.yml", "blackbox.yml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := importer.Import(read(t, files...), options())
			if err != nil {
				t.Fatal(err)
			}
			got := told(result)
			if strings.Contains(got, "never-print-this") {
				t.Error("a secret is in what is shown")
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got; -update writes it)\n%s", diff)
			}
		})
	}
}

// TestEveryResultLoads loads each result with nothing but the variables that the
// user was told of.
func TestEveryResultLoads(t *testing.T) {
	t.Parallel()
	for _, files := range [][]string{{"gatus.yaml"}, {"kuma.json"}, {"blackbox.yml"}, {"prometheus.yml", "blackbox.yml"}, {"gatus.yaml", "kuma.json", "prometheus.yml", "blackbox.yml"}} {
		result, err := importer.Import(read(t, files...), options())
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]string{"TEAM": "web", "DOMAIN": "www.example.com", "APP_TOKEN": "t", "PAGERDUTY_KEY": "0123456789abcdef0123456789abcdef"}
		for _, s := range result.Secrets {
			known[s.Name] = "0123456789abcdef0123456789abcdef"
			if s.Known {
				known[s.Name] = s.Reveal()
			}
		}
		refused := load(result.Config, func(name string) (string, bool) { v, ok := known[name]; return v, ok })
		if len(refused) > 0 {
			t.Errorf("%v: %v\n%s", files, refused, result.Config)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"not a config": {"a: 1\n", []string{"x: is no config that is known"}},
		"no YAML":      {"endpoints: [\n", []string{"x:1:12: is not YAML"}},
		"no JSON":      {`{"monitorList": [`, []string{"x:1:18: is not JSON"}},
		"all at once": {"endpoints:\n  - url: https://a.example.com\n    interval: soon\n    conditions: [x]\n  - name: b\n  - 5\n", []string{
			"x:2:5: endpoints[0]: an endpoint has no name", "x:3:15: endpoints[0].interval: want a duration", "x:4:18: endpoints[0].conditions[0]: want a condition",
			"x:5:5: endpoints[1]: an endpoint has no url", "x:6:5: endpoints[2]: want a map, have a value",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := importer.Import([]importer.File{{Name: "x", Data: []byte(c.text)}}, options())
			if _, ok := errors.AsType[source.Faults](err); !ok {
				t.Fatalf("Import: %v, want faults", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("faults:\n%v\nwant one that begins %q", err, want)
				}
			}
		})
	}
}

// TestWhatTheLoaderRefusesIsAComment: one entry that cannot load does not spoil
// the others, and is told with the loader's words.
func TestWhatTheLoaderRefusesIsAComment(t *testing.T) {
	t.Parallel()
	text := "alerting: {pagerduty: {integration-key: too-short}}\nendpoints:\n" +
		"  - {name: good, url: 'https://a.example', conditions: ['[STATUS] == 200'], alerts: [{type: pagerduty}]}\n" +
		"  - {name: bad, url: 'http://a b/', conditions: ['[STATUS] == 200'], alerts: [{type: pagerduty}]}\n"
	result, err := importer.Import([]importer.File{{Name: "x", Data: []byte(text)}}, options())
	if err != nil {
		t.Fatal(err)
	}
	got := told(result)
	for _, want := range []string{"\n  - name: good\n", "\n  # - name: bad\n", "\n  # pagerduty:\n", "left x:4:6: bad: all of it: holdfast would refuse it: want an address", "channels: {}"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "too-short") || result.Checks != 1 {
		t.Errorf("%d checks, or a secret is shown:\n%s", result.Checks, got)
	}
}

// TestASecretIsStruckOutEverywhere: also where somebody wrote it a second time.
func TestASecretIsStruckOutEverywhere(t *testing.T) {
	t.Parallel()
	text := `{"monitorList": [{"name": "a", "type": "http", "url": "https://a.example", "authMethod": "bearer", "bearer_token": "tell-nobody-1", "description": "the token is tell-nobody-1"}]}`
	result, err := importer.Import([]importer.File{{Name: "x", Data: []byte(text)}}, options())
	if got := told(result); err != nil || strings.Contains(got, "tell-nobody") || !strings.Contains(got, "the token is <secret>") {
		t.Errorf("%v\n%s", err, got)
	}
}

// TestVariablesOfTheSourceStayItsOwn: a name that the source uses is not given to
// a secret.
func TestVariablesOfTheSourceStayItsOwn(t *testing.T) {
	t.Parallel()
	text := "alerting: {slack: {webhook-url: https://hooks.example.com/x}}\nendpoints: [{name: a, url: 'https://$SLACK_WEBHOOK/', conditions: ['[STATUS] == 200'], alerts: [{type: slack}]}]"
	result, err := importer.Import([]importer.File{{Name: "x", Data: []byte(text)}}, options())
	if err != nil || !strings.Contains(string(result.Config), `webhook: "${SLACK_WEBHOOK_2}"`) || !strings.Contains(string(result.Config), `https://${SLACK_WEBHOOK}/`) {
		t.Errorf("%v\n%s", err, result.Config)
	}
}

// TestWebSocket reads each source's WebSocket for a program that has the kind.
func TestWebSocket(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"gatus": {
			"endpoints: [{name: a, url: 'wss://a.example/x', body: hi, headers: {Cookie: c}, conditions: ['[BODY] == pat(*ok*)', '[CERTIFICATE_EXPIRATION] > 48h']}]",
			"    websocket:\n      url: \"wss://a.example/x\"\n      ping: \"off\"\n      headers: {Cookie: \"${A_COOKIE}\"}\n      send: hi\n      expect: ok\n      certificate: {days_left: 2}\n",
		},
		"kuma": {
			`{"monitorList": [{"name": "a", "type": "websocket-upgrade", "url": "wss://a.example/x", "wsSubprotocol": "soap"}]}`,
			"    websocket:\n      url: \"wss://a.example/x\"\n      subprotocol: soap\n      ping: \"off\"\n",
		},
		"blackbox": {
			"modules: {a: {prober: websocket, websocket: {http_config: {authorization: {credentials: tttt}}, query_response: [{send: hi}, {expect: ok}]}}}",
			"      websocket:\n        url: \"wss://{host}/\"\n        ping: \"off\"\n        bearer: \"${A_TOKEN}\"\n        send: hi\n        expect: ok\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := importer.Import([]importer.File{{Name: "x", Data: []byte(c.text)}}, importer.Options{Kinds: []string{"websocket"}})
			if err != nil || !strings.Contains(string(result.Config), c.want) {
				t.Errorf("%v\n%s\nwant in it:\n%s", err, result.Config, c.want)
			}
		})
	}
}

func TestOriginMayBeSaid(t *testing.T) {
	t.Parallel()
	file := importer.File{Name: "x", Data: []byte("alerting: {}\n"), From: importer.Gatus}
	result, err := importer.Import([]importer.File{file}, options())
	if err != nil || result.Checks != 0 {
		t.Errorf("Import = %d checks, %v", result.Checks, err)
	}
}

// FuzzImport demands of any file that importing ends with faults, or with a
// config that loads.
func FuzzImport(f *testing.F) {
	f.Add([]byte("alerting: {slack: {webhook-url: 'https://x.example/y'}, pagerduty: {integration-key: $K}}\nendpoints:\n  - {name: a, group: b, url: 'https://a.example', interval: 10s, headers: {X: '${Y}'}, conditions: ['[STATUS] == any(200, 4)', '[BODY] == pat(*a*)'], alerts: [{type: slack}]}"), uint8(0))
	f.Add([]byte("endpoints:\n- {name: d, url: 8.8.8.8, dns: {query-type: MX, query-name: a.example}, conditions: ['[BODY] == x', '[DNS_RCODE] == NOERROR']}\nexternal-endpoints: [{name: e, token: t, heartbeat: {interval: 1h}}]"), uint8(0))
	f.Add([]byte(`{"notificationList":[{"id":1,"name":"n","config":"{\"type\":\"slack\",\"slackwebhookURL\":\"https://x\"}"}],"monitorList":[{"name":"a","type":"keyword","url":"https://u:p@a/?token=s","keyword":"k","interval":60,"maxretries":2,"notificationIDList":{"1":true}},{"name":"p","type":"push","pushToken":"t"}]}`), uint8(0))
	f.Add([]byte("modules: {http_2xx: {prober: http, http: {basic_auth: {username: u, password: pppp}, fail_if_body_not_matches_regexp: [a]}}, d: {prober: dns, dns: {query_name: a, query_type: A}}}"), uint8(0))
	f.Add([]byte("scrape_configs: [{job_name: j, metrics_path: /probe, params: {module: [m]}, static_configs: [{targets: [a], labels: {b: c}}], relabel_configs: [{source_labels: [__address__], regex: '(.*)', target_label: __param_target}]}]"), uint8(0))
	f.Add([]byte("endpoints:\n- {name: \"a\\u2028b: #\", url: 'http://[::1]:x/', conditions: ['[STATUS] == 200']}"), uint8(1))
	f.Add([]byte(`{"monitorList":[{"name":"a","type":"http","url":"x","headers":"{"}]}`), uint8(2))
	f.Add([]byte("modules: {a: {prober: http}, b: {prober: tcp, tcp: {query_response: [{starttls: true}]}}}"), uint8(3))
	origins := []importer.Origin{"", importer.Gatus, importer.Kuma, importer.Blackbox, importer.Prometheus}
	o := options()
	o.Read, o.Glob = nil, nil
	f.Fuzz(func(t *testing.T, data []byte, from uint8) {
		files := []importer.File{{Name: "x", Data: data, From: origins[int(from)%len(origins)]}}
		result, err := importer.Import(files, o)
		if _, faults := errors.AsType[source.Faults](err); err != nil && !faults {
			t.Fatalf("%v\n%s", err, result.Config)
		}
	})
}
