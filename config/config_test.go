package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/config"
)

// load parses a text that must be good.
func load(t *testing.T, text string) *config.Plan {
	t.Helper()
	plan, err := config.Parse("holdfast.yaml", []byte(text), options("testdata/good"))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return plan
}

// check returns the check of that name.
func check(t *testing.T, plan *config.Plan, name string) holdfast.Check {
	t.Helper()
	for _, c := range plan.Checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %q in the plan", name)
	return holdfast.Check{}
}

// refused parses a text that must be bad and returns its faults.
func refused(t *testing.T, text string) config.Faults {
	t.Helper()
	plan, err := config.Parse("holdfast.yaml", []byte(text), options("testdata/good"))
	var faults config.Faults
	if !errors.As(err, &faults) || plan != nil {
		t.Fatalf("Parse = %v, %v; want Faults", plan, err)
	}
	return faults
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	layers := []struct{ name, defaults, group, site, kind, want string }{
		{"built-in", "", "", "", "", ""},
		{"defaults", "owner: d", "", "", "", "d"},
		{"group over defaults", "owner: d", "owner: g", "", "", "g"},
		{"site over group", "owner: d", "owner: g", "owner: s", "", "s"},
		{"kind's map over site", "owner: d", "owner: g", "owner: s", "owner: k", "k"},
		{"kind's map in defaults over defaults", "owner: d, uptime: {owner: dk}", "", "", "", "dk"},
		{"site over kind's map in defaults", "uptime: {owner: dk}", "", "owner: s", "", "s"},
		{"off takes away", "owner: d", "", "owner: off", "", ""},
		{"off in the group", "owner: d", "owner: off", "", "", ""},
	}
	for _, tt := range layers {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := fmt.Sprintf("defaults: {%s}\ngroups: {g: {%s}}\nsites: {a.example.com: {group: g, uptime: {%s}%s}}\n", tt.defaults, tt.group, tt.kind, prefixed(tt.site))
			if got := check(t, load(t, text), "a.example.com/uptime").Owner; got != tt.want {
				t.Errorf("owner = %q, want %q; file:\n%s", got, tt.want, text)
			}
		})
	}
}

// prefixed puts a comma before a text that is not empty.
func prefixed(text string) string {
	if text == "" {
		return ""
	}
	return ", " + text
}

func TestOffTurnsKindsOffAndOn(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"every site kind", "sites: [h]", "uptime exposure unreachable tlsgrade"},
		{"off at the site", "sites: {h: {uptime: off, tlsgrade: off}}", "exposure unreachable"},
		{"off in defaults", "defaults: {uptime: off}\nsites: [h]", "exposure unreachable tlsgrade"},
		{"on again at the site", "defaults: {uptime: off}\nsites: {h: {uptime: on}}", "uptime exposure unreachable tlsgrade"},
		{"a map is on", "defaults: {uptime: off}\nsites: {h: {uptime: {path: /x}}}", "uptime exposure unreachable tlsgrade"},
		{"off in the group", "groups: {g: {uptime: off}}\nsites: {h: {group: g}}", "exposure unreachable tlsgrade"},
		{"another kind by name", "sites: {h: {tcp: {port: 22}, use: []}}", "tcp"},
		{"a site that is off", "sites: {h: off, i: {use: [], tcp: {port: 1}}}", "tcp"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, c := range load(t, tt.text).Checks {
				got = append(got, c.Kind)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConfirmScalesWithTheInterval(t *testing.T) {
	t.Parallel()
	tests := []struct {
		keys string
		want holdfast.Confirm
	}{
		{"every: 1m", holdfast.Confirm{Need: 3, Of: 3, Over: 20 * time.Second}},
		{"every: 40s", holdfast.Confirm{Need: 3, Of: 3, Over: 20 * time.Second}},
		{"every: 10s", holdfast.Confirm{Need: 3, Of: 3, Over: 5 * time.Second}},
		{"every: 10s, confirm: 2 of 4", holdfast.Confirm{Need: 2, Of: 4, Over: 5 * time.Second}},
		{"every: 10s, confirm: 2 of 4 over 1m", holdfast.Confirm{Need: 2, Of: 4, Over: time.Minute}},
		{"confirm: 1 of 1", holdfast.Confirm{Need: 1, Of: 1}},
	}
	for _, tt := range tests {
		got := check(t, load(t, "checks: [{name: x, tcp: {host: h, port: 1}, "+tt.keys+"}]"), "x").Confirm
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.keys, diff)
		}
	}
}

func TestSettingsHash(t *testing.T) {
	t.Parallel()
	hash := func(text string) string { return check(t, load(t, "checks: [{name: x, "+text+"}]"), "x").Settings }
	base := hash(`uptime: {url: "https://h/", auth: {user: u, password: secret-one}}, every: 1m`)
	tests := []struct {
		name, text string
		same       bool
	}{
		{"order and quotes", `uptime: {auth: {password: "secret-one", user: "u"}, url: https://h/}`, true},
		{"schedule and owner", `every: 5m, owner: me, severity: info, uptime: {url: "https://h/", auth: {user: u, password: secret-one}}`, true},
		{"a new password", `uptime: {url: "https://h/", auth: {user: u, password: secret-two}}`, true},
		{"another target", `uptime: {url: "https://i/", auth: {user: u, password: secret-one}}`, false},
		{"another setting", `uptime: {url: "https://h/", path: /x, auth: {user: u, password: secret-one}}`, false},
	}
	for _, tt := range tests {
		if got := hash(tt.text); (got == base) != tt.same {
			t.Errorf("%s: hash %s beside %s, want the same: %v", tt.name, got, base, tt.same)
		}
	}
}

func TestChannelHashKnowsSecrets(t *testing.T) {
	t.Parallel()
	hash := func(webhook string) string {
		return load(t, "sites: [h]\nchannels: {ops: {slack: {webhook: "+webhook+"}}}").Channels[0].Settings
	}
	if hash("secret-one") == hash("secret-two") {
		t.Error("a new secret left the channel's hash as it was")
	}
	if hash("secret-one") != hash("'secret-one'") {
		t.Error("the same secret in quotes changed the channel's hash")
	}
}

func TestPlanHashIsOfTheFilesAsWritten(t *testing.T) {
	t.Parallel()
	o := options("testdata/good")
	text := []byte("sites: [h]\nchannels: {ops: {slack: {webhook: \"${SLACK_WEBHOOK}\"}}}\n")
	one, err := config.Parse("a.yaml", text, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Getenv = func(name string) (string, bool) { return "another value", name == "SLACK_WEBHOOK" }
	two, err := config.Parse("b.yaml", text, o)
	if err != nil {
		t.Fatal(err)
	}
	if one.Hash != two.Hash || len(one.Hash) != 64 {
		t.Errorf("hashes %q and %q, want the same 64 digits", one.Hash, two.Hash)
	}
}

func TestKindsAreHandedTheWorld(t *testing.T) {
	t.Parallel()
	var got []holdfast.Env
	o := options(".")
	o.Env.Version = "1.2"
	o.Catalogue.Probes[4].New = func(env holdfast.Env, decode func(any) error) (holdfast.Prober, error) {
		got = append(got, env)
		return prober{}, decode(&tcpSettings{})
	}
	text := "checks: [{name: x, id: i, tcp: {}}, {name: y, tcp: {}}]\negress: open\nconsent: [10.0.0.0/8]\n"
	if _, err := config.Parse("x.yaml", []byte(text), o); err != nil {
		t.Fatal(err)
	}
	consent := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	want := []holdfast.Env{{Check: "i", Version: "1.2", Egress: "open", Consent: consent}, {Check: "y", Version: "1.2", Egress: "open", Consent: consent}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("env (-want +got):\n%s", diff)
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "a.localhost": true, "127.0.0.1": true, "10.1.2.3": true, "192.168.0.1": true, "169.254.1.1": true,
		"::1": true, "fd00::1": true, "fe80::1": true, "203.0.113.1": false, "example.com": false, "2001:db8::1": false, "localhost.example.com": false,
	} {
		got := check(t, load(t, "checks: [{name: x, tcp: {host: \""+host+"\", port: 1}}]"), "x").Local
		if got != want {
			t.Errorf("local(%s) = %v, want %v", host, got, want)
		}
	}
}

func TestEnvironmentOverrides(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file   string
		env          map[string]string
		data, listen string
		fault        string
	}{
		{"nothing said", "", map[string]string{"HOME": "/h"}, "/h/.local/state/holdfast", "127.0.0.1:9780", ""},
		{"systemd", "", map[string]string{"STATE_DIRECTORY": "/s:/t"}, "/s", "127.0.0.1:9780", ""},
		{"the file", "data: /f\nlisten: '[::1]:1'\n", map[string]string{"STATE_DIRECTORY": "/s"}, "/f", "[::1]:1", ""},
		{"variables win", "data: /f\nlisten: ':1'\n", map[string]string{"HOLDFAST_DATA": "/e", "HOLDFAST_LISTEN": "localhost:2"}, "/e", "localhost:2", ""},
		{"a variable that opens the page", "", map[string]string{"HOLDFAST_LISTEN": ":9780"}, "", "", "HOLDFAST_LISTEN: \":9780\" is reached from other machines"},
		{"with a password", "password: long-enough\n", map[string]string{"HOME": "/h", "HOLDFAST_LISTEN": ":9780"}, "/h/.local/state/holdfast", ":9780", ""},
		{"no address", "", map[string]string{"HOLDFAST_LISTEN": "nine"}, "", "", "HOLDFAST_LISTEN: want HOST:PORT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options(".")
			o.Getenv = func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }
			plan, err := config.Parse("x.yaml", []byte(tt.file+"sites: [h]\n"), o)
			switch {
			case tt.fault != "":
				if err == nil || !strings.Contains(err.Error(), tt.fault) {
					t.Errorf("error %v, want %q in it", err, tt.fault)
				}
			case err != nil:
				t.Error(err)
			case plan.Data != tt.data || plan.Listen != tt.listen:
				t.Errorf("data %q, listen %q; want %q, %q", plan.Data, plan.Listen, tt.data, tt.listen)
			}
		})
	}
}

func TestUnreadableFileIsNoFault(t *testing.T) {
	t.Parallel()
	_, err := config.Load("no-such.yaml", options("testdata/good"))
	var faults config.Faults
	if err == nil || errors.As(err, &faults) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "no-such.yaml") {
		t.Errorf("Load = %v, want the error of reading, with the path", err)
	}
}

func TestFaultKeepsItsPlace(t *testing.T) {
	t.Parallel()
	got := refused(t, "sites:\n  app.example.com: {exposre: {allow: [80]}}\n")[0]
	want := config.Fault{
		File: "holdfast.yaml", Line: 2, Column: 21, Path: "sites.app.example.com", Text: `no check kind "exposre"`,
		Hint: "did you mean exposure?", Source: "app.example.com: {exposre: {allow: [<secret>]}}", Width: 7,
	}
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "caret" }, cmp.Ignore())); diff != "" {
		t.Errorf("fault (-want +got):\n%s", diff)
	}
}

// A kind may quote what it was given; no fault may repeat it.
func TestKindsCannotTellSecrets(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"plain-canary-value", `canary "with" \quotes`, "canary\nof two lines", "canary: [yaml"} {
		o := options(".")
		o.Getenv = func(name string) (string, bool) { return secret, name == "CANARY" }
		o.Catalogue.Channels[0].New = func(_ holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
			var s slackSettings
			if err := decode(&s); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("token %s, quoted %q, in a setting: %w", s.Token.Reveal(), s.Token.Reveal(), &holdfast.SettingError{Field: "channel", Text: s.Token.Reveal()})
		}
		text := "sites: {a.example.com: {exposure: {allow: \"${CANARY}\"}}}\nchannels: {ops: {slack: {token: \"${CANARY}\", channel: x}}}\n"
		_, err := config.Parse("x.yaml", []byte(text), o)
		if err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("with the secret %q: %v", secret, err)
		}
	}
}

func TestFaultOfAListOfOne(t *testing.T) {
	t.Parallel()
	got := refused(t, "sites: {a.example.com: {uptime: {status: 999}}}\n")[0]
	if want := `holdfast.yaml:1:42: sites.a.example.com.uptime.status: 999 is no status code, want 100 to 599`; got.Head() != want {
		t.Errorf("fault %s, want %s", got.Head(), want)
	}
}

func TestMarksAndLineBreaksOfOtherEditors(t *testing.T) {
	t.Parallel()
	plain := "sites:\n  a.example.com: {uptme: {path: /}}\n"
	want := refused(t, plain)
	for name, text := range map[string]string{
		"CRLF": strings.ReplaceAll(plain, "\n", "\r\n"), "byte order mark": "\ufeff" + plain,
	} {
		if diff := cmp.Diff(want.Error(), refused(t, text).Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	bom := refused(t, "\ufeffsiets: [a.example.com]\n")[0]
	if bom.Column != 1 || bom.Source != "siets: [<secret>]" {
		t.Errorf("after a byte order mark: column %d, line %q; want 1 and the key shown", bom.Column, bom.Source)
	}
}

func TestShowOfOneName(t *testing.T) {
	t.Parallel()
	plan := load(t, "sites: [a.example.com, b.example.com]\nchannels: {ops: {slack: {webhook: \"${SLACK_WEBHOOK}\"}}}\n")
	tests := []struct {
		name   string
		blocks int
	}{{"a.example.com/uptime", 1}, {"a.example.com", 4}, {"*/uptime", 2}, {"ops", 1}, {"", 10}}
	for _, tt := range tests {
		var out strings.Builder
		if err := plan.Show(&out, tt.name); err != nil {
			t.Errorf("Show(%q): %v", tt.name, err)
		}
		if got := strings.Count("\n"+out.String(), "\ncheck ") + strings.Count("\n"+out.String(), "\nchannel ") + strings.Count("\n"+out.String(), "\nholdfast.yaml "); got != tt.blocks {
			t.Errorf("Show(%q) has %d blocks, want %d:\n%s", tt.name, got, tt.blocks, &out)
		}
	}
	err := plan.Show(&strings.Builder{}, "a.example.com/uptme")
	if want := `holdfast.yaml has no check, site or channel "a.example.com/uptme"; did you mean a.example.com/uptime?`; err == nil || err.Error() != want {
		t.Errorf("Show = %v, want %s", err, want)
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	one, err := config.Schema(catalogue())
	if err != nil {
		t.Fatal(err)
	}
	two, err := config.Schema(catalogue())
	if err != nil || string(one) != string(two) {
		t.Errorf("two schemas of one catalogue differ: %v", err)
	}
	var tree map[string]any
	if err := json.Unmarshal(one, &tree); err != nil {
		t.Fatal(err)
	}
	defs, _ := tree["$defs"].(map[string]any)
	for _, part := range strings.Split(string(one), `"$ref": "#/$defs/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if defs[name] == nil {
			t.Errorf("the schema refers to %s, which is not there", name)
		}
	}
	golden(t, "testdata/schema.json", string(one)+"\n")
}

func TestReference(t *testing.T) {
	t.Parallel()
	text, err := config.Reference(catalogue())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/reference.md", string(text))
}

func TestAliasesCannotGrow(t *testing.T) {
	t.Parallel()
	text := "x-a: &a [1,2,3,4,5,6,7,8,9]\n"
	for c := 'b'; c < 'k'; c++ {
		text += fmt.Sprintf("x-%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ","))
	}
	faults := refused(t, text+"sites: *j\n")
	if !strings.Contains(faults.Error(), "want at most") {
		t.Errorf("faults %v, want one about the size of an alias", faults)
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	t.Parallel()
	for _, opening := range []string{"[", "{a: ", "- ", "&a ", "!a "} {
		faults := refused(t, "sites: [h]\nx-deep: "+strings.Repeat(opening, 50_000))
		if len(faults) != 1 {
			t.Errorf("%q repeated: %d faults, want 1", opening, len(faults))
		}
	}
}

// BenchmarkLoad reads 2,000 sites, 8,000 checks.
func BenchmarkLoad(b *testing.B) {
	var text strings.Builder
	text.WriteString("defaults: {owner: platform, exposure: {allow: [80, 443]}}\nsites:\n")
	for i := range 2000 {
		fmt.Fprintf(&text, "  h%d.example.com: {uptime: {path: /health, every: 30s}, group: eu}\n", i)
	}
	for b.Loop() {
		if _, err := config.Parse("x.yaml", []byte(text.String()), options(".")); err != nil {
			b.Fatal(err)
		}
	}
}
