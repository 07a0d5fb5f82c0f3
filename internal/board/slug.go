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
	var b strings.Builder
	same := len(id) <= longestSlug && !strings.HasPrefix(id, ".")
	for _, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.' && b.Len() > 0, r == '-':
			b.WriteRune(r)
		case r == '/':
			b.WriteByte('_')
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
			same = false
		default:
			b.WriteByte('-')
			same = false
		}
	}
	if same {
		return b.String()
	}
	sum := sha256.Sum256([]byte(id))
	text := b.String()
	return text[:min(len(text), longestSlug)] + "~" + hex.EncodeToString(sum[:4])
}
