package board

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// longestSlug bounds the length of a file's name.
const longestSlug = 100

// Slug is a check's name as a part of an address and of a file's name: small
// letters, digits, dots and hyphens, with _ for a slash. Where that loses
// something, a piece of the id's hash keeps two checks apart.
func Slug(id string) string {
	if len(id) <= longestSlug && !strings.HasPrefix(id, ".") && !strings.ContainsFunc(id, unfit) {
		return strings.ReplaceAll(id, "/", "_")
	}
	var b strings.Builder
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.' && b.Len() > 0, r == '-':
			b.WriteRune(r)
		case r == '/':
			b.WriteByte('_')
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		default:
			b.WriteByte('-')
		}
	}
	sum := sha256.Sum256([]byte(id))
	text := b.String()
	return text[:min(len(text), longestSlug)] + "~" + hex.EncodeToString(sum[:4])
}

// unfit reports whether a character may not stand in an address as it is.
func unfit(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '/'
}
