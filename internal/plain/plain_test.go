package plain_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/plain"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ in, want string }{
		"plain":          {"Redis on db2:6379", "Redis on db2:6379"},
		"header forging": {"hi\r\nBcc: x@example.com", "hi Bcc: x@example.com"},
		"terminal":       {"\x1b[31mred\x07", "[31mred"},
		"direction":      {"abc\u202edcba\u2066", "abcdcba"},
		"bad bytes":      {"a\xff\xfeb", "a\uFFFD\uFFFDb"},
		"white space":    {"  a \t\n b  ", "a b"},
		"line separator": {"a\u2028b\u0085c", "a b c"},
		"umlauts":        {"Zürich 東京", "Zürich 東京"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, plain.Line(tc.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTrim(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in    string
		limit int
		want  string
	}{
		"fits":       {"abc", 3, "abc"},
		"cut":        {"abcd", 3, "ab…"},
		"cut runes":  {"äöüß", 3, "äö…"},
		"no blank":   {"ab cdef", 4, "ab…"},
		"one":        {"abc", 1, "…"},
		"none":       {"abc", 0, ""},
		"empty":      {"", 0, ""},
		"whole text": {"x", 100, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, plain.Trim(tc.in, tc.limit)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	const secret = "p@ss/word+42"
	m := plain.NewMask(secret, "", holdfast.Secret("p@ss"), "https://u:pw0rd1@h.example/api/t0kent0ken/x?sig=a1b2")
	for name, in := range map[string]string{
		"as it is":  "bad key " + secret + "!",
		"escaped":   "key=" + url.QueryEscape(secret) + "&x",
		"in a path": "/hook/" + url.PathEscape(secret),
		"base64":    "AUTH cEBzcy93b3JkKzQy failed",
		"path":      "POST /api/t0kent0ken/x?sig=a1b2 Authorization: pw0rd1",
		"at a cut":  strings.Repeat("x", 395) + secret,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := m.Words(in)
			for _, part := range []string{"p@ss", "word+42", "word%2B42", "cEBzcy", "t0kent0ken", "a1b2", "pw0rd1"} {
				if strings.Contains(got, part) {
					t.Errorf("%q still shows %q", got, part)
				}
			}
		})
	}
	err := &url.Error{Op: "Post", URL: "https://x.example/hook/T0K3N", Err: errors.New("connection refused")}
	if diff := cmp.Diff("connection refused", m.Error(err)); diff != "" {
		t.Error(diff)
	}
}

func FuzzLineAndTrim(f *testing.F) {
	f.Add("a\r\nb", 3)
	f.Add("\u202e\xff\x00 ", 1)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		line := plain.Line(s)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("Line(%q) = %q", s, line)
		}
		if line != plain.Line(line) {
			t.Errorf("Line is not stable: %q, then %q", line, plain.Line(line))
		}
		cut := plain.Trim(line, limit)
		if !utf8.ValidString(cut) || utf8.RuneCountInString(cut) > max(limit, 0) {
			t.Errorf("Trim(%q, %d) = %q", line, limit, cut)
		}
	})
}
