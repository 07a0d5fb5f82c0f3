package uptime

import (
	"bytes"
	"net/http"
	"strings"

	"holdfast"
)

// mark is how a protecting edge shows that it answered in the site's stead.
// A mark in a header alone decides; a mark in the body counts only with the
// header and a refusing status, because sites may write about challenges.
type mark struct {
	edge   string
	header string
	has    string   // what the header's value contains, lower case; empty: any
	body   []string // one of these must be in the body of a refusal
}

// marks lists the challenge pages that are known, each from the vendor's own
// documentation where it has one.
func marks() []mark {
	return []mark{
		{edge: "Cloudflare", header: "Cf-Mitigated", has: "challenge"}, // developers.cloudflare.com/cloudflare-challenges, "Detect a challenge response"
		{edge: "Cloudflare", header: "Server", has: "cloudflare", body: []string{"/cdn-cgi/challenge-platform/", "cf-chl-", "cf-error-details", "Just a moment..."}},
		{edge: "AWS WAF", header: "X-Amzn-Waf-Action"}, // AWS WAF Developer Guide, "How the CAPTCHA and Challenge actions work"
		{edge: "Vercel", header: "X-Vercel-Mitigated"},
		{edge: "Akamai", header: "Server", has: "akamaighost", body: []string{"Access Denied", "sec-if-cpt-container", "errors.edgesuite.net"}},
		{edge: "Imperva", header: "X-Iinfo", body: []string{"_Incapsula_Resource", "Incapsula incident ID"}},
		{edge: "Imperva", header: "X-Cdn", has: "imperva", body: []string{"_Incapsula_Resource", "Incapsula incident ID"}},
		{edge: "Sucuri", header: "X-Sucuri-Block"},
		{edge: "Sucuri", header: "Server", has: "sucuri", body: []string{"Sucuri WebSite Firewall", "sucuri_cloudproxy_js"}},
		{edge: "DataDome", header: "X-Datadome", body: []string{"captcha-delivery.com"}},
		{edge: "HUMAN", header: "Content-Type", has: "html", body: []string{"px-captcha", "captcha.px-cdn.net"}},
		{edge: "DDoS-Guard", header: "Server", has: "ddos-guard", body: []string{"js-challenge", "ddos-guard/js"}},
	}
}

// challenge returns the edge that refused the probe, or nothing.
func challenge(a *answer) string {
	for _, m := range marks() {
		if m.fits(a) {
			return m.edge
		}
	}
	return ""
}

// fits reports whether the answer bears the mark.
func (m mark) fits(a *answer) bool {
	values, ok := a.header[m.header]
	if !ok || !strings.Contains(strings.ToLower(strings.Join(values, " ")), m.has) {
		return false
	}
	if m.body == nil {
		return true
	}
	if !refuses(a.status) {
		return false
	}
	for _, words := range m.body {
		if bytes.Contains(a.body, []byte(words)) {
			return true
		}
	}
	return false
}

// refuses reports whether edges send challenge pages with this status.
func refuses(status int) bool {
	return status == http.StatusForbidden || status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// edgeFault is the fault of a look that ended at an edge.
func (p *prober) edgeFault(v *view, edge string) holdfast.Fault {
	return holdfast.Fault{
		Key: "edge", Status: holdfast.Unknown,
		Text: "the edge refused the probe: " + p.asked(v) + " answered " + statusText(v.last().answer.status) + " with a challenge page of " + edge + "; the site itself was not seen",
		Fix:  "let the User-Agent Holdfast or this machine's address through at " + edge + ", or ask the origin with connect_to:",
	}
}
