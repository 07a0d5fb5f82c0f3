package webhead

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// maxCookies bounds what is kept of one answer.
const maxCookies = 50

// cookies reads the Set-Cookie headers, without their values.
func cookies(h http.Header) []survey.Cookie {
	var out []survey.Cookie
	for _, raw := range h.Values("Set-Cookie") {
		name, _, _ := strings.Cut(raw, "=")
		name = strings.TrimSpace(name)
		if name == "" || name == "heroku-session-affinity" || len(out) == maxCookies {
			continue
		}
		c := survey.Cookie{Name: plain.Text(name, 80), Session: containsAny(name, "login", "sess")}
		for attribute := range strings.SplitSeq(raw, ";") {
			takeAttribute(&c, attribute)
		}
		out = append(out, c)
	}
	return out
}

// takeAttribute reads one attribute of a cookie (RFC 6265bis §5.6).
func takeAttribute(c *survey.Cookie, attribute string) {
	name, value, _ := strings.Cut(attribute, "=")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "secure":
		c.Secure = true
	case "httponly":
		c.HTTPOnly = true
	case "samesite":
		if c.SameSite = strings.ToLower(plain.Text(strings.TrimSpace(value), 20)); c.SameSite == "" {
			c.SameSite = "invalid"
		}
	}
}

// containsAny reports whether the name has one of the words in any case.
func containsAny(name string, words ...string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}
