package plain_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/plain"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in    string
		limit int
		want  string
	}{
		"plain":           {"nginx/1.22", 80, "nginx/1.22"},
		"empty":           {"", 80, ""},
		"escape sequence": {"\x1b[31mred\x1b[0m", 80, "?[31mred?[0m"},
		"white space":     {"  a\r\n\tb  ", 80, "a b"},
		"bad UTF-8":       {"a\xffb", 80, "a?b"},
		"right to left":   {"a\u202eb", 80, "a?b"},
		"cut":             {"abcdef", 3, "abc…"},
		"fits just":       {"abc", 3, "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := plain.Text(c.in, c.limit); got != c.want {
				t.Errorf("Text(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b[2J\u202e\xff b", 7)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 0 || limit > 1000 {
			t.Skip("limits are small and positive")
		}
		got := plain.Text(s, limit)
		if n := utf8.RuneCountInString(got); n > limit+2 {
			t.Errorf("%d characters, want at most %d", n, limit+2)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%q holds what is not printable", got)
		}
	})
}
