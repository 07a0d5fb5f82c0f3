package statement

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func at(minute int) time.Time { return time.Date(2026, 11, 24, 3, minute, 0, 0, time.UTC) }

func TestRoll(t *testing.T) {
	t.Parallel()
	member := func(name string, s holdfast.Status, since int) Member {
		return Member{Check: name, Name: name, Status: s, Since: at(since), Seen: at(since + 1), Looked: true}
	}
	for _, c := range []struct {
		name     string
		patterns []string
		all      []Member
		word     string
		since    time.Time
	}{
		{"no check is unproven", nil, []Member{member("a/exposure", holdfast.Holds, 1)}, "unproven", time.Time{}},
		{"holds since the last came round", []string{"*/exposure"}, []Member{member("a/exposure", holdfast.Holds, 1), member("b/exposure", holdfast.Holds, 9)}, "holds", at(9)},
		{"broken since the first fell", []string{"*/exposure"}, []Member{member("a/exposure", holdfast.Broken, 7), member("b/exposure", holdfast.Broken, 4), member("c/exposure", holdfast.Holds, 1)}, "broken", at(4)},
		{"one unknown is enough", []string{"*"}, []Member{member("a", holdfast.Holds, 1), member("b", holdfast.Unknown, 5)}, "unknown", at(5)},
		{"not yet looked has its own word", []string{"*"}, []Member{member("a", holdfast.Holds, 1), {Check: "b", Name: "b"}}, "not yet looked", time.Time{}},
		{"at risk is not holds", []string{"*"}, []Member{member("a", holdfast.Holds, 1), member("b", holdfast.AtRisk, 2)}, "at risk", at(2)},
	} {
		got := Roll([]holdfast.Promise{{ID: "p", Checks: c.patterns}}, c.all)[0]
		if diff := cmp.Diff([]any{c.word, c.since}, []any{got.Word(), got.Since}); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
