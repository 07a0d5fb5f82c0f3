package prometheus

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/importer/source"
)

// TestRelabel holds cases of Prometheus' documentation of relabel_config.
func TestRelabel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules string
		want  labels // nil: dropped
	}{
		"copy":               {"- {source_labels: [a], target_label: c}", labels{"a": "foo", "b": "bar", "c": "foo"}},
		"two with separator": {"- {source_labels: [a, b], separator: '-', regex: 'f(.*)-(.*)r', target_label: c, replacement: '${2}x$1'}", labels{"a": "foo", "b": "bar", "c": "baxoo"}},
		"anchored":           {"- {source_labels: [a], regex: o, target_label: c, replacement: x}", labels{"a": "foo", "b": "bar"}},
		"target expands":     {"- {source_labels: [a], regex: '(f).*', target_label: 'x_$1', replacement: y}", labels{"a": "foo", "b": "bar", "x_f": "y"}},
		"constant":           {"- {target_label: a, replacement: x}", labels{"a": "x", "b": "bar"}},
		"empty removes":      {"- {source_labels: [none], target_label: a}", labels{"b": "bar"}},
		"keep":               {"- {source_labels: [a], regex: foo, action: keep}", labels{"a": "foo", "b": "bar"}},
		"keep not":           {"- {source_labels: [a], regex: fo, action: keep}", nil},
		"drop":               {"- {source_labels: [b], regex: b.*, action: drop}", nil},
		"labeldrop":          {"- {regex: a, action: labeldrop}", labels{"b": "bar"}},
		"labelkeep":          {"- {regex: a, action: labelkeep}", labels{"a": "foo"}},
		"labelmap":           {"- {regex: '(a|b)', action: labelmap, replacement: 'x_$1'}", labels{"a": "foo", "b": "bar", "x_a": "foo", "x_b": "bar"}},
		"upper":              {"- {source_labels: [a], target_label: a, action: uppercase}", labels{"a": "FOO", "b": "bar"}},
		"keepequal":          {"- {source_labels: [a], target_label: b, action: keepequal}", nil},
		"dropequal":          {"- {source_labels: [a], target_label: b, action: dropequal}", labels{"a": "foo", "b": "bar"}},
		"hashmod":            {"[{target_label: c, replacement: baz}, {source_labels: [c], target_label: d, action: hashmod, modulus: 1000}]", labels{"a": "foo", "b": "bar", "c": "baz", "d": "976"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &source.Log{}
			list := rules(source.Read("f", []byte(c.rules), log).Items())
			got := labels{"a": "foo", "b": "bar"}
			if !relabel(got, list) {
				got = nil
			}
			if diff := cmp.Diff(c.want, got); diff != "" || len(log.Faults) > 0 {
				t.Errorf("%v (-want +got):\n%s", log.Faults, diff)
			}
		})
	}
}
