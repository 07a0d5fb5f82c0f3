// Package plain makes text safe to show.
//
// Much of what is shown, logged and sent comes from outside: the target of a
// check wrote its banner, its certificate or its error page, and the receiver of
// a notice wrote its answer. Either may hold line breaks that would forge a mail
// header (CWE-93), terminal escapes, characters that turn the reading direction
// around ("Trojan Source", CVE-2021-42574), half a megabyte of HTML, or the very
// secret we sent. Nothing of it goes on before it went through here: [Text]
// quotes a target, [Line] makes one clean line of anything, [Trim] bounds it, and
// a [Mask] takes our own secrets out.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns s as one line of valid UTF-8: runs of white space and control
// characters become one space, invisible formatting characters (Unicode
// category Cf, among them the direction overrides) go, invalid bytes become
// U+FFFD.
func Line(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = true
			continue
		case unicode.Is(unicode.Cf, r):
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// Trim returns s in at most limit characters (Unicode code points); the last
// one is an ellipsis where something was left out. A limit below one gives
// nothing.
func Trim(s string, limit int) string {
	if limit < 1 {
		return ""
	}
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	at, n := 0, 0
	for at = range s {
		if n == limit-1 {
			break
		}
		n++
	}
	return strings.TrimRight(s[:at], " ") + "…"
}

// Len is the length of s in characters, as [Trim] counts them.
func Len(s string) int { return utf8.RuneCountInString(s) }
