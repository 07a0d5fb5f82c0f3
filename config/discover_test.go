package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/config"
)

// lists is a Discoverer with one list.
type lists struct {
	targets []config.Target
	err     error
	seen    config.Discovery
}

func (l *lists) Open(d config.Discovery) (holdfast.Prober, []config.Target, error) {
	l.seen = d
	return nil, l.targets, l.err
}

func (l *lists) Check(d config.Discovery) error {
	if len(d.Allow) == 0 {
		return &holdfast.SettingError{Field: "allow", Text: "is not given"}
	}
	return nil
}

func TestDiscover(t *testing.T) {
	t.Parallel()
	l := &lists{targets: []config.Target{
		{Address: "named.example.com", Host: "named.example.com"},
		{Address: "a.example.com", Host: "a.example.com", Labels: map[string]string{"team": "web", "__meta_x": "y"}},
		{Address: "a.example.com:8443", Host: "a.example.com"},
	}}
	o := options("testdata")
	o.Discover = l
	text := "data: /d\nsites: [named.example.com]\ntemplates:\n  t: [{name: port, uptime: {url: \"https://{target}/\"}}]\n" +
		"discover:\n  web: {files: [targets/*.json], allow: [.example.com], use: [site, t], owner: ops, labels: {team: default, env: prod}, every: 5m}\n"
	plan, err := config.Parse("testdata/x.yaml", []byte(text), o)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]map[string]string{}
	for _, c := range plan.Checks {
		got[c.Name] = c.Labels
	}
	own, def := map[string]string{"team": "web", "env": "prod"}, map[string]string{"team": "default", "env": "prod"}
	for name, want := range map[string]map[string]string{
		"a.example.com/port": own, "a.example.com:8443/port": def, "named.example.com/port": def, "discover/web": def, "a.example.com/uptime": own,
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("labels of %s (-want +got):\n%s", name, diff)
		}
	}
	if l.seen.Files[0] != "testdata/targets/*.json" || l.seen.Last != "/d/lists/web.json" {
		t.Errorf("discovery is %+v", l.seen)
	}
	for _, c := range plan.Checks {
		if c.Name == "discover/web" && (c.Every.Minutes() != 5 || c.Owner != "ops") {
			t.Errorf("the list's own check is %+v", c)
		}
	}
}

// TestDiscoverIsLoud: a list without rules is refused, one that cannot be read
// is warned of, and another's word never spoils the config.
func TestDiscoverIsLoud(t *testing.T) {
	t.Parallel()
	o := options("testdata")
	o.Discover = &lists{}
	if _, err := config.Parse("x.yaml", []byte("discover: {web: {files: [a]}}\n"), o); err == nil || !strings.Contains(err.Error(), "discover.web.allow: is not given") {
		t.Errorf("without allow: %v", err)
	}
	o.Discover = &lists{err: errors.New("connection refused")}
	plan, err := config.Parse("x.yaml", []byte("discover: {web: {url: 'http://a', allow: [a]}}\n"), o)
	if err != nil || !strings.Contains(plan.Warnings[len(plan.Warnings)-1].Text, "connection refused") || len(plan.Checks) != 1 {
		t.Errorf("unreadable: %v, %+v", err, plan)
	}
	o.Discover = &lists{targets: []config.Target{{Address: "a", Host: "a"}, {Address: "a", Host: "a"}}}
	text := "checks: [{name: a/port, tcp: {host: b, port: 1}}]\ntemplates: {t: [{name: port, tcp: {host: '{host}', port: 1}}]}\ndiscover: {web: {url: 'http://a', allow: [a], use: [t]}}\n"
	if plan, err := config.Parse("x.yaml", []byte(text), o); err != nil || len(plan.Checks) != 2 {
		t.Errorf("a name that is taken: %v, %+v", err, plan)
	}
}
