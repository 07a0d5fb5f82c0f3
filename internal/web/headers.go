package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// stylePlace stands in a policy where the hash of the one style goes.
const stylePlace = "{style}"

// policy is what the pages may do (Content Security Policy, level 3): their one
// style, whose hash is named, their one script, which is a file, and what that
// fetches from where the page came from. Nothing of another host.
const policy = "default-src 'none'; style-src " + stylePlace + "; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"

// style is the one style of all pages.
func style() string {
	text, err := files.ReadFile("pages/style.css")
	if err != nil {
		return "" // embedded: cannot fail
	}
	return string(text)
}

// policyFor names the hash of a style in the policy.
func policyFor(style string) string {
	sum := sha256.Sum256([]byte(style))
	return strings.Replace(policy, stylePlace, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", 1)
}

// headers closes what a browser need not do with these pages.
func headers(policy string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy+"; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
			h.Set("Strict-Transport-Security", "max-age=63072000")
		}
		next.ServeHTTP(w, r)
	})
}
