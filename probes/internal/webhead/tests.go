package webhead

import (
	"fmt"
	"slices"
	"strings"
)

// testHSTS judges the promise never to use plain HTTP. Six months are 15,552,000
// seconds here, as in the Observatory, because many sites count months of 30 days.
func testHSTS(e examined) outcome {
	const sixMonths = 15552000
	switch {
	case !e.trusted:
		return outcome{"hsts-invalid-cert", -20, false, "browsers ignore HSTS behind a certificate that is not good"}
	case e.hsts == nil:
		return outcome{"hsts-not-implemented", -20, false, "no Strict-Transport-Security"}
	case !e.hsts.Valid:
		return outcome{"hsts-header-invalid", -20, false, e.hsts.Problem}
	case e.hsts.MaxAge < sixMonths:
		return outcome{"hsts-implemented-max-age-less-than-six-months", -10, false, fmt.Sprintf("max-age is %d days", e.hsts.MaxAge/86400)}
	default:
		return outcome{"hsts-implemented-max-age-at-least-six-months", 0, true, fmt.Sprintf("max-age is %d days", e.hsts.MaxAge/86400)}
	}
}

// testCookies judges the worst cookie.
func testCookies(e examined) outcome {
	if len(e.cookies) == 0 {
		return outcome{"cookies-not-found", 0, true, "no cookies"}
	}
	protected := testHSTS(e).pass
	worst, bare := outcome{}, false
	note := func(o outcome) {
		if o.modifier < worst.modifier {
			worst = o
		}
	}
	for _, c := range e.cookies {
		switch {
		case !c.Secure && c.Session && protected:
			note(outcome{"cookies-session-without-secure-flag-but-protected-by-hsts", -10, false, "session cookie " + c.Name + " is not Secure"})
		case !c.Secure && c.Session:
			note(outcome{"cookies-session-without-secure-flag", -40, false, "session cookie " + c.Name + " is not Secure"})
		case !c.Secure && protected:
			note(outcome{"cookies-without-secure-flag-but-protected-by-hsts", -5, false, "cookie " + c.Name + " is not Secure"})
		case !c.Secure:
			note(outcome{"cookies-without-secure-flag", -20, false, "cookie " + c.Name + " is not Secure"})
		}
		if c.Session && !c.HTTPOnly {
			note(outcome{"cookies-session-without-httponly-flag", -30, false, "session cookie " + c.Name + " is not HttpOnly"})
		}
		if c.SameSite == "" && containsAny(c.Name, "csrf") {
			note(outcome{"cookies-anticsrf-without-samesite-flag", -20, false, "anti-CSRF cookie " + c.Name + " has no SameSite"})
		}
		if c.SameSite == "none" && !c.Secure || !slices.Contains([]string{"", "lax", "strict", "none"}, c.SameSite) {
			note(outcome{"cookies-samesite-flag-invalid", -20, false, "cookie " + c.Name + " has a SameSite that browsers refuse"})
		}
		bare = bare || c.SameSite == ""
	}
	switch {
	case worst.result != "":
		return worst
	case bare:
		return outcome{"cookies-secure-with-httponly-sessions", 0, true, "all cookies are Secure; not all have SameSite"}
	default:
		return outcome{"cookies-secure-with-httponly-sessions-and-samesite", 5, true, "all cookies are Secure and have SameSite"}
	}
}

// testCORS judges what a page elsewhere may read.
func testCORS(e examined) outcome {
	if e.foreign == nil {
		// the first answer closed the connection: its own headers count
		e.foreign = &e.first
	}
	allowed := strings.ToLower(strings.TrimSpace(e.foreign.header.Get("Access-Control-Allow-Origin")))
	credentials := strings.EqualFold(strings.TrimSpace(e.foreign.header.Get("Access-Control-Allow-Credentials")), "true")
	switch {
	case allowed == "":
		return outcome{"cross-origin-resource-sharing-not-implemented", 0, true, "no page elsewhere may read this one"}
	case allowed == "*":
		return outcome{"cross-origin-resource-sharing-implemented-with-public-access", 0, true, "any page may read this one, without credentials"}
	case allowed == foreignOrigin && credentials:
		return outcome{"cross-origin-resource-sharing-implemented-with-universal-access", -50, false, "any site may read this page with its visitors' credentials"}
	default:
		return outcome{"cross-origin-resource-sharing-implemented-with-restricted-access", 0, true, "only named sites may read this page"}
	}
}

// testRedirection judges port 80.
func testRedirection(e examined) outcome {
	s := e.plain
	switch {
	case s.refused:
		return outcome{"redirection-not-needed-no-http", 0, true, "nothing listens on port 80"}
	case !s.asked || len(s.pages) == 0:
		return outcome{notLooked, 0, false, s.redirect().Text}
	}
	text := s.redirect().Text
	first, last := s.pages[0].location(), s.pages[len(s.pages)-1].location()
	switch {
	case first == nil:
		return outcome{"redirection-missing", -20, false, text}
	case last == nil || last.Scheme != "https":
		return outcome{"redirection-not-to-https", -20, false, text}
	case first.Scheme == "http":
		return outcome{"redirection-not-to-https-on-initial-redirection", -10, false, "by way of " + first.Redacted()}
	case !sameHost(first.Hostname(), e.host):
		return outcome{"redirection-off-host-from-http", -5, false, text + ": another host, so that HSTS of this one is never seen"}
	default:
		return outcome{"redirection-to-https", 0, true, text}
	}
}

// testReferrer judges how much of its addresses the page tells others.
func testReferrer(e examined) outcome {
	header := strings.Join(append(slices.Clone(e.page.header.Values("Referrer-Policy")), e.page.meta("referrer-policy")...), ",")
	if header == "" {
		return outcome{"referrer-policy-not-implemented", 0, true, "no Referrer-Policy; browsers have a good default"}
	}
	policy := ""
	for word := range strings.SplitSeq(strings.ToLower(header), ",") {
		switch word = strings.TrimSpace(word); word {
		case "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin",
			"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade":
			policy = word // the last known one counts
		}
	}
	switch policy {
	case "":
		return outcome{"referrer-policy-header-invalid", -5, false, "Referrer-Policy names no known policy"}
	case "origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade":
		return outcome{"referrer-policy-unsafe", -5, false, "Referrer-Policy: " + policy}
	default:
		return outcome{"referrer-policy-private", 5, true, "Referrer-Policy: " + policy}
	}
}

// testSniffing judges whether browsers may guess what a file is.
func testSniffing(e examined) outcome {
	switch value := strings.ToLower(strings.TrimSpace(e.page.header.Get("X-Content-Type-Options"))); value {
	case "nosniff":
		return outcome{"x-content-type-options-nosniff", 0, true, "nosniff"}
	case "":
		return outcome{"x-content-type-options-not-implemented", -5, false, "no X-Content-Type-Options"}
	default:
		return outcome{"x-content-type-options-header-invalid", -5, false, "X-Content-Type-Options is not nosniff"}
	}
}

// testFraming judges who may put the page into a frame.
func testFraming(e examined) outcome {
	if p, ok := headerPolicy(e.page); ok && len(p["frame-ancestors"]) > 0 {
		return outcome{"x-frame-options-implemented-via-csp", 5, true, "frame-ancestors of the Content-Security-Policy"}
	}
	value := strings.ToLower(strings.TrimSpace(e.page.header.Get("X-Frame-Options")))
	switch {
	case value == "":
		return outcome{"x-frame-options-not-implemented", -20, false, "any site may put this page into a frame"}
	case value == "deny" || value == "sameorigin":
		return outcome{"x-frame-options-sameorigin-or-deny", 0, true, "X-Frame-Options: " + value}
	case strings.HasPrefix(value, "allow-from"):
		return outcome{"x-frame-options-allow-from-origin", 0, true, "X-Frame-Options: allow-from, which browsers no longer know"}
	default:
		return outcome{"x-frame-options-header-invalid", -20, false, "X-Frame-Options is not deny or sameorigin"}
	}
}

// testCORP judges who may load the page as a resource.
func testCORP(e examined) outcome {
	switch value := strings.ToLower(strings.TrimSpace(e.page.header.Get("Cross-Origin-Resource-Policy"))); value {
	case "":
		return outcome{"cross-origin-resource-policy-not-implemented", 0, true, "no Cross-Origin-Resource-Policy"}
	case "same-origin", "same-site":
		return outcome{"cross-origin-resource-policy-implemented-with-" + value, 10, true, value}
	case "cross-origin":
		return outcome{"cross-origin-resource-policy-implemented-with-cross-origin", 0, true, value}
	default:
		return outcome{"cross-origin-resource-policy-header-invalid", -5, false, "Cross-Origin-Resource-Policy cannot be read"}
	}
}
