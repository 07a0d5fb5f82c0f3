package draft_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/importer/draft"
)

func TestCodes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		runs [][2]int
		want []string
	}{
		"one":               {[][2]int{{200, 200}}, []string{"200"}},
		"a hundred":         {[][2]int{{200, 299}}, []string{"2xx"}},
		"over a border":     {[][2]int{{250, 310}}, []string{"250-299", "300-310"}},
		"two hundreds":      {[][2]int{{200, 399}}, []string{"2xx", "3xx"}},
		"a hole":            {[][2]int{{200, 203}, {205, 299}}, []string{"200-203", "205-299"}},
		"beyond what is":    {[][2]int{{0, 99}, {590, 9999}}, []string{"590-599"}},
		"nothing":           {nil, nil},
		"all":               {[][2]int{{100, 599}}, []string{"1xx", "2xx", "3xx", "4xx", "5xx"}},
		"not a whole first": {[][2]int{{201, 399}}, []string{"201-299", "3xx"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var set draft.Codes
			for _, r := range c.runs {
				set.Add(r[0], r[1])
			}
			if diff := cmp.Diff(c.want, set.Words()); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n    int
		want string
		many bool
	}{{0, "1 of 1", false}, {1, "1 of 1", false}, {3, "3 of 3 over 1m", false}, {21, "20 of 20 over 9m30s", true}} {
		if rule, many := draft.Rule(c.n, 30*time.Second); rule != c.want || many != c.many {
			t.Errorf("Rule(%d) = %q, %t; want %q, %t", c.n, rule, many, c.want, c.many)
		}
	}
}
