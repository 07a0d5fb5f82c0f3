package source_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/importer/source"
)

func read(t *testing.T, text string) (*source.Node, *source.Log) {
	t.Helper()
	log := &source.Log{}
	return source.Read("f", []byte(text), log), log
}

// unread lists what nobody asked for, with its place.
func unread(n *source.Node) []string {
	var out []string
	for _, u := range n.Unread() {
		out = append(out, u.Place.String()+" "+u.Path)
	}
	return out
}

func TestWhatNobodyAskedForIsKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"yaml":          {"a: 1\nb:\n  c: 2\n  d: [3, 4]\ne: {}\nf:\n", []string{"f:3:6 b.c"}},
		"json":          {"{\"a\": 1,\n \"b\": {\"c\": 2, \"d\": [3, 4]}, \"e\": {}, \"f\": null}", []string{"f:2:13 b.c"}},
		"an anchor":     {"x: &x {c: 1}\na: 1\nb:\n  <<: *x\n  d: []\n", []string{"f:1:8 x"}},
		"a whole map":   {"a: 1\nb: {d: 1}\nz:\n  y: {w: 1}\n", []string{"f:4:3 z"}},
		"alias of list": {"a: &l [1]\nb: {d: *l}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, log := read(t, c.text)
			if len(log.Faults) > 0 {
				t.Fatal(log.Faults)
			}
			root.Str("a")
			root.Get("b").Strings("d")
			log.Faults = nil
			if diff := cmp.Diff(c.want, unread(root)); diff != "" {
				t.Errorf("unread (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"yaml": "a:\n  - b: é\n    c: {d: x}\n",
		"json": "{\"a\":\n[ {\"b\": \"é\",\n  \"c\":{\"d\":\"x\"}}]}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, _ := read(t, text)
			d := root.List("a")[0].Get("c").Get("d")
			if d.Line != 3 || d.Path != "a[0].c.d" || d.Text != "x" {
				t.Errorf("node is %s %s %q, want line 3, a[0].c.d, x", d.Place, d.Path, d.Text)
			}
		})
	}
}

func TestFaultsNameNoValue(t *testing.T) {
	t.Parallel()
	const secret = "never-tell-this"
	for _, text := range []string{
		"a: " + secret, "a: [" + secret, "{\"a\": \"" + secret + "\"}", "{\"a\": " + secret + "}", "a: 1\na: " + secret, "a: *" + secret, "{\"a\": \"" + secret,
	} {
		root, log := read(t, text)
		root.Int("a", 0)
		root.Duration("a", 0)
		root.Get("a").Embedded()
		root.Get("a").Fault("want better")
		if len(log.Faults) == 0 || strings.Contains(log.Faults.Error(), secret) {
			t.Errorf("%s: faults %v", text, log.Faults)
		}
	}
}

func TestEmbeddedJSON(t *testing.T) {
	t.Parallel()
	root, log := read(t, `{"config": "{\"type\": \"slack\", \"n\": 1}"}`)
	inner := root.Get("config").Embedded()
	if inner.Str("type") != "slack" || inner.Get("n").Place != root.Get("config").Place || len(log.Faults) > 0 {
		t.Errorf("embedded is %+v, %v", inner, log.Faults)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a: 1", `{"a": [1, "b"]}`, "a: &b {c: *b}", "<<: {a: 1}\nb: 2", "- a\n- b: c", "a: |\n  x", "{\"a\": 1} x", "a: !!binary eA=="} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		log := &source.Log{}
		root := source.Read("f", data, log)
		if root == nil && len(log.Faults) == 0 {
			t.Error("nothing was read, and nobody says why")
		}
		for _, n := range root.Unread() {
			n.Ignore()
		}
		if left := root.Unread(); len(left) > 0 {
			t.Errorf("%d nodes are unread after all was ignored", len(left))
		}
	})
}
