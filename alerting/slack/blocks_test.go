package slack

import (
	"strings"
	"testing"

	"holdfast/alerting/alerttest"
	"holdfast/internal/plain"
)

// TestHostile: text from a target neither mentions, links nor breaks a limit.
func TestHostile(t *testing.T) {
	t.Parallel()
	m := render(alerttest.Longest())
	if strings.Contains(m.text, "<!") || plain.Len(m.text) > 40000 {
		t.Errorf("text of %d characters: %.200q", plain.Len(m.text), m.text)
	}
}

func FuzzCut(f *testing.F) {
	f.Add("a<b&c>d", 5)
	f.Add(strings.Repeat("<", 50), 21)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = min(max(limit, 1), 4000)
		got := cut(escape(plain.Line(s)), limit)
		if plain.Len(got) > limit || strings.ContainsAny(got, "<>") {
			t.Errorf("cut(%q, %d) = %q", s, limit, got)
		}
		if i := strings.LastIndexByte(got, '&'); i >= 0 && !strings.Contains(got[i:], ";") {
			t.Errorf("half an escape is left: %q", got)
		}
	})
}
