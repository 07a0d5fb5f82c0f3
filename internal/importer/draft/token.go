package draft

import (
	"strings"

	"holdfast/internal/importer/source"
)

// shortestToken is how long the token of a heartbeat must be.
const shortestToken = 16

// Token is the token of a heartbeat as a variable. The source's own is kept
// where it can be, so that a job needs a new address only; one that is too short
// to be a secret must be made anew.
func (c *Check) Token(at *source.Node, value string) Raw {
	if at == nil {
		at = &source.Node{Place: c.at}
	}
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	odd := strings.ContainsFunc(value, func(r rune) bool { return !strings.ContainsRune(allowed, r) })
	if len(value) >= shortestToken && !odd {
		return c.d.Secret(at, c.name+" token", "the token of the heartbeat "+c.name, value)
	}
	return c.d.Missing(at, c.name+" token", "the token of the heartbeat "+c.name, "the old one is too short or odd; make one with: openssl rand -hex 16", value)
}
