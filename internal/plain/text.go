package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is for the words of a target, in which it should be seen that something
// was there: it returns s with everything that is not printable replaced by ?, runs of
// white space folded into one space, cut to at most limit characters (with … at
// the cut).
func Text(s string, limit int) string {
	var b strings.Builder
	n, space := 0, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if n >= limit {
			return b.String() + "…"
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(printable(r, size))
		n++
	}
	return b.String()
}

// printable returns r, or ? where it is not to be printed.
func printable(r rune, size int) rune {
	if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
		return '?'
	}
	return r
}
