package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/config"
)

func TestObjectives(t *testing.T) {
	t.Parallel()
	const head = "sites: [a.example.com]\n"
	for _, c := range []struct {
		name, text, fault string
		want              map[string]config.Objective
	}{
		{"none", head, "", map[string]config.Objective{}},
		{"of one check", "sites: {a.example.com: {uptime: {slo: {target: 99.95, window: 7d}}}}\n", "", map[string]config.Objective{"a.example.com/uptime": {Target: 0.9995, Window: 7 * 24 * time.Hour}}},
		{"of a group", "groups: {eu: {slo: {target: 99.9%}}}\nsites: {a.example.com: {uptime: {}, group: eu, exposure: off, unreachable: off, tlsgrade: off}}\n", "", map[string]config.Objective{"a.example.com/uptime": {Target: 0.999, Window: 30 * 24 * time.Hour}}},
		{"no target", "sites: {a.example.com: {uptime: {slo: {window: 7d}}}}\n", "has no target", nil},
		{"of all time", "sites: {a.example.com: {uptime: {slo: {target: 100}}}}\n", "below 100", nil},
		{"a window too long", "sites: {a.example.com: {uptime: {slo: {target: 99, window: 500d}}}}\n", "want 1h to 400d", nil},
	} {
		p, err := config.Parse("holdfast.yaml", []byte(c.text), options("testdata"))
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%s: %v, want %q", c.name, err, c.fault)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for id := range p.Objectives {
			if !strings.HasSuffix(id, "/uptime") {
				delete(p.Objectives, id)
			}
		}
		if diff := cmp.Diff(c.want, p.Objectives); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
