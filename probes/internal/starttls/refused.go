package starttls

import (
	"fmt"
	"strconv"
	"strings"
)

// RefusedError says that a server which speaks the protocol has no TLS.
type RefusedError struct {
	// Word is what was asked for: STARTTLS, STLS, AUTH TLS, SSLRequest.
	Word string
	// Said is what the server said, line by line; nothing where it says so in
	// bits (MySQL).
	Said []string
}

// Error implements error.
func (e *RefusedError) Error() string {
	text := "the server does not offer " + e.Word
	if len(e.Said) > 0 {
		text += ": " + quote(strings.Join(e.Said, ", "))
	}
	return text
}

// quote makes text of a stranger fit for an error: one line, no bytes that a
// terminal obeys, 200 bytes at most.
func quote(text string) string {
	if len(text) > 200 {
		text = text[:200] + "…"
	}
	return strconv.QuoteToASCII(text)
}

// unexpected says what came in the place of what was wanted.
func unexpected(after, came, want string) error {
	return fmt.Errorf("after %s came %s, want %s", after, quote(came), want)
}
