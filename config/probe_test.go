package config_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/config"
)

func TestProbeSection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		want  config.Probe
		fault string
	}{
		"names and ranges": {
			"probe:\n  modules: blackbox.yml\n  allow: [app.example.com, .example.org, '*.example.net', 10.0.0.0/8, 192.0.2.1, 'fd00::/8']\n",
			config.Probe{
				Modules: "/etc/holdfast/blackbox.yml", Names: []string{"app.example.com", ".example.org", "*.example.net"},
				Ranges: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("fd00::/8")},
			},
			"",
		},
		"open":         {"probe: {modules: /b.yml, open: true}\n", config.Probe{Modules: "/b.yml", Open: true}, ""},
		"nobody":       {"probe: {modules: b.yml}\n", config.Probe{}, "lets nobody be asked"},
		"no modules":   {"probe: {open: true}\n", config.Probe{}, "names no module file"},
		"address":      {"probe: {modules: b.yml, allow: [300.1.1.1]}\n", config.Probe{}, "want a name, .example.com, an address or a range"},
		"range":        {"probe: {modules: b.yml, allow: [10.1.0.0/8]}\n", config.Probe{}, "10.0.0.0/8"},
		"scheme":       {"probe: {modules: b.yml, allow: ['https://x.example.com']}\n", config.Probe{}, "want a name"},
		"port":         {"probe: {modules: b.yml, allow: ['x.example.com:80']}\n", config.Probe{}, "want a name"},
		"everything":   {"probe: {modules: b.yml, allow: ['*']}\n", config.Probe{}, "want a name"},
		"unknown keys": {"probe: {modules: b.yml, allows: [x]}\n", config.Probe{}, "allows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := config.Parse("/etc/holdfast/holdfast.yaml", []byte(c.text), config.Options{Getenv: func(string) (string, bool) { return "", false }})
			if c.fault != "" {
				if err == nil || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("error %v; want one with %q", err, c.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, plan.Probe, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
				t.Errorf("probe (-want +got):\n%s", diff)
			}
		})
	}
}
